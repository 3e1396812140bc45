package provider

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sts answers who is calling, and which role is behind a session.
type sts struct {
	caller, role string
	refused      bool
}

func (s sts) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return args.Name, args.Inputs, nil
}

func (s sts) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	switch {
	case args.Token == "aws:index/getRegion:getRegion":
		return resource.PropertyMap{"name": resource.NewProperty("us-east-1")}, nil
	case args.Token == "aws:index/getCallerIdentity:getCallerIdentity":
		return resource.PropertyMap{
			"accountId": resource.NewProperty("111122223333"), "arn": resource.NewProperty(s.caller),
		}, nil
	case s.refused:
		return nil, errors.New("not authorized to perform: iam:GetRole")
	}
	return resource.PropertyMap{"issuerArn": resource.NewProperty(s.role)}, nil
}

// Who cannot be told is in doubt, and never taken for somebody who may.
func TestIdentify(t *testing.T) {
	t.Parallel()
	const session = "arn:aws:sts::111122223333:assumed-role/deployer/run"
	tests := []struct {
		name, why       string
		aws             sts
		deployer, doubt string
	}{
		{"a role", "a session's ARN has lost the path", sts{caller: session, role: deployer}, deployer, ""},
		{"a user", "it is itself", sts{caller: "arn:aws:iam::111122223333:user/me"}, "arn:aws:iam::111122223333:user/me", ""},
		{"a role that may not be read", "the right is not needed to deploy", sts{caller: session, refused: true}, "", "cannot be read"},
		{"a role that is not told", "an empty ARN is nobody's", sts{caller: session}, "", "cannot be read"},
		{
			"a federated user", "no pattern can name it",
			sts{caller: "arn:aws:sts::111122223333:federated-user/me"},
			"", "is no role, user or root",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
				found, err := lookUpDeployment(ctx, pulumi.CompositeInvoke())
				assert.Equal(t, test.deployer, found.deployer, test.why)
				assert.Equal(t, test.doubt == "", found.doubt == "", found.doubt)
				assert.Contains(t, found.doubt, test.doubt)
				return err
			}, pulumi.WithMocks("project", "stack", test.aws)))
		})
	}
}
