import * as aws from "@pulumi/aws";
import * as privatedynamodb from "pulumi-private-dynamodb";

const provider = new aws.Provider("aws");

const orders = new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: "customer", type: "S" },
    administratorPrincipalArns: ["arn:aws:iam::111122223333:role/ci/deployer"],
}, { providers: [provider] });

const report = privatedynamodb.accessReportOutput({
    evidence: orders.accessReport.evidence,
    digest: orders.accessReport.digest,
});

export const markdown = report.markdown;
