package provider

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// tableProof is the proof of one table: asked of symbols before anything is registered, and again of what the
// inputs turn out to be, inside the value that feeds the table and its policy.
type tableProof struct {
	args *PrivateTableArgs
	name string
	who  deployment
	read *rawInputs
	// applying: this is an update, not a preview.
	applying bool
}

// newTableProof reads what there is to read before anything is registered.
func newTableProof(
	ctx *pulumi.Context, name string, args *PrivateTableArgs, child pulumi.InvokeOption,
) (*tableProof, error) {
	symbols := &proof.Symbols{}
	who, err := identify(ctx, symbols, child)
	if err != nil {
		return nil, err
	}
	props := inputs.From(ctx.Context()).Inputs
	if !who.known() {
		who.account = cmp.Or(soleAccount(props), who.account)
	}
	return &tableProof{
		args: args, name: name, who: who, applying: !ctx.DryRun(),
		read: &rawInputs{inputs: props, symbols: symbols, account: who.account},
	}, nil
}

// proveInputs asks the questions of symbols. What is found wrong is noted under the inputs' paths, and an error says
// that there is something; what is doubtful becomes a warning.
func (p *tableProof) proveInputs(ctx *pulumi.Context, component pulumi.Resource) (AccessReport, error) {
	read := inputValues{}
	for _, path := range slices.Sorted(maps.Keys(p.args.dynamicInputs())) { // or symbols would change places
		if path != pathTableName {
			read[path] = p.read.read(path)
		}
	}
	if name, at := inputs.Find(p.read.inputs, pathTableName); name.IsString() && !at.Secret {
		read[pathTableName] = []string{name.AsString()} // any other is as long as one that Pulumi makes up
	}
	p.readPlace(read)
	c := inputs.From(ctx.Context())
	p.checkGrantees(c, read)
	p.checkKey(c)
	proven, err := p.prove(read, iam.Document{})
	if c.Failed() {
		return AccessReport{}, errNotProven
	}
	if err != nil {
		c.Fail(p.longest(read), "%s", p.read.describe(err.Error()))
		return AccessReport{}, errNotProven
	}
	for _, finding := range proven.Findings {
		text := p.read.describe(finding.Text())
		if finding.Severity == proof.Error {
			_, at := inputs.Find(p.read.inputs, cmp.Or(finding.Path, p.suspect(finding.Question)))
			c.Fail(at, "%s", text+ways(finding))
			continue
		}
		if finding.Path != "" {
			text = finding.Path + ": " + text
		}
		warn(ctx, component, text)
	}
	if c.Failed() {
		return AccessReport{}, errNotProven
	}
	if p.who.doubt != "" {
		warn(ctx, component, p.who.doubt)
	}
	for _, weak := range []string{"OBSERVED ONLY", "REMOVABLE"} { // whoever takes a policy away sees it in the preview
		if strings.HasPrefix(proven.Report.Verdict, weak) {
			warn(ctx, component, p.read.describe(proven.Report.Verdict))
		}
	}
	return newAccessReport(proven, p.read.describe), nil
}

// checkGrantees refuses to grant the table's own account anything.
func (p *tableProof) checkGrantees(c *inputs.Check, read inputValues) {
	for i := range p.args.Grants {
		for at, principal := range read[pathGrant(i, "principals")] {
			if principal == p.who.account || accountOf(principal, "") == p.who.account {
				_, here := inputs.Find(p.read.inputs, fmt.Sprintf("%s[%d]", pathGrant(i, "principals"), at))
				c.Fail(here, "must be of another account than the table's, whose identity policies let its principals in")
			}
		}
	}
}

// checkKey refuses an encryption key of another Region, which DynamoDB cannot use. Source: "Encryption at rest: How it
// works", AWS KMS keys.
func (p *tableProof) checkKey(c *inputs.Check) {
	key, at := inputs.Find(p.read.inputs, "kmsKeyArn")
	if !key.IsString() || at.Secret || !p.who.known() {
		return
	}
	if parts := strings.Split(key.AsString(), ":"); len(parts) > 3 && parts[3] != p.who.region {
		c.Fail(at, "must be a key of the table's Region, %s, got one of %s", p.who.region, parts[3])
	}
}

// errNotProven stands for the mistakes that the checker has noted.
var errNotProven = errors.New("the policies do not do what the inputs mean")

