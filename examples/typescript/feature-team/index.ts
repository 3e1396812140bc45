import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as privatedynamodb from "pulumi-private-dynamodb";

const config = new pulumi.Config();

// One explicit provider for everything. Without it the network's inner components bring a second, older
// aws plugin of their own.
const provider = new aws.Provider("aws");

const orders = new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: "customer", type: "S" },
    sortKey: { name: "placedAt", type: "S" },
    administratorPrincipalArns: [config.require("administratorRoleArn")],
    breakGlassPrincipalArns: [config.require("breakGlassRoleArn")],
    deletionProtection: config.requireBoolean("deletionProtection"),
    tags: { team: "orders" },
}, { providers: [provider] });

export const tableName = orders.tableName;
export const tableArn = orders.tableArn;
export const vpcId = orders.vpcId;
export const vpcEndpointId = orders.vpcEndpointId;
export const subnetIds = orders.subnetIds;
export const clientSecurityGroupId = orders.clientSecurityGroupId;
export const verdict = orders.accessReport.verdict;
