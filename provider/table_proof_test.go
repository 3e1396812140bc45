package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const consumer = "arn:aws:iam::111122223333:role/stream-consumer"

// elsewhere is the answer to a principal of another partition than the table's.
func elsewhere(principal string) string {
	return fmt.Sprintf("must be of the partition aws, got %q: accounts of one partition know no principal and no resource of "+
		"another, so it would match nothing", principal)
}

// TestTableIsProvenBeforeAnythingIsRegistered holds what no single input shows to be wrong to the answer it gets.
func TestTableIsProvenBeforeAnythingIsRegistered(t *testing.T) {
	t.Parallel()
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("arn:aws:iam::111122223333:role/teams/a-team-with-a-long-name-%04d/reader", i)
	}
	tests := []struct {
		name, why string
		inputs    values
		want      []string
	}{
		{
			"break-glass of another account", "a policy without an Allow lets in nobody of another account",
			values{"breakGlassPrincipalArns": list("arn:aws:iam::999988887777:role/break-glass")},
			[]string{"breakGlassPrincipalArns[0]: name a role of the table's own account: a policy without an Allow admits " +
				"nobody of another account (question 3: can the policy be repaired)"},
		},
		{
			"administrators of another account", "nobody could change the policy again",
			values{"administratorPrincipalArns": list("arn:aws:iam::999988887777:role/ci")},
			[]string{"administratorPrincipalArns: name a principal that may change the policy from outside: otherwise " +
				"nobody can, and the deployer is locked out (question 3: can the policy be repaired)"},
		},
		{
			"break-glass of another partition", "the account is in the caller's partition, and no principal of it is in another",
			values{"breakGlassPrincipalArns": list("arn:aws-cn:iam::111122223333:role/break-glass")},
			[]string{"breakGlassPrincipalArns[0]: " + elsewhere("arn:aws-cn:iam::111122223333:role/break-glass")},
		},
		{
			"one administrator of another partition", "the other one hides nothing",
			values{"administratorPrincipalArns": list(deployer, "arn:aws-us-gov:iam::111122223333:role/ci")},
			[]string{"administratorPrincipalArns[1]: " + elsewhere("arn:aws-us-gov:iam::111122223333:role/ci")},
		},
		{
			"an exemption of another partition", "it would open nothing",
			values{"exemptions": exempts(values{"principalArns": list("arn:aws-eusc:iam::111122223333:role/backup")})},
			[]string{"exemptions[0].principalArns[0]: " + elsewhere("arn:aws-eusc:iam::111122223333:role/backup")},
		},
		{
			"a grant to another partition", "AWS knows no such principal",
			values{"grants": grants(values{"principals": list("999988887777", "arn:aws-cn:iam::999988887777:role/partner")})},
			[]string{"grants[0].principals[1]: " + elsewhere("arn:aws-cn:iam::999988887777:role/partner")},
		},
		{
			"too long a policy", "AWS would refuse it, and the table would stand without one",
			values{"exemptions": things(values{"principalArns": list(many...), "access": list("read"), "reason": str("readers")})},
			[]string{"exemptions[0].principalArns (300 values): render table policy: it has 49523 characters and AWS accepts 20480: " +
				"list fewer principals, or one pattern for a path of roles"},
		},
		{
			"a stream that nobody can read", "gateway endpoints carry none",
			values{"streamViewType": str("NEW_IMAGE")},
			[]string{"streamViewType: exempt the stream's consumer, or add an interface endpoint for streams: nobody could " +
				"read the stream, since gateway endpoints carry none (question 6: is the stream or an index a side door); the " +
				"endpoint is network.streamsEndpoint, or vpcStreamsEndpointId beside vpcId"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			assert.Equal(t, test.want, failures(t, err), test.why)
			assert.LessOrEqual(t, len(cloud.children), 1, "the component itself, and nothing of it")
		})
	}
}

// report reads a table's report, in a preview.
func report(t *testing.T, cloud *cloud, inputs values, preview bool) (property.Map, string) {
	t.Helper()
	response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, inputs), preview)
	require.NoError(t, err)
	of := response.State.Get("accessReport").AsMap()
	return of, strings.Join(reportOf(t, of).Findings, "\n")
}

