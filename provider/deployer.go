package provider

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	awsiam "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// deployment is where a component deploys to, and who deploys it.
type deployment struct {
	partition, region, account string
	// deployer is the role, user or root that calls AWS, as policies know it; empty where it cannot be told.
	deployer string
	// doubt says why it cannot be told.
	doubt string
}

// identify asks AWS who is calling. A provider that is not configured until the update answers nothing at preview;
// everything is a symbol then.
func identify(ctx *pulumi.Context, symbols *proof.Symbols, child pulumi.InvokeOption) (deployment, error) {
	caller, err := aws.GetCallerIdentity(ctx, &aws.GetCallerIdentityArgs{}, child)
	if err != nil {
		return deployment{}, fmt.Errorf("look up the account: %w", err)
	}
	region, err := aws.GetRegion(ctx, &aws.GetRegionArgs{}, child)
	if err != nil {
		return deployment{}, fmt.Errorf("look up the Region: %w", err)
	}
	found := deployment{partition: "aws", region: region.Name, account: caller.AccountId}
	if found.account == "" || found.region == "" {
		return deployment{partition: "aws", region: proof.UnknownRegion, account: symbols.Account()}, nil
	}
	if parts := strings.Split(caller.Arn, ":"); len(parts) > 1 {
		found.partition = parts[1]
	}
	found.deployer = caller.Arn
	if !strings.Contains(caller.Arn, ":assumed-role/") {
		if _, err := iam.ParseCaller(caller.Arn); err != nil { // a federated user, whom no pattern can name
			found.deployer, found.doubt = "", fmt.Sprintf(
				"%s is no role, user or root, so whether it may change the policy again is not known", caller.Arn)
		}
		return found, nil
	}
	// The ARN of a session has lost the path of its role.
	role, err := awsiam.GetSessionContext(ctx, &awsiam.GetSessionContextArgs{Arn: caller.Arn}, child)
	if err != nil || role.IssuerArn == "" {
		found.deployer, found.doubt = "", fmt.Sprintf(
			"the role behind %s cannot be read (iam:GetRole), so whether it may change the policy again is not known",
			caller.Arn)
		return found, nil //nolint:nilerr // the right is not needed to deploy
	}
	found.deployer = role.IssuerArn
	return found, nil
}

// known reports whether AWS was asked.
func (i deployment) known() bool { return i.region != proof.UnknownRegion }

// tableARN is the ARN that a table will have. A name that Pulumi makes up has the component's and a suffix.
func (i deployment) tableARN(component string, given []string) string {
	name := component + "-0000000"
	if len(given) == 1 {
		name = given[0]
	}
	return fmt.Sprintf("arn:%s:dynamodb:%s:%s:table/%s", i.partition, i.region, i.account, name)
}
