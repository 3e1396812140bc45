import * as aws from "@pulumi/aws";
import * as privatedynamodb from "pulumi-private-dynamodb";

// The provider of the organization's management account, or of a delegated administrator's.
const management = new aws.Provider("management");

const guardrail = new privatedynamodb.OrgGuardrail("data", {
    targets: [{
        targetId: "ou-a1b2-c3d4e5f6",
        vpcs: [{ vpcId: "vpc-0a1b2c3d4e5f67890", region: "eu-west-1" }],
    }],
    breakGlassPrincipalArns: ["arn:aws:iam::*:role/break-glass"],
    deployerPrincipalArns: ["arn:aws:iam::*:role/ci/deployer"],
}, { providers: [management] });

export const policyIds = guardrail.policyIds;
