package provider

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// tableProof proves what one table's inputs mean: raw before anything is registered, and resolved inside the value that
// feeds the table and its policy.
type tableProof struct {
	args   *PrivateTableArgs
	name   string
	to     deployment
	raw    *rawInputs
	proofs *proofs
	// applying reports whether this is an update, and no preview.
	applying bool
	// read are the raw inputs, once they have been read.
	read inputValues
}

func newTableProof(ctx *pulumi.Context, name string, args *PrivateTableArgs, to deployment) *tableProof {
	check, symbols := inputs.From(ctx.Context()), &proof.Symbols{}
	if !to.known() {
		to.account = cmp.Or(soleAccount(check), symbols.Account())
		to.partition = cmp.Or(solePartition(check), to.partition)
	}
	symbols.Partition = to.partition
	return &tableProof{
		args: args, name: name, to: to, applying: !ctx.DryRun(),
		raw:    &rawInputs{check: check, symbols: symbols, account: to.account},
		proofs: &memberOf(ctx.Context()).proofs,
	}
}

// errNotProven is returned where the check holds the failures.
var errNotProven = errors.New("the policies do not do what the inputs mean")

// proveInputs proves the raw inputs. It reports each failure under the path of the input at fault, and warns of what is
// doubtful.
func (p *tableProof) proveInputs(ctx *pulumi.Context, component pulumi.Resource) (proven, error) {
	c := p.raw.check
	read := p.readInputs()
	p.checkPartition(c)
	p.read = read
	p.checkGrantees(c, read)
	made, err := p.prove(read, nil)
	switch {
	case c.Failed():
		return proven{}, errNotProven
	case err != nil:
		c.Fail(p.longest(read), "%s", p.raw.describe(err.Error()))
		return proven{}, errNotProven
	}
	for _, finding := range made.Findings {
		text := finding.Text()
		switch {
		case finding.Severity == proof.Error:
			c.Fail(c.Find(cmp.Or(finding.Path, p.suspect(finding.Question))), "%s", text+remedy(finding))
		case finding.Path != "":
			warn(ctx, component, finding.Path+": "+text)
		default:
			warn(ctx, component, text)
		}
	}
	if c.Failed() {
		return proven{}, errNotProven
	}
	if p.to.doubt != "" {
		warn(ctx, component, p.to.doubt)
	}
	verdict := made.Report.Verdict
	isWeak := func(word string) bool {
		return strings.HasPrefix(verdict, word) || strings.Contains(verdict, "; "+word)
	}
	if isWeak("OBSERVED ONLY") || isWeak("REMOVABLE by ") { // the preview shows when a policy is taken away
		warn(ctx, component, verdict)
	}
	if left := p.args.streamPolicyLeft(); left != "" {
		warn(ctx, component, left)
	}
	return made, nil
}

// readInputs reads the raw inputs. Of a table's name only its length matters: one that is unknown or secret is taken to
// be as long as one that Pulumi generates.
func (p *tableProof) readInputs() inputValues {
	read := inputValues{}
	for _, path := range p.args.dynamicInputs().paths() {
		if path != pathTableName {
			read[path] = p.raw.read(path)
		}
	}
	if name := p.raw.check.Find(pathTableName).PublicText(); name != "" {
		read[pathTableName] = []string{name}
	}
	p.readNetwork(read)
	return read
}

// checkPartition refuses principals, sources and a key of another partition than the table's account, which the
// caller's identity tells.
func (p *tableProof) checkPartition(c *inputs.Check) {
	paths := []string{pathAdministrators, pathBreakGlass}
	for i := range p.args.Exemptions {
		paths = append(paths, pathExempt(i))
	}
	for i := range p.args.Grants {
		paths = append(paths, pathGrant(i, "principals"), pathGrant(i, "sourceArns"))
	}
	for _, path := range paths {
		for _, item := range c.Find(path).Items() {
			arn := item.PublicText()
			if arn == "" || iam.IsAccountID(arn) {
				continue
			}
			if err := policy.CheckPartition(arn, p.to.partition); err != nil {
				c.Fail(item, "%s", err)
			}
		}
	}
	checkEncryptionKey(c, p.to)
}