// proveResolved is the intent, once its inputs are known and the questions have been asked of them. What depends on it is
// not registered where an answer is wrong.
func (p *tableProof) proveResolved(ctx *pulumi.Context, component pulumi.Resource, place tableNetwork) pulumi.Output {
	return pulumi.All(p.args.resolved(place), place.endpointPolicy).ApplyT(func(values []any) (policy.Intent, error) {
		read := values[0].(inputValues)
		intent := p.args.intent(read, p.who)
		if err := intent.Validate(); err != nil {
			return policy.Intent{}, err
		}
		if !p.who.known() {
			return intent, nil // a preview whose provider is not configured yet
		}
		endpoint, err := iam.Parse(values[1].(string))
		if err != nil {
			warn(ctx, component, fmt.Sprintf("what the endpoint's policy lets through is not known: %v", err))
		}
		proven, err := p.prove(read, endpoint)
		if err == nil {
			err = proven.Err()
		}
		if err != nil {
			return policy.Intent{}, err
		}
		for _, finding := range proven.Findings {
			if finding.Decision.Layer == iam.LayerEndpoint && finding.Question == proof.QuestionInside {
				warn(ctx, component, finding.Error())
			}
		}
		return intent, nil
	})
}

// prove renders every document of a reading and asks the questions of them. The policy of an endpoint that is
// adopted is known only when the endpoint has been looked up.
func (p *tableProof) prove(read inputValues, adopted iam.Document) (proof.Proof, error) {
	intent := p.args.intent(read, p.who)
	table := p.who.tableARN(p.name, read[pathTableName])
	stream := ""
	if p.args.StreamViewType != nil {
		stream = p.read.symbols.Stream(table)
	}
	documents, err := intent.Documents(table, stream)
	if err != nil {
		return proof.Proof{}, err
	}
	if documents.Endpoint, err = p.endpointDocuments(read, adopted); err != nil {
		return proof.Proof{}, err
	}
	if p.args.Guardrail != nil {
		document, err := intent.TableGuardrail(table)
		if err != nil {
			return proof.Proof{}, err
		}
		documents.SCP = []iam.Level{iam.SCPLevel("guardrail", p.who.account,
			iam.NamedDocument{Name: "guardrail", Document: document})}
	}
	return proof.Prove(proof.Case{
		Intent: intent, Table: table, Stream: stream, Documents: documents, AdoptedEndpoint: p.args.adoptsEndpoint(),
		StreamEndpoint: p.args.carriesStreams(), Deployer: p.who.deployer,
		Applying: p.applying && intent.Enforcement.Attached(), Unknown: p.read.unknown,
	})
}

// suspect is the input that a finding about the documents is laid at, where it names none.
func (p *tableProof) suspect(question proof.Question) string {
	switch {
	case question == proof.QuestionSideDoors && p.args.StreamViewType != nil:
		return "streamViewType"
	case question == proof.QuestionRepair:
		return pathAdministrators
	}
	return "enforcement"
}

// ways says by which inputs a finding is mended, where the proof knows of none.
func ways(finding proof.Finding) string {
	if finding.Message == proof.NobodyReadsStream {
		return "; the endpoint is network.streamsEndpoint, or vpcStreamsEndpointId beside vpcId"
	}
	return ""
}

// longest is where the input stands that makes documents long. The engine would print all of it.
func (p *tableProof) longest(read inputValues) inputs.Path {
	longest, length := pathAdministrators, 0
	for path, values := range read {
		if n := len(strings.Join(values, "")); n > length && path != pathTableName {
			longest, length = path, n
		}
	}
	_, at := inputs.Find(p.read.inputs, longest)
	return at.WithNote(fmt.Sprintf("%d values", len(read[longest])))
}

// warn shows a warning under a component.
func warn(ctx *pulumi.Context, component pulumi.Resource, text string) {
	text = inputs.From(ctx.Context()).Redact(text)
	_ = ctx.Log.Warn(text, &pulumi.LogArgs{Resource: component}) // one that cannot be shown stops nothing
}

// rendered is a document of an intent about a table, ready to be sent.
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

// waitFor delays a resource until an output is known, and drops it where the output is an error.
func waitFor(output pulumi.Output) pulumi.ResourceOption {
	return pulumi.DependsOnInputs(output.ApplyT(func(any) []pulumi.Resource { return nil }).(pulumi.ResourceArrayOutput))
}
