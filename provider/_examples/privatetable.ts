import * as aws from "@pulumi/aws";
import * as privatedynamodb from "pulumi-private-dynamodb";

const provider = new aws.Provider("aws");

const orders = new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: "customer", type: "S" },
    sortKey: { name: "placedAt", type: "S" },
    tableClass: "STANDARD_INFREQUENT_ACCESS",
    administratorPrincipalArns: ["arn:aws:iam::111122223333:role/ci/deployer"],
    breakGlassPrincipalArns: ["arn:aws:iam::111122223333:role/break-glass"],
}, { providers: [provider] });

export const tableName = orders.tableName;
export const verdict = orders.accessReport.verdict;
