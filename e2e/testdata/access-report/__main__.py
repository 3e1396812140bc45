import pulumi
import pulumi_private_dynamodb as privatedynamodb

config = pulumi.Config()
report = privatedynamodb.access_report_output(
    evidence=pulumi.Output.from_input(config.require("evidence")),
    digest=config.require("digest"),
)

pulumi.export("verdict", report.verdict)
pulumi.export("reader", report.rows[0].callers[0])
pulumi.export("seenFirst", report.matrix[0].read)
pulumi.export("policy", report.policies[0].name)
pulumi.export("markdown", report.markdown)
