package provider

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	awsiam "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"golang.org/x/sync/errgroup"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// deployment is where a component is deployed to, and by whom.
type deployment struct {
	partition, region, account string
	// deployer is the role, user or root that calls AWS, as policies know it. It is empty where AWS does not tell it.
	deployer string
	// doubt says why AWS does not tell it.
	doubt string
}

// lookUpDeployment asks AWS who is calling. A provider that is not configured before the update answers nothing at
// preview: the Region is then unknown and the account empty.
func lookUpDeployment(ctx *pulumi.Context, child pulumi.InvokeOption) (deployment, error) {
	var caller *aws.GetCallerIdentityResult
	var region *aws.GetRegionResult
	var lookups errgroup.Group
	lookups.Go(func() (err error) {
		caller, err = lookUpCaller(ctx, child)
		return err
	})
	lookups.Go(func() (err error) {
		region, err = lookUpRegion(ctx, child)
		return err
	})
	if err := lookups.Wait(); err != nil {
		return deployment{}, err
	}
	if caller.AccountId == "" || region.Name == "" {
		return deployment{partition: "aws", region: proof.UnknownRegion}, nil
	}
	found := deployment{partition: "aws", region: region.Name, account: caller.AccountId, deployer: caller.Arn}
	if arn, known := iam.ParseARN(caller.Arn); known {
		found.partition = arn.Partition
	}
	if !strings.Contains(caller.Arn, ":assumed-role/") {
		if _, err := iam.ParseCaller(caller.Arn); err != nil { // a federated user, which no pattern can name
			found.deployer, found.doubt = "", fmt.Sprintf(
				"%s is no role, user or root, so whether it may change the policy again is not known", caller.Arn)
		}
		return found, nil
	}
	// The ARN of a session lacks the path of its role.
	role, err := lookUp(ctx, "role of "+caller.Arn, func() (*awsiam.GetSessionContextResult, error) {
		return awsiam.GetSessionContext(ctx, &awsiam.GetSessionContextArgs{Arn: caller.Arn}, child)
	})
	if err != nil || role.IssuerArn == "" {
		found.deployer, found.doubt = "", fmt.Sprintf(
			"the role behind %s cannot be read (iam:GetRole), so whether it may change the policy again is not known",
			caller.Arn)
		return found, nil //nolint:nilerr // the right is not needed to deploy
	}
	found.deployer = role.IssuerArn
	return found, nil
}

func lookUpCaller(ctx *pulumi.Context, child pulumi.InvokeOption) (*aws.GetCallerIdentityResult, error) {
	caller, err := lookUp(ctx, "caller", func() (*aws.GetCallerIdentityResult, error) {
		return aws.GetCallerIdentity(ctx, &aws.GetCallerIdentityArgs{}, child)
	})
	if err != nil {
		return nil, fmt.Errorf("look up the account: %w", err)
	}
	return caller, nil
}

func lookUpRegion(ctx *pulumi.Context, child pulumi.InvokeOption) (*aws.GetRegionResult, error) {
	region, err := lookUp(ctx, "Region", func() (*aws.GetRegionResult, error) {
		return aws.GetRegion(ctx, &aws.GetRegionArgs{}, child)
	})
	if err != nil {
		return nil, fmt.Errorf("look up the Region: %w", err)
	}
	return region, nil
}

// known reports whether AWS answered.
func (d deployment) known() bool { return d.region != proof.UnknownRegion }

// tableARN returns the ARN that a table will have. A name that Pulumi generates is the component's with a suffix.
func (d deployment) tableARN(component string, given []string) string {
	name := component + "-0000000"
	if len(given) == 1 {
		name = given[0]
	}
	return iam.ARN{
		Partition: d.partition, Service: "dynamodb", Region: d.region, Account: d.account, Resource: "table/" + name,
	}.String()
}
