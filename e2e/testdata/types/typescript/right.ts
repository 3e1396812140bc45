import * as pulumi from "@pulumi/pulumi";
import * as privatedynamodb from "pulumi-private-dynamodb";

declare const role: { arn: pulumi.Output<string> };
declare const roles: pulumi.Output<string[]>;
declare const text: pulumi.Output<string>;

// An output goes wherever a value does: into a list, a map, a field of an object.
const orders = new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: text, type: privatedynamodb.types.enums.AttributeType.S },
    administratorPrincipalArns: [role.arn, "arn:aws:iam::111122223333:role/deployer"],
    breakGlassPrincipalArns: roles,
    tags: { team: text, stage: "live" },
    network: { cidrBlock: "10.1.0.0/16", tags: { team: text } },
});

new privatedynamodb.PrivateTable("invoices", {
    partitionKey: { name: "customer", type: "S" },
    administratorPrincipalArns: roles,
    vpcId: orders.vpcId,
    vpcEndpointId: orders.vpcEndpointId,
    tableName: pulumi.interpolate`${orders.tableName}-invoices`,
});
