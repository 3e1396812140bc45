const pulumi = require("@pulumi/pulumi");
const privatedynamodb = require("pulumi-private-dynamodb");

const config = new pulumi.Config();
const report = privatedynamodb.accessReportOutput({
    evidence: pulumi.output(config.require("evidence")),
    digest: config.require("digest"),
});

exports.verdict = report.verdict;
exports.reader = report.rows[0].callers[0];
exports.seenFirst = report.matrix[0].read;
exports.policy = report.policies[0].name;
exports.markdown = report.markdown;