func TestReportIsTheSameAtPreviewAndAfter(t *testing.T) {
	t.Parallel()
	inputs := values{
		"breakGlassPrincipalArns": list(breakGlass),
		"exemptions":              exempts(values{"access": list("read")}),
	}
	before, findings := report(t, newCloud(), inputs, true)
	after, _ := report(t, newCloud(), inputs, false)
	assert.Equal(t, before, after, "no id that is made up by AWS is in it")
	assert.Equal(t, "OPEN to arn:aws:iam::111122223333:role/backup (backups); besides break-glass, administrators and root "+
		"(by two calls), "+ungovernedByDefault, before.Get("verdict").AsString())
	assert.Contains(t, findings, "exemptions[0].principalArns: it opens data to the outside (read): backups")
	whole := reportOf(t, before)
	assert.Contains(t, whole.Markdown, "What these policies cannot stop")
	assert.Equal(t, "read", whole.Rows[0].Class)
	assert.Equal(t, "verified", whole.Rows[0].Certainty)
}

func TestWhatIsNotKnownYetIsNamedByItsInput(t *testing.T) {
	t.Parallel()
	of := func(value property.Value) property.Value {
		return value.WithDependencies([]resource.URN{"urn:pulumi:stack::project::aws:iam/role:Role::ci"})
	}
	inputs := values{
		"administratorPrincipalArns": property.New([]property.Value{str(deployer), unknown}),
		"breakGlassPrincipalArns":    secret(list("arn:aws:iam::111122223333:role/hunter2")),
		"exemptions":                 exempts(values{"principalArns": of(unknown)}),
		"vpcId":                      unknown,
	}
	told, _ := report(t, newCloud(), inputs, true)
	for range 5 {
		again, _ := report(t, newCloud(), inputs, true)
		assert.Equal(t, told, again, "a report that changes shows in every preview")
	}
	markdown := reportOf(t, told).Markdown
	for _, want := range []string{
		"administratorPrincipalArns[1] (not known yet)", "breakGlassPrincipalArns[0] (a secret)",
		"exemptions[0].principalArns (not known yet)",
	} {
		assert.Contains(t, markdown, want)
	}
	assert.Equal(t, "OPEN to exemptions[0].principalArns (not known yet) (backups); besides break-glass, administrators and "+
		"root (by two calls), "+ungovernedByDefault+". This holds if each unknown input "+
		"(administratorPrincipalArns[1], breakGlassPrincipalArns[0], exemptions[0].principalArns, vpcId) is one well-formed "+
		"value, distinct from the others", told.Get("verdict").AsString())
	assert.NotContains(t, markdown, "hunter2")
	assert.NotContains(t, markdown, "not-known-yet", "no made-up value is shown")
}

func TestDeployerIsWarnedAtPreviewAndRefusedAtUp(t *testing.T) {
	t.Parallel()
	stranger := func() *cloud {
		cloud := newCloud()
		cloud.role = "arn:aws:iam::111122223333:role/laptop"
		return cloud
	}
	const lockedOut = "administratorPrincipalArns: add arn:aws:iam::111122223333:role/laptop, the deployer, or deploy from " +
		"inside: it could not change the policy again (question 3: can the policy be repaired)"
	_, findings := report(t, stranger(), nil, true)
	assert.Contains(t, findings, lockedOut)

	cloud := stranger()
	_, err := cloud.construct(t, "PrivateTable", "orders", least, false)
	assert.Equal(t, []string{lockedOut}, failures(t, err))
	assert.LessOrEqual(t, len(cloud.children), 1)

	_, findings = report(t, stranger(), values{"enforcement": str("observe")}, false)
	assert.Contains(t, findings, lockedOut, "what only observes locks nobody out")

	unreadable := newCloud()
	unreadable.role = ""
	_, err = unreadable.construct(t, "PrivateTable", "orders", least, false)
	require.NoError(t, err, "the right to read roles is not needed to deploy")
}

// TestResolvedInputsAreProvenAgain gives at up what a preview could not see.
func TestResolvedInputsAreProvenAgain(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string]values{
		"a session, as a secret": {
			"breakGlassPrincipalArns": secret(list("arn:aws:iam::999988887777:role/hunter2")),
		},
	} {
		cloud := newCloud()
		_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, inputs), false)
		require.ErrorContains(t, err, "name a role of the table's own account", name)
		assert.NotContains(t, err.Error(), "hunter2")
		for _, child := range cloud.registered() {
			assert.NotContains(t, child, "aws:dynamodb", "the table waits for the proof")
		}
	}
}

