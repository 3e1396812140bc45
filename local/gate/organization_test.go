package gate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	scp = types.PolicyTypeServiceControlPolicy
	rcp = types.PolicyTypeResourceControlPolicy
)

// policy makes a policy of the organization.
func (s *scene) policy(kind types.PolicyType, document string) (string, error) {
	made, err := s.organizations().CreatePolicy(s.Context(), &organizations.CreatePolicyInput{
		Name: aws.String(fmt.Sprintf("p%d", serial())), Description: aws.String(""), Type: kind, Content: &document,
	})
	if err != nil {
		return "", err
	}
	return *made.Policy.PolicySummary.Id, nil
}

func (s *scene) attach(policy, target string) error {
	_, err := s.organizations().AttachPolicy(s.Context(),
		&organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &target})
	return err
}

// TestOrganization is one story, since an emulator has one organization: the tests' own account is its
// management account, which no policy of it reaches.
func TestOrganization(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	client := s.organizations()
	_, err := client.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	require.NoError(t, err)
	roots, err := client.ListRoots(t.Context(), &organizations.ListRootsInput{})
	require.NoError(t, err)
	root := *roots.Roots[0].Id
	account, err := client.CreateAccount(t.Context(),
		&organizations.CreateAccountInput{AccountName: aws.String("m"), Email: aws.String("m@example.com")})
	require.NoError(t, err)
	member := *account.CreateAccountStatus.AccountId
	unit, err := client.CreateOrganizationalUnit(t.Context(),
		&organizations.CreateOrganizationalUnitInput{ParentId: &root, Name: aws.String("apps")})
	require.NoError(t, err)
	apps := *unit.OrganizationalUnit.Id
	_, err = client.MoveAccount(t.Context(), &organizations.MoveAccountInput{
		AccountId: &member, SourceParentId: &root, DestinationParentId: &apps,
	})
	require.NoError(t, err)

	// A role and a table in the member account.
	admin := iam.NewFromConfig(configOf(s.gate.Internet(),
		s.assume("arn:aws:iam::"+member+":role/OrganizationAccountAccessRole")))
	role, err := admin.CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("app"), AssumeRolePolicyDocument: aws.String(trustAll)})
	require.NoError(t, err)
	_, err = admin.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String("app"), PolicyName: aws.String("own"), PolicyDocument: aws.String(allowDynamoDB),
	})
	require.NoError(t, err)
	by := s.assume(*role.Role.Arn)
	_, err = s.tables(s.gate.Internet(), by).CreateTable(t.Context(), tableInput("members"))
	require.NoError(t, err)
	get := func() error { return s.get(s.gate.Internet(), by, "members") }
	require.NoError(t, get())

	// Kinds of policy are enabled on the root before they can be attached, and have no effect before.
	denyGet := `{"Version":"2012-10-17","Statement":[{"Sid":"NoGet","Effect":"Deny","Action":"dynamodb:GetItem","Resource":"*"}]}`
	guardrail, err := s.policy(scp, denyGet)
	require.NoError(t, err)
	s.refused(s.attach(guardrail, apps), "PolicyTypeNotEnabledException", "")
	for _, kind := range []types.PolicyType{scp, rcp} {
		_, err = client.EnablePolicyType(t.Context(), &organizations.EnablePolicyTypeInput{RootId: &root, PolicyType: kind})
		require.NoError(t, err)
	}
	require.NoError(t, s.attach(guardrail, apps))
	s.refused(get(), "AccessDeniedException", "with an explicit deny in a service control policy")
	line := logged(t, s.log, func(line map[string]any) bool { return line["sid"] == "NoGet" })
	assert.Contains(t, line["document"], guardrail)
	detach := func(policy, target string) {
		_, err := client.DetachPolicy(t.Context(), &organizations.DetachPolicyInput{PolicyId: &policy, TargetId: &target})
		require.NoError(t, err)
	}
	detach(guardrail, apps)
	require.NoError(t, get(), "a change is seen at once")

	// Every level must allow.
	detach("p-FullAWSAccess", apps)
	s.refused(get(), "AccessDeniedException", "because no service control policy allows the dynamodb:GetItem action")
	require.NoError(t, s.attach("p-FullAWSAccess", apps))

	denyOthers := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"dynamodb:GetItem","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-someoneelse"}}}]}`
	resources, err := s.policy(rcp, denyOthers)
	require.NoError(t, err)
	require.NoError(t, s.attach(resources, root))
	s.refused(get(), "AccessDeniedException", "with an explicit deny in a resource control policy")
	table, _, _ := s.table()
	require.NoError(t, s.get(s.gate.Internet(), bootstrap, table), "no RCP reaches the management account")
	detach(resources, root)

	s.organizationLimits(apps, denyGet)
	_, err = s.tables(s.gate.Internet(), by).DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: aws.String("members")})
	require.NoError(t, err)
}

func (s *scene) organizationLimits(target, document string) {
	s.Helper()
	pad := func(document string, length int) string { return document + strings.Repeat(" ", length-len(document)) }
	resources := strings.Replace(document, `"Action"`, `"Principal":"*","Action"`, 1)
	tests := []struct {
		name, document, code string
		kind                 types.PolicyType
	}{
		{"SCP as long as can be", pad(document, 10240), "", scp},
		{"SCP too long", pad(document, 10241), "ConstraintViolationException", scp},
		{"RCP as long as can be", pad(resources, 5120), "", rcp},
		{"RCP too long", pad(resources, 5121), "ConstraintViolationException", rcp},
		{"SCP that is no JSON", "{nope", "MalformedPolicyDocumentException", scp},
		{"SCP with a principal", resources, "MalformedPolicyDocumentException", scp},
		{"RCP without one", document, "MalformedPolicyDocumentException", rcp},
	}
	for _, test := range tests {
		_, err := s.policy(test.kind, test.document)
		if test.code == "" {
			require.NoError(s, err, test.name)
			continue
		}
		require.Error(s, err, test.name)
		s.refused(err, test.code, "")
	}
	for kind, most := range map[types.PolicyType]int{scp: 10, rcp: 5} {
		text := map[types.PolicyType]string{scp: document, rcp: resources}[kind]
		for attached := 1; attached <= most; attached++ { // the one that allows everything counts
			id, err := s.policy(kind, strings.Replace(text, "GetItem", "Scan", 1))
			require.NoError(s, err)
			if err = s.attach(id, target); attached < most {
				require.NoError(s, err)
				continue
			}
			require.Error(s, err, kind)
			s.refused(err, "ConstraintViolationException", "maximum number of policies")
		}
	}
}