// checkGrantees refuses to grant the table's own account anything.
func (p *tableProof) checkGrantees(c *inputs.Check, read inputValues) {
	for i := range p.args.Grants {
		path := pathGrant(i, "principals")
		for at, principal := range read[path] {
			if arn, _ := iam.ParseARN(principal); principal == p.to.account || arn.Account == p.to.account {
				c.Fail(c.Find(path).Item(at), "must be of another account than the table's, whose identity policies let its "+
					"principals in")
			}
		}
	}
}

// proveResolved returns the intent once its inputs are known and proven. What depends on it is not registered where the
// proof fails.
//
// The policies of adopted endpoints are not among the documents, since nothing that they refuse is an error.
func (p *tableProof) proveResolved(network tableNetwork) pulumi.Output {
	return p.args.resolve(network).ApplyT(func(values any) (policy.Intent, error) {
		read := values.(inputValues)
		intent := p.args.intent(read, p.to)
		if err := intent.Validate(); err != nil {
			return policy.Intent{}, err
		}
		if !p.to.known() {
			return intent, nil // a preview whose provider is not configured yet
		}
		made, err := p.prove(read, nil)
		if err == nil {
			err = made.Err()
		}
		if err != nil {
			return policy.Intent{}, err
		}
		return intent, nil
	})
}

// prove proves every document of a reading.
func (p *tableProof) prove(read inputValues, adopted adoptedPolicies) (proven, error) {
	evidence, err := p.evidence(read, adopted)
	if err != nil {
		return proven{}, err
	}
	return p.proofs.prove(evidence)
}

// evidence gathers what a proof is made from.
func (p *tableProof) evidence(read inputValues, adopted adoptedPolicies) (proof.Evidence, error) {
	intent := p.args.intent(read, p.to)
	table := proof.TableEvidence{
		Intent: intent, Table: p.to.tableARN(p.name, read[pathTableName]),
		Key: p.args.encryptionKey(), Deployer: p.to.deployer,
		Applying: p.applying && intent.Enforcement.Attached(), Unknown: p.raw.unknown,
	}
	if p.args.StreamViewType != nil {
		table.Stream = p.raw.symbols.Stream(table.Table)
	}
	if p.args.Guardrail != nil {
		table.GuardrailTargets = p.args.Guardrail.TargetIDs
	}
	var err error
	table.Endpoints, table.EndpointPolicies, err = p.knownEndpoints(read, adopted)
	return proof.Evidence{Table: &table, Names: p.raw.names}, err
}

// suspect returns the input to name where a finding about the documents names none.
func (p *tableProof) suspect(question proof.Question) string {
	switch {
	case question == proof.QuestionSideDoors && p.args.StreamViewType != nil:
		return "streamViewType"
	case question == proof.QuestionRepair:
		return pathAdministrators
	}
	return "enforcement"
}

// remedy names the inputs that mend a finding, where the proof knows of none.
func remedy(finding proof.Finding) string {
	if finding.Message == proof.NobodyReadsStream {
		return "; the endpoint is network.streamsEndpoint, or vpcStreamsEndpointId beside vpcId"
	}
	return ""
}

// longest returns the input that makes documents long. Its note keeps the engine from printing all of it.
func (p *tableProof) longest(read inputValues) inputs.Input {
	longest, length := pathAdministrators, 0
	for path, values := range read {
		if n := len(strings.Join(values, "")); n > length && path != pathTableName {
			longest, length = path, n
		}
	}
	return p.raw.check.Find(longest).WithNote(fmt.Sprintf("%d values", len(read[longest])))
}

// warn shows a warning under a component.
func warn(ctx *pulumi.Context, component pulumi.Resource, text string) {
	text = inputs.From(ctx.Context()).Redact(text)
	_ = ctx.Log.Warn(text, &pulumi.LogArgs{Resource: component}) // a warning that cannot be shown stops nothing
}

// rendered renders a document of an intent about a table or stream.
func rendered(
	table pulumi.StringOutput, intent pulumi.Output, render func(policy.Intent, string) (iam.Document, error),
) pulumi.StringOutput {
	return pulumi.All(table, intent).ApplyT(func(values []any) (string, error) {
		document, err := render(values[1].(policy.Intent), values[0].(string))
		if err != nil {
			return "", err
		}
		return document.JSON()
	}).(pulumi.StringOutput)
}

// waitFor delays a resource until an output is known. The resource is not registered where the output is an error.
func waitFor(output pulumi.Output) pulumi.ResourceOption {
	return pulumi.DependsOnInputs(output.ApplyT(func(any) []pulumi.Resource { return nil }).(pulumi.ResourceArrayOutput))
}
