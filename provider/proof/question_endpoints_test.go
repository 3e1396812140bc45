package proof

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

const (
	allowAllText = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
	denyOthers   = `{"Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*",` +
		`"Condition":{"StringNotEquals":{"aws:sourceVpc":"vpc-0a1"}}}`
)

// adopting returns a case whose gateway endpoint existed before, with a policy of these statements.
func adopting(t *testing.T, intent policy.Intent, statements string) Case {
	t.Helper()
	document, err := iam.Parse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	require.NoError(t, err)
	c := proven(t, intent)
	adopt(&c, document)
	return c
}

// everyPerimeter lists perimeters that hold the network vpc-0a1 with the endpoint vpce-0a1.
var everyPerimeter = map[string]policy.Perimeter{
	"vpcs":         {Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}, VPCs: []string{"vpc-0b2"}},
	"endpoints":    {Kind: policy.PerimeterEndpoints, IDs: []string{"vpce-0a1"}},
	"account":      {Kind: policy.PerimeterAccount, IDs: []string{fixture.Account}, VPCs: []string{"vpc-0a1"}},
	"organization": {Kind: policy.PerimeterOrganization, IDs: []string{"o-a1b2c3d4e5"}, VPCs: []string{"vpc-0a1"}},
}

// However much the policy of an adopted endpoint refuses, it is said once, in the same words under every perimeter, and
// it stops no deployment.
func TestWhatAnAdoptedEndpointRefusesIsOneWarning(t *testing.T) {
	t.Parallel()
	const nobody = "vpcEndpointId: correct the policy of vpce-0a1: it lets nobody through to the table (question 2: is " +
		"anyone inside shut out)"
	tests := []struct{ name, why, statements, want string }{
		{"allow all", "AWS's default", allowAllText, ""},
		{"deny all", "a Deny wins", allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}`, nobody},
		{"Deny only", "a Deny allows nothing to whom it does not hold for", denyOthers, nobody},
		{"empty", "nothing is allowed", "", nobody},
		{
			"another table only", "this one is not allowed",
			`{"Effect":"Allow","Principal":"*","Action":"dynamodb:*","Resource":"` + fixture.OtherTable + `"}`, nobody,
		},
		{"allow all but elsewhere", "requests do come from the VPC", allowAllText + "," + denyOthers, ""},
		{
			"allow all but through another endpoint", "requests do come through this one",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0a1"}}}`, "",
		},
		{
			"allow all but endpoints of other accounts", "the endpoint is of the table's account, or nobody could look it up",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:VpceAccount":"` + fixture.Account + `"}}}`, "",
		},
		{
			"allow all but other organizations", "which organization the account is in is not known",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",` +
				`"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-0a1b2c3d4e"}}}`, "",
		},
		{
			"allow all but one action", "the rest goes through",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"dynamodb:Scan","Resource":"*"}`,
			"vpcEndpointId: correct the policy of vpce-0a1, or do without: it refuses Scan to any caller of the account " +
				"(question 2: is anyone inside shut out)",
		},
		{
			"allow all to one role", "nobody else goes through",
			`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnEquals":{"aws:PrincipalArn":"` +
				fixture.Deployer + `"}}}`,
			"vpcEndpointId: correct the policy of vpce-0a1, or do without: it refuses BatchGetItem, GetItem, Query and 38 more to ",
		},
		{
			"a Deny that every role is named in", "it exempts nobody from the table's policy",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",` +
				`"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::` + fixture.Account + `:*"}}}`, "",
		},
		{
			"allow all but plain HTTP", "nobody need call that way",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*",` +
				`"Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, "",
		},
		{
			"a variable that cannot be evaluated", "no request here says who the session is",
			allowAllText + `,{"Effect":"Deny","Principal":"*","Action":"*",` +
				`"Resource":"arn:aws:dynamodb:us-east-1:*:table/${aws:userid}"}`,
			"vpcEndpointId: review the policy of vpce-0a1 yourself, since it cannot be evaluated: ",
		},
		{
			"an operator that is not known", "package iam does not read it",
			`{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringSame":{"aws:PrincipalTag/team":"a"}}}`,
			"vpcEndpointId: review the policy of vpce-0a1 yourself, since it cannot be evaluated: ",
		},
		{
			"an account as Principal", "for a gateway endpoint that is root alone, and which type it has is not said",
			`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}`,
			"vpcEndpointId: review the policy of vpce-0a1 yourself, since it cannot be evaluated: ",
		},
	}
	for _, test := range tests {
		for perimeter, is := range everyPerimeter {
			t.Run(test.name+", "+perimeter, func(t *testing.T) {
				t.Parallel()
				intent := fixture.Special()
				intent.Perimeter = is
				plain, err := Prove(proven(t, intent))
				require.NoError(t, err)
				proof, err := Prove(adopting(t, intent, test.statements))
				require.NoError(t, err)
				require.NoError(t, proof.Err(), test.why)
				var warned []string
				for _, f := range proof.Findings {
					if f.Decision.Layer == iam.LayerEndpoint && f.Severity == Warning && f.Question == QuestionInside {
						warned = append(warned, f.Error())
					}
				}
				if test.want == "" {
					assert.Empty(t, warned, test.why)
				} else if assert.Len(t, warned, 1, test.why) {
					assert.Truef(t, strings.HasPrefix(warned[0], test.want), "%s: %s", test.why, warned[0])
				}
				assert.Len(t, proof.Findings, len(plain.Findings)+len(warned), "and there is no other")
				assert.Equal(t, plain.Report.Verdict, proof.Report.Verdict, "outside, the endpoint changes nothing")
			})
		}
	}
}

