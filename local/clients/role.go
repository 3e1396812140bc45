package clients

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// The permissions and the trust policy of a role of local AWS. It may do everything and everyone may assume it, so that
// only the policies of the table refuse a request.
const (
	everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	everyone   = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
		`"Principal":{"AWS":"*"}}]}`
	policyName = "everything"
)

// Assume returns credentials of a role. It creates the role if it does not exist.
func Assume(ctx context.Context, endpoint, arn string) (workspace.Caller, error) {
	_, name, found := strings.Cut(arn, ":role/")
	if !found {
		return workspace.Caller{}, fmt.Errorf("assume role: %q is not the ARN of one", arn)
	}
	maker := workspace.Root
	if !strings.HasPrefix(arn, "arn:aws:iam::"+workspace.Account+":") { // the emulator does not check that the role exists
		var err error
		if maker, err = Session(ctx, endpoint, arn); err != nil {
			return workspace.Caller{}, err
		}
	}
	dir, base := path.Split(name)
	roles := iam.NewFromConfig(configured(endpoint, maker))
	_, err := roles.CreateRole(ctx, &iam.CreateRoleInput{
		Path:                     aws.String("/" + dir),
		RoleName:                 &base,
		AssumeRolePolicyDocument: aws.String(everyone),
	})
	if exists := (*types.EntityAlreadyExistsException)(nil); err != nil && !errors.As(err, &exists) {
		return workspace.Caller{}, fmt.Errorf("create role %s: %w", name, err)
	}
	if _, err := roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: &base, PolicyName: aws.String(policyName), PolicyDocument: aws.String(everything),
	}); err != nil {
		return workspace.Caller{}, fmt.Errorf("let role %s do everything: %w", name, err)
	}
	return Session(ctx, endpoint, arn)
}

// Restrict gives a role of the account one policy, in place of the one that lets it do everything.
func Restrict(ctx context.Context, endpoint, arn, document string) error {
	base := path.Base(arn)
	_, err := iam.NewFromConfig(configured(endpoint, workspace.Root)).PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: &base, PolicyName: aws.String(policyName), PolicyDocument: &document,
	})
	if err != nil {
		return fmt.Errorf("restrict role %s: %w", arn, err)
	}
	return nil
}

// Session returns credentials of an existing role, in any account.
func Session(ctx context.Context, endpoint, arn string) (workspace.Caller, error) {
	session, err := sts.NewFromConfig(configured(endpoint, workspace.Root)).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: &arn, RoleSessionName: aws.String("local"),
	})
	if err != nil {
		return workspace.Caller{}, fmt.Errorf("assume role %s: %w", arn, err)
	}
	return workspace.Caller{
		AccessKeyID:     aws.ToString(session.Credentials.AccessKeyId),
		SecretAccessKey: aws.ToString(session.Credentials.SecretAccessKey),
		SessionToken:    aws.ToString(session.Credentials.SessionToken),
	}, nil
}
