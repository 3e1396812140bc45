// Nine mistakes of different kinds, past the types: this is what a program that casts to any sends.
const pulumi = require("@pulumi/pulumi");
const privatedynamodb = require("pulumi-private-dynamodb");

new privatedynamodb.PrivateTable("orders", {
    partitionKey: { name: "", type: "STRING" }, // 1 too short, 2 no such type
    sortKey: { name: "placedAt" }, // 3 half a key
    administratorPrincipalArns: [pulumi.secret("hunter2")], // 4 no ARN, and a secret
    breakGlassPrincipalArns: "arn:aws:iam::111122223333:role/break-glass", // 5 no list
    deletionProtection: "yes", // 6 no boolean
    vpcId: "vpc-0a1b",
    network: { // 7 a new VPC and an old one
        cidrBlock: "10.0.0.0/8", // 8 too large
        availabilityZonesCount: 3, // 9 misspelt; at the top level the SDK itself drops what it does not know
    },
});