// The caller's ARN says in which partition the table will be.
func TestATableOfAnotherPartition(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.deployer, cloud.role = "arn:aws-us-gov:sts::111122223333:assumed-role/deployer/run", "arn:aws-us-gov:iam::111122223333:role/deployer"
	cloud.region = "us-gov-west-1"
	inputs := values{
		"administratorPrincipalArns": property.New([]property.Value{str(cloud.role), unknown}),
		"breakGlassPrincipalArns":    list("arn:aws-us-gov:iam::111122223333:role/break-glass"), "vpcId": unknown,
	}
	of, _ := report(t, cloud, inputs, true)
	assert.Contains(t, of.Get("verdict").AsString(), "SEALED", "an unknown principal is of the table's partition")

	_, err := cloud.construct(t, "PrivateTable", "orders", least, true)
	assert.Contains(t, failures(t, err)[0], "administratorPrincipalArns[0]: must be of the partition aws-us-gov")

	cloud.unconfigured = true
	of, _ = report(t, cloud, inputs, true)
	assert.Contains(t, of.Get("verdict").AsString(), "SEALED", "the partition is that of the principals")
}

// What a preview could not see is refused at up, before AWS is called.
func TestASecretOfAnotherPartitionIsRefusedAtUp(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"breakGlassPrincipalArns": secret(list("arn:aws-cn:iam::111122223333:role/hunter2")),
	}), false)
	require.ErrorContains(t, err, "break-glass principal must be of the partition aws")
	assert.NotContains(t, err.Error(), "hunter2")
	for _, child := range cloud.registered() {
		assert.NotContains(t, child, "aws:dynamodb", "the table waits for the proof")
	}
}

func TestAPrincipalThatNoGrantLetsInIsTold(t *testing.T) {
	t.Parallel()
	const foreign = "arn:aws:iam::999988887777:role/partner"
	told := func(path string) string {
		return path + `: "` + foreign + `" is of another account than the table, and no grant names it`
	}
	tests := []struct {
		name, why string
		inputs    values
		want      string // a finding, or nothing
	}{
		{
			"an exemption", "its identity policy alone lets nobody of another account in",
			values{"exemptions": exempts(values{"principalArns": list(consumer, foreign)})},
			told("exemptions[0].principalArns[1]"),
		},
		{
			"an administrator", "another one is of the table's account",
			values{"administratorPrincipalArns": list(deployer, foreign)},
			told("administratorPrincipalArns[1]"),
		},
		{
			"an exemption beside a grant", "the grant lets it in",
			values{"exemptions": exempts(values{"principalArns": list(foreign)}), "grants": grants(nil)},
			"",
		},
		{
			"an exemption beside a grant to its account", "the grant lets it in",
			values{
				"exemptions": exempts(values{"principalArns": list(foreign)}),
				"grants":     grants(values{"principals": list("999988887777")}),
			},
			"",
		},
		{
			"an exemption beside a grant that is not known yet", "the grant may let it in",
			values{
				"exemptions": exempts(values{"principalArns": list(foreign)}),
				"grants":     grants(values{"principals": property.New([]property.Value{unknown})}),
			},
			"",
		},
		{
			"an exemption beside a grant to a third account", "the grant lets another in",
			values{
				"exemptions": exempts(values{"principalArns": list(foreign)}),
				"grants":     grants(values{"principals": list("888877776666")}),
			},
			told("exemptions[0].principalArns[0]"),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, findings := report(t, newCloud(), test.inputs, true)
			if test.want == "" {
				assert.NotContains(t, findings, "no grant names it", test.why)
			} else {
				assert.Contains(t, findings, test.want, test.why)
			}
		})
	}
}

func TestWhatAnExemptionCannotOpenIsTold(t *testing.T) {
	t.Parallel()
	const still = "exemptions[0].principalArns: StartAwsBackupJob is still denied outside, since AWS does not say that a table policy may name it"
	_, findings := report(t, newCloud(), values{"enforcement": str("all"), "exemptions": exempts(nil)}, true)
	assert.Contains(t, findings, still)
	_, findings = report(t, newCloud(), values{"exemptions": exempts(nil)}, true)
	assert.NotContains(t, findings, still)
}

func TestAnUnconfiguredProviderHidesNothing(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.unconfigured = true
	of, _ := report(t, cloud, values{"vpcId": unknown}, true)
	assert.Contains(t, of.Get("verdict").AsString(), "SEALED", "the account is that of the administrators")
}

