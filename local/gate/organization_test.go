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

// policy creates a policy of the organization.
func (h *harness) policy(kind types.PolicyType, document string) (string, error) {
	made, err := h.organizations().CreatePolicy(h.Context(), &organizations.CreatePolicyInput{
		Name: aws.String(fmt.Sprintf("p%d", serial())), Description: aws.String(""), Type: kind, Content: &document,
	})
	if err != nil {
		return "", err
	}
	return *made.Policy.PolicySummary.Id, nil
}

func (h *harness) attach(policy, target string) error {
	_, err := h.organizations().AttachPolicy(h.Context(),
		&organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &target})
	return err
}

// TestOrganization is one sequence, because an emulator has one organization. The tests' own account is its management
// account, which no policy of the organization reaches.
func TestOrganization(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	client := h.organizations()
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
	admin := iam.NewFromConfig(configOf(h.gate.Internet(),
		h.assume("arn:aws:iam::"+member+":role/OrganizationAccountAccessRole")))
	role, err := admin.CreateRole(t.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("app"), AssumeRolePolicyDocument: aws.String(trustAll)})
	require.NoError(t, err)
	_, err = admin.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String("app"), PolicyName: aws.String("own"), PolicyDocument: aws.String(allowDynamoDB),
	})
	require.NoError(t, err)
	by := h.assume(*role.Role.Arn)
	_, err = h.tables(h.gate.Internet(), by).CreateTable(t.Context(), tableInput("members"))
	require.NoError(t, err)
	get := func() error { return h.get(h.gate.Internet(), by, "members") }
	require.NoError(t, get())

	// Only the management account sees the organization from inside.
	outsider := organizations.NewFromConfig(configOf(h.gate.Internet(), by))
	_, err = outsider.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	require.NoError(t, err)
	_, err = outsider.ListRoots(t.Context(), &organizations.ListRootsInput{})
	h.refused(err, "AccessDeniedException", "You don't have permissions to access this resource.")
	_, err = outsider.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	h.refused(err, "AccessDeniedException", "")

	// A policy type must be enabled on the root before a policy is attached.
	denyGet := `{"Version":"2012-10-17","Statement":[{"Sid":"NoGet","Effect":"Deny","Action":"dynamodb:GetItem","Resource":"*"}]}`
	guardrail, err := h.policy(scp, denyGet)
	require.NoError(t, err)
	h.refused(h.attach(guardrail, apps), "PolicyTypeNotEnabledException", "")
	for _, kind := range []types.PolicyType{scp, rcp} {
		_, err = client.EnablePolicyType(t.Context(), &organizations.EnablePolicyTypeInput{RootId: &root, PolicyType: kind})
		require.NoError(t, err)
	}
	require.NoError(t, h.attach(guardrail, apps))
	h.refused(get(), "AccessDeniedException", "with an explicit deny in a service control policy")
	line := logged(t, h.log, func(line map[string]any) bool { return line["sid"] == "NoGet" })
	assert.Contains(t, line["document"], guardrail)
	detach := func(policy, target string) {
		_, err := client.DetachPolicy(t.Context(), &organizations.DetachPolicyInput{PolicyId: &policy, TargetId: &target})
		require.NoError(t, err)
	}
	detach(guardrail, apps)
	require.NoError(t, get(), "a change is seen at once")

	// Every level must allow.
	detach("p-FullAWSAccess", apps)
	h.refused(get(), "AccessDeniedException", "because no service control policy allows the dynamodb:GetItem action")
	require.NoError(t, h.attach("p-FullAWSAccess", apps))

	denyOthers := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"dynamodb:GetItem","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-someoneelse"}}}]}`
	resources, err := h.policy(rcp, denyOthers)
	require.NoError(t, err)
	require.NoError(t, h.attach(resources, root))
	h.refused(get(), "AccessDeniedException", "with an explicit deny in a resource control policy")
	table, _, _ := h.table()
	require.NoError(t, h.get(h.gate.Internet(), bootstrap, table), "no RCP reaches the management account")
	detach(resources, root)

	h.organizationLimits(apps, denyGet)
	_, err = h.tables(h.gate.Internet(), by).DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: aws.String("members")})
	require.NoError(t, err)
}

func (h *harness) organizationLimits(target, document string) {
	h.Helper()
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
		_, err := h.policy(test.kind, test.document)
		if test.code == "" {
			require.NoError(h, err, test.name)
			continue
		}
		require.Error(h, err, test.name)
		h.refused(err, test.code, "")
	}
	for kind, most := range map[types.PolicyType]int{scp: 10, rcp: 5} {
		text := map[types.PolicyType]string{scp: document, rcp: resources}[kind]
		for attached := 1; attached <= most; attached++ { // the one that allows everything counts
			id, err := h.policy(kind, strings.Replace(text, "GetItem", "Scan", 1))
			require.NoError(h, err)
			if err = h.attach(id, target); attached < most {
				require.NoError(h, err)
				continue
			}
			require.Error(h, err, kind)
			h.refused(err, "ConstraintViolationException", "maximum number of policies")
		}
	}
}
