import json

import pulumi
import pulumi_private_dynamodb as privatedynamodb

from_the_internet = privatedynamodb.check_access_output(
    action="dynamodb:GetItem",
    resource_arn="arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
    principal_arn="arn:aws:iam::111122223333:role/app",
    resource_policy=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "DenyOutside",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "dynamodb:GetItem",
            "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
            "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0a1b2c3d4e5f67890"}},
        }],
    }),
)

pulumi.export("allowed", from_the_internet.allowed)
pulumi.export("reason", from_the_internet.reason)