func TestStreamHasAPolicyOfItsOwn(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"streamViewType": str("NEW_AND_OLD_IMAGES"),
		"exemptions": exempts(values{
			"principalArns": list(consumer), "access": list("stream"), "reason": str("the function that reads the stream"),
		}),
	}), false)
	require.NoError(t, err)
	assert.Contains(t, cloud.registered(), "aws:dynamodb/resourcePolicy:ResourcePolicy orders-stream-policy < orders")
	table := cloud.child(t, "aws:dynamodb/table:Table").Inputs
	assert.True(t, table.Get("streamEnabled").AsBool())
	assert.Equal(t, "NEW_AND_OLD_IMAGES", table.Get("streamViewType").AsString())
	arn := ordersARN + "/stream/2026-01-01T00:00:00.000"
	assert.Equal(t, arn, response.State.Get("streamArn").AsString())
	document := cloud.streamPolicy(t)
	assert.Contains(t, document, `"Sid":"DenyStreamOutside"`)
	assert.Contains(t, document, consumer)
	assert.Contains(t, document, `"Sid":"DenyStreamPolicyAndShapeOutside"`)
	assert.Contains(t, document, `"Sid":"DenyStreamNewActionsOutside"`)
	assert.NotContains(t, cloud.tablePolicy(t), consumer, "it does not govern the stream")
}

func TestObserveAttachesNothing(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"enforcement": str("observe"), "guardrail": object(values{"targetIds": list("r-ab12")}),
	}), false)
	require.NoError(t, err)
	for _, child := range cloud.registered() {
		assert.NotContains(t, strings.ToLower(child), "policy", "nothing is attached")
	}
	assert.Contains(t, reportOf(t, response.State.Get("accessReport").AsMap()).policy("table policy"), "DenyDataAndMovementOutside", "what would be is shown")
	assert.True(t, strings.HasPrefix(response.State.Get("accessReport").AsMap().Get("verdict").AsString(), "OBSERVED ONLY"))
	assert.Equal(t, 0, response.State.Get("guardrailPolicyIds").AsArray().Len())
}

