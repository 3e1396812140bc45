import * as aws from "@pulumi/aws";
import * as privatedynamodb from "pulumi-private-dynamodb";

const provider = new aws.Provider("aws");

// Several tables share one network.
const network = new privatedynamodb.PrivateNetwork("data", {
    cidrBlock: "10.1.0.0/16",
    availabilityZoneCount: 3,
    natGateways: "single",
}, { providers: [provider] });

const tables = ["orders", "invoices"].map(name => new privatedynamodb.PrivateTable(name, {
    partitionKey: { name: "customer", type: "S" },
    vpcId: network.vpcId,
    vpcEndpointId: network.vpcEndpointId,
    administratorPrincipalArns: ["arn:aws:iam::111122223333:role/ci/deployer"],
}, { providers: [provider] }));

export const tableNames = tables.map(table => table.tableName);
export const subnetIds = network.privateSubnetIds;
