package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// expectedErrors lists the errors that a case asks for and [policy.Intent.Validate] cannot know: they depend on the
// table's account, on whether an endpoint carries its stream, and on the deployer. Rendered documents have no others.
func expectedErrors(c Case) (errors []string) {
	i, own := c.Intent, ":iam::"+strings.Split(c.Table, ":")[4]+":"
	opened := func(name string) (principals []string) {
		for _, e := range i.Exemptions {
			if e.Opens(policy.ActionNamed(name)) {
				principals = append(principals, e.Principals...)
			}
		}
		return principals
	}
	for _, e := range i.Exemptions {
		for at, pattern := range e.Principals {
			if e.Kind == policy.BreakGlassExemption && !strings.Contains(pattern, own) {
				errors = append(errors, e.InputPath(at)+": name a role of the table's own account")
			}
		}
	}
	if i.PolicyProtection != policy.ProtectNothing {
		policyEditors := slices.DeleteFunc(opened("PutResourcePolicy"), func(pattern string) bool { return !strings.Contains(pattern, own) })
		if len(policyEditors) == 0 {
			errors = append(errors, "administratorPrincipalArns: name a principal that may change the policy from outside")
		}
		canEdit := slices.ContainsFunc(policyEditors, func(pattern string) bool { return iam.PrincipalPattern(pattern).Match(c.Deployer) })
		if c.Applying && c.Deployer != "" && !canEdit {
			errors = append(errors, "administratorPrincipalArns: add "+c.Deployer)
		}
	}
	readers := slices.ContainsFunc(i.Exemptions, func(e policy.Exemption) bool {
		return e.Kind != policy.BreakGlassExemption && e.Opens(policy.ActionNamed("GetRecords")) && len(e.Principals) > 0
	})
	carried := slices.ContainsFunc(c.Endpoints, func(e Endpoint) bool { return e.Streams })
	if c.Stream != "" && !carried && !readers {
		errors = append(errors, "exempt the stream's consumer")
	}
	return iam.CanonicalValues(errors) // two inputs of the same name make one finding
}

// newCase returns a case with rendered documents, with or without a stream and a guardrail about the table. It reports
// false if the intent is invalid or its documents would be too long.
func newCase(bytes []byte, text string) (Case, bool) {
	choice := &fixture.Choices{Bytes: bytes}
	c := Case{
		Table: fixture.Orders, Stream: fixture.Choose(choice, fixture.Stream, ""),
		Endpoints: []Endpoint{{ID: "vpce-0a1", VPC: "vpc-0a1"}, {ID: "vpce-0a3", VPC: "vpc-0a1", Streams: fixture.Choose(choice, true, false)}},
		Deployer:  fixture.Choose(choice, "", fixture.Deployer, fixture.Ordinary, fixture.Roles+"ci/backup"), Applying: fixture.Choose(choice, false, true),
	}
	guarded := fixture.Choose(choice, false, true)
	c.Intent = fixture.RandomIntent(choice.Bytes, text)
	documents, err := c.Intent.Documents(c.Table, c.Stream)
	if err != nil {
		return Case{}, false
	}
	c.Documents = documents
	if guardrail, err := c.Intent.TableGuardrail(fixture.Orders); guarded && err == nil {
		c.Documents.SCP = []iam.Level{{Name: "root", Accounts: []string{fixture.Account, fixture.OtherAccount}, Documents: []iam.NamedDocument{
			{Name: "FullAWSAccess", Document: iam.Everything().Document}, {Name: "guardrail", Document: guardrail},
		}}}
	}
	return c, true
}

// FuzzProve checks that rendered documents do what their intent says: the proof finds the errors that the intent asks
// for, and no others.
func FuzzProve(f *testing.F) {
	fixture.AddSeeds(f)
	f.Fuzz(func(t *testing.T, bytes []byte, text string) {
		c, rendered := newCase(bytes, text)
		if !rendered {
			return
		}
		proof, err := Prove(c)
		require.NoError(t, err)
		wanted := expectedErrors(c)
		for _, finding := range errorsOf(proof) {
			at := slices.IndexFunc(wanted, func(start string) bool { return strings.HasPrefix(finding.Error(), start) })
			if assert.GreaterOrEqual(t, at, 0, "%v: %+v", finding, finding.Request) {
				wanted = slices.Delete(wanted, at, at+1)
			}
		}
		assert.Empty(t, wanted, "these should have been found")
	})
}
