package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

var account = regexp.MustCompile(`^[0-9]{12}$`)

func isAccount(text string) bool { return account.MatchString(text) }

// admit returns an error unless the credentials are of the account that was named, and that account does not manage an
// organization. It returns the id of the organization that the account is in, or "".
func admit(ctx context.Context, config aws.Config, named string) (string, error) {
	caller, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", fmt.Errorf("ask AWS whose credentials these are: %w", err)
	}
	if got := aws.ToString(caller.Account); got != named {
		return "", fmt.Errorf("the credentials are of account %s, and account %s was named: nothing was created", got, named)
	}
	if strings.HasSuffix(aws.ToString(caller.Arn), ":root") {
		return "", errors.New("the credentials are of the account's root user, which can assume no role, and should have " +
			"none: use those of a role or a user; nothing was created")
	}
	found, err := organizations.NewFromConfig(config).DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	if none := (*types.AWSOrganizationsNotInUseException)(nil); errors.As(err, &none) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask AWS whether account %s manages an organization, which takes the right "+
			"organizations:DescribeOrganization: %w", named, err)
	}
	if aws.ToString(found.Organization.MasterAccountId) == named {
		return "", fmt.Errorf("account %s manages an organization: no service control policy binds it, and a mistake in it "+
			"reaches every other account; use a member account that nothing else runs in; nothing was created", named)
	}
	return aws.ToString(found.Organization.Id), nil
}
