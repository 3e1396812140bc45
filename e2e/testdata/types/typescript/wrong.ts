import * as privatedynamodb from "pulumi-private-dynamodb";

const right: privatedynamodb.PrivateTableArgs = {
    partitionKey: { name: "customer", type: "S" },
    administratorPrincipalArns: [],
};

new privatedynamodb.PrivateTable("misspelt", {
    ...right,
    partitionkey: { name: "customer", type: "S" }, // want: 'partitionkey' does not exist in type 'PrivateTableArgs'
});
new privatedynamodb.PrivateTable("nested", {
    ...right,
    network: { cidr: "10.1.0.0/16" }, // want: 'cidr' does not exist in type 'NetworkArgs'
});
new privatedynamodb.PrivateTable("enum", {
    ...right,
    perimeter: "vpc", // want: Type '"vpc"' is not assignable to type 'Perimeter | undefined'
});
new privatedynamodb.PrivateTable("nested-enum", {
    ...right,
    sortKey: { name: "placedAt", type: "String" }, // want: Type '"String"' is not assignable to type 'AttributeType'
});
new privatedynamodb.PrivateTable("type", {
    ...right,
    administratorPrincipalArns: "arn:aws:iam::111122223333:role/deployer", // want: Type 'string' is not assignable to type 'Input<Input<string>[]>'
});
new privatedynamodb.PrivateTable("missing", { // want: Property 'administratorPrincipalArns' is missing
    partitionKey: { name: "customer", type: "S" },
});
new privatedynamodb.PrivateTable("nested-missing", {
    ...right,
    sortKey: { name: "placedAt" }, // want: Property 'type' is missing
});
new privatedynamodb.PrivateTable("output", right).arn; // want: Property 'arn' does not exist on type 'PrivateTable'
