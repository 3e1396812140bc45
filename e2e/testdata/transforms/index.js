const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const privatedynamodb = require("pulumi-private-dynamodb");

const config = new pulumi.Config();

new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: "customer", type: "S" },
    administratorPrincipalArns: [config.require("administratorRoleArn")],
    deletionProtection: false,
}, {
    providers: [new aws.Provider("aws")],
    transforms: [({ type, props, opts }) =>
        type === "aws:ec2/securityGroup:SecurityGroup"
            ? { props: { ...props, name: "acme-orders-client" }, opts }
            : undefined],
});