// TestEveryPerimeter holds each perimeter to the condition that it becomes.
func TestEveryPerimeter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		inputs values
		want   string
	}{
		{
			"vpcs",
			values{"additionalVpcIds": list("vpc-0b2"), "additionalVpcEndpointIds": list("vpce-0b2")},
			`"StringNotEquals":{"aws:SourceVpc":["vpc-0a1","vpc-0b2"],"aws:SourceVpce":"vpce-0b2"}`,
		},
		{
			"endpoints",
			values{"perimeter": str("endpoints"), "additionalVpcEndpointIds": list("vpce-0b2")},
			`"StringNotEquals":{"aws:SourceVpce":["vpce-0a1","vpce-0b2"]}`,
		},
		{
			"account",
			values{"perimeter": str("account")},
			`"StringNotEquals":{"aws:SourceVpc":"vpc-0a1","aws:VpceAccount":"111122223333"}`,
		},
		{
			"accounts",
			values{"perimeter": str("account"), "perimeterAccountIds": list("111122223333", "999988887777")},
			`"StringNotEquals":{"aws:SourceVpc":"vpc-0a1","aws:VpceAccount":["111122223333","999988887777"]}`,
		},
		{"organization", values{
			"perimeter": str("organization"), "organizationId": str("o-a1b2c3d4e5"),
			"network": object(values{"endpointAccess": str("organization")}),
		}, `"StringNotEquals":{"aws:SourceVpc":"vpc-0a1","aws:VpceOrgID":"o-a1b2c3d4e5"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			response, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), false)
			require.NoError(t, err)
			assert.Contains(t, cloud.tablePolicy(t), test.want)
			access := `"aws:PrincipalAccount":"111122223333"`
			if test.name == "organization" {
				access = `"aws:PrincipalOrgID":"o-a1b2c3d4e5"`
			}
			assert.Contains(t, cloud.child(t, vpcEndpointType).Inputs.Get("policy").AsString(), access)
			assert.Contains(t, response.State.Get("accessReport").AsMap().Get("verdict").AsString(), "SEALED")
		})
	}
}

func TestAListThatTurnsOutEmptyIsNobody(t *testing.T) {
	t.Parallel()
	args := &PrivateTableArgs{
		Perimeter:           ptr(PerimeterAccount),
		PerimeterAccountIDs: pulumi.StringArray{},
	}
	read := inputValues{pathAdministrators: {deployer}, pathVpc: {"vpc-0a1"}, pathVpcEndpoint: {"vpce-0a1"}}
	require.ErrorContains(t, args.intent(read, deployment{partition: "aws", account: "111122223333"}).Validate(), `perimeter "account" lists no id`)
	args.PerimeterAccountIDs = nil
	assert.Equal(t, []string{"111122223333"}, args.intent(read, deployment{partition: "aws", account: "111122223333"}).Perimeter.IDs, "the default, where none is given")
}

func TestEncryptionKeyIsOfTheTablesRegion(t *testing.T) {
	t.Parallel()
	elsewhere := plus(least, values{"kmsKeyArn": str("arn:aws:kms:eu-west-1:111122223333:key/1234")})
	cloud := newCloud()
	_, err := cloud.construct(t, "PrivateTable", "orders", elsewhere, true)
	assert.Equal(t, []string{"kmsKeyArn: must be a key of the table's Region, us-east-1, got one of eu-west-1"}, failures(t, err))
	assert.LessOrEqual(t, len(cloud.children), 1, "nothing but the component itself")

	cloud = newCloud()
	cloud.unconfigured = true
	_, err = cloud.construct(t, "PrivateTable", "orders", plus(elsewhere, values{"vpcId": str("vpc-0a1b")}), true)
	require.NoError(t, err, "which Region it is, is not known yet")
}

// An ARN of another partition names nothing that the table's account knows, and one with a Region of another partition
// names nothing at all.
func TestARNsAreOfTheTablesPartition(t *testing.T) {
	t.Parallel()
	source := func(arn string) values {
		return values{"grants": grants(values{
			"principals": null, "services": list("glue.amazonaws.com"), "actions": list("dynamodb:DescribeTable"),
			"sourceArns": list(arn),
		})}
	}
	const inGovCloud, inChina = "arn:aws:glue:us-gov-west-1:111122223333:integration:abc", "arn:aws-cn:glue:cn-north-1:111122223333:integration:abc"
	tests := []struct {
		name, why    string
		unconfigured bool
		inputs       values
		want         []string
	}{
		{
			"a key in China", "a table in us-east-1 cannot use it", false,
			values{"kmsKeyArn": str("arn:aws-cn:kms:cn-north-1:111122223333:key/1234")},
			[]string{"kmsKeyArn: must be a key of the table's partition, aws, got one of aws-cn"},
		},
		{
			"a key in a partition that AWS has not", "it is a slip", false,
			values{"kmsKeyArn": str("arn:awsx:kms:us-east-1:111122223333:key/1234")},
			[]string{`kmsKeyArn: must name a Region of its own partition, got "arn:awsx:kms:us-east-1:111122223333:key/1234": ` +
				"us-east-1 is of aws"},
		},
		{
			"a key in China, before the Region is known", "the principals tell the partition", true,
			values{"kmsKeyArn": str("arn:aws-cn:kms:cn-north-1:111122223333:key/1234"), "vpcId": str("vpc-0a1b")},
			[]string{"kmsKeyArn: must be a key of the table's partition, aws, got one of aws-cn"},
		},
		{
			"a key with a Region of GovCloud", "there is none", true,
			values{"kmsKeyArn": str("arn:aws:kms:us-gov-west-1:111122223333:key/1234"), "vpcId": str("vpc-0a1b")},
			[]string{`kmsKeyArn: must name a Region of its own partition, got "arn:aws:kms:us-gov-west-1:111122223333:key/1234": ` +
				"us-gov-west-1 is of aws-us-gov"},
		},
		{
			"a source in China", "no service acts for it here", false, source(inChina),
			[]string{"grants[0].sourceArns[0]: " + elsewhere(inChina)},
		},
		{
			"a source with a Region of GovCloud", "there is none", false, source(inGovCloud),
			[]string{`grants[0].sourceArns[0]: must name a Region of its own partition, got "` + inGovCloud +
				`": us-gov-west-1 is of aws-us-gov`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.unconfigured = test.unconfigured
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			assert.Equal(t, test.want, failures(t, err), test.why)
			assert.LessOrEqual(t, len(cloud.children), 1, "nothing but the component itself")
		})
	}
}

// ungovernedByDefault is what a verdict says of the actions that the default action style leaves to other policies.
const ungovernedByDefault = "CreateGlobalTable and 2 more actions (a guardrail refuses them)"