// What an endpoint of ours refuses is a mistake in what we rendered.
func TestWhatOurEndpointRefusesIsAnError(t *testing.T) {
	t.Parallel()
	foreign, err := policy.EndpointPolicy(fixture.OtherAccount)
	require.NoError(t, err)
	c := proven(t, fixture.Special())
	c.Documents.Endpoint = []iam.AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: foreign}}
	proof, err := Prove(c)
	require.NoError(t, err)
	require.EqualError(t, proof.Err(), "correct the endpoint policy: it lets nobody through to the table (question 2: is "+
		"anyone inside shut out)")
}

// TestRowsAreAboutTheEndpoints holds each row about the inside to the endpoint that the requests come through.
func TestRowsAreAboutTheEndpoints(t *testing.T) {
	t.Parallel()
	const (
		inside  = "inside, if the caller's own policies allow it"
		rests   = "inside, if the endpoint's policy and the caller's own policies allow it"
		refused = "the endpoint's policy does not let it through"
	)
	streams := Endpoint{ID: "vpce-0a3", VPC: "vpc-0a1", Streams: true}
	tests := []struct {
		name, why string
		change    func(*Case)
		want      []string
		unwanted  string
	}{
		{
			"not looked up yet", "its policy may refuse everything",
			func(c *Case) { c.Documents.Endpoint, c.Endpoints[0].Unread = nil, true },
			[]string{"| any caller of the account | this network | read | table | allowed | none | " + rests + " | assumed |"},
			inside + " | verified",
		},
		{
			"lets all through", "it was evaluated", func(*Case) {},
			[]string{"| this network | read: BatchGetItem, GetItem, Query, Scan, SearchVectors | table | allowed | none | " + inside + " | verified |"},
			refused,
		},
		{
			"lets nobody through", "so do the rows",
			func(c *Case) { c.Documents.Endpoint[0].Document.Statement = nil },
			[]string{"| any caller of the account | this network | read | table | denied | none | " + refused + " | verified |"},
			inside,
		},
		{
			"refuses by a statement", "the row names it",
			func(c *Case) { c.Documents.Endpoint[0].Document.Statement[0].Effect = iam.Deny },
			[]string{"| this network | read | table | denied | endpoint policy: [0] | " + refused + " | verified |"},
			inside,
		},
		{
			"a stream through no known endpoint", "a gateway endpoint carries none", func(*Case) {},
			[]string{"| any caller of the account | this network | stream | stream | allowed | none | " + rests + " | assumed |"},
			"",
		},
		{
			"a stream through its endpoint", "that has AWS's default policy", func(c *Case) { c.Endpoints = append(c.Endpoints, streams) },
			[]string{"| any caller of the account | this network | stream | stream | allowed | none | " + inside + " | verified |"},
			"",
		},
		{
			"only the streams endpoint refuses", "the table's requests do not come through it",
			func(c *Case) {
				c.Endpoints = append(c.Endpoints, streams)
				c.Documents.Endpoint = append(c.Documents.Endpoint, iam.AttachedDocument{
					Name: "streams endpoint policy", To: "vpce-0a3", Document: iam.Document{Version: iam.Version},
				})
			},
			[]string{
				"| any caller of the account | this network | stream | stream | denied | none | " + refused + " | verified |",
				"| this network | read: BatchGetItem, GetItem, Query, Scan, SearchVectors | table | allowed | none | " + inside + " | verified |",
			},
			"",
		},
		{
			"an interface endpoint beside a gateway endpoint that refuses", "each has rows of its own",
			func(c *Case) {
				c.Endpoints = append(c.Endpoints, Endpoint{ID: "vpce-0a2", VPC: "vpc-0a1", Interface: true})
				c.Documents.Endpoint[0].Document.Statement = nil
			},
			[]string{
				"| any caller of the account | this network | read | table | denied | none | " + refused + " | verified |",
				"| this network's interface endpoint | read: BatchGetItem, GetItem, Query, Scan, SearchVectors | table | allowed | none | " + inside + " | verified |",
			},
			"",
		},
		{
			"another network that is listed", "nothing is known of its endpoint",
			func(c *Case) { c.Intent.Perimeter.VPCs = []string{"vpc-0b2"}; c.rerenderTable() },
			[]string{"| any caller of the account | another listed network | read | table | allowed | none | " + rests + " | assumed |"},
			"",
		},
		{
			"a policy about organizations", "which one the account is in is not known",
			func(c *Case) {
				document, _ := policy.OrganizationEndpointPolicy("o-a1b2c3d4e5")
				c.Documents.Endpoint[0].Document = document
			},
			[]string{"| any caller of the account | this network | read | table | allowed | none | " + rests + " | assumed |"},
			inside + " | verified",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := adopting(t, fixture.Special(), allowAllText)
			test.change(&c)
			proof, err := Prove(c)
			require.NoError(t, err)
			text := proof.Report.Markdown()
			for _, want := range test.want {
				assert.Contains(t, text, want, test.why)
			}
			if test.unwanted != "" {
				assert.NotContains(t, text, test.unwanted, test.why)
			}
		})
	}
}

// rerenderTable renders the resource policies again, and keeps the others.
func (c *Case) rerenderTable() {
	endpoints := c.Documents.Endpoint
	rerender(c)
	c.Documents.Endpoint = endpoints
}
