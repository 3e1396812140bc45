import * as privatedynamodb from "pulumi-private-dynamodb";

const fromTheInternet = privatedynamodb.checkAccessOutput({
    action: "dynamodb:GetItem",
    resourceArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
    principalArn: "arn:aws:iam::111122223333:role/app",
    resourcePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{
            Sid: "DenyOutside",
            Effect: "Deny",
            Principal: "*",
            Action: "dynamodb:GetItem",
            Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
            Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-0a1b2c3d4e5f67890" } },
        }],
    }),
});

export const allowed = fromTheInternet.allowed;
export const reason = fromTheInternet.reason;
