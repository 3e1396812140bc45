package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// Outcome is what a comparison of a policy comes to.
type Outcome string

// The outcomes.
const (
	// Same tells that the state has the policy that the report is about.
	Same Outcome = "as reported"
	// Differs tells that it has another.
	Differs Outcome = "differs"
	// Absent tells that it has none: enforcement is observe, or the policy is not the component's.
	Absent Outcome = "not attached by the component"
	// Open tells that they cannot be compared, since an input is a secret.
	Open Outcome = "not compared, since an input is a secret"
)

// Policy is a policy that a report is about.
type Policy struct {
	Name, Document string
	Outcome        Outcome
}

// attachment is how a component attaches a policy.
type attachment struct {
	resource string // the type of the resource
	input    string // that holds the policy
	suffix   string // of the resource's name, after the component's; empty where any resource of the type may be it
}

// attachments has the policies of reports.
var attachments = map[string]attachment{
	"table policy":              {"aws:dynamodb/resourcePolicy:ResourcePolicy", "policy", "-policy"},
	"stream policy":             {"aws:dynamodb/resourcePolicy:ResourcePolicy", "policy", "-stream-policy"},
	"endpoint policy":           {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy", ""},
	"interface endpoint policy": {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy", ""},
	"streams endpoint policy":   {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy", ""},
	"guardrail":                 {"aws:organizations/policy:Policy", "content", ""},
}

// is reports whether a resource attaches the policy for a component.
func (a attachment) is(child *apitype.ResourceV3, component string) bool {
	return string(child.Type) == a.resource && (a.suffix == "" || child.URN.Name() == component+a.suffix)
}

// compare compares the policies that a report is about with those of the component's children.
func compare(
	evidence proof.Evidence, component *apitype.ResourceV3, resources []apitype.ResourceV3,
) ([]Policy, error) {
	resolved, err := evidence.Resolve(madeUp(evidence, component.Outputs))
	if err != nil {
		return nil, err
	}
	documents, err := resolved.Documents()
	if err != nil {
		return nil, err
	}
	children := descendants(component.URN, resources)
	policies := make([]Policy, 0, len(documents))
	for _, document := range documents {
		kind, known := attachments[document.Name]
		if !known {
			continue // one of AWS's own, such as FullAWSAccess
		}
		candidates := slices.DeleteFunc(slices.Clone(children), func(child *apitype.ResourceV3) bool {
			return !kind.is(child, component.URN.Name())
		})
		found := outcome(document, resolved.Names, candidates, kind.input)
		policies = append(policies, Policy{document.Name, document.Text, found})
	}
	return policies, nil
}

// outcome looks for a policy among the resources that may attach it. Where there are some, one has to have the same.
func outcome(document proof.PolicyText, names []string, candidates []*apitype.ResourceV3, input string) Outcome {
	found := Absent
	for _, child := range candidates {
		text, plain := child.Inputs[input].(string)
		switch {
		case !plain || mentions(document.Text, names):
			return Open
		case text == document.Text:
			return Same
		}
		found = Differs
	}
	return found
}

// mentions reports whether a document has a name in the place of a value.
func mentions(document string, names []string) bool {
	for i := 1; i < len(names); i += 2 {
		if strings.Contains(document, names[i]) {
			return true
		}
	}
	return false
}

var endpointInURL = regexp.MustCompile(`vpce-[0-9a-f]+`)

// madeUp has the values that a proof made up for what was not there yet, each followed by what the outputs of the
// component say that it is.
func madeUp(evidence proof.Evidence, outputs map[string]any) []string {
	var pairs []string
	add := func(symbol string, value any) {
		if text, known := value.(string); known && symbol != "" && text != "" {
			pairs = append(pairs, symbol, text)
		}
	}
	if evidence.Table == nil {
		return nil
	}
	add(evidence.Table.Stream, outputs["streamArn"]) // it begins with the table's
	add(evidence.Table.Table, outputs["tableArn"])
	for _, endpoint := range evidence.Table.Endpoints {
		switch {
		case endpoint.Streams:
			add(endpoint.ID, outputs["streamsEndpointId"])
		case endpoint.Interface:
			add(endpoint.ID, endpointInURL.FindString(fmt.Sprint(outputs["interfaceEndpointUrl"])))
		default:
			add(endpoint.VPC, outputs["vpcId"])
			add(endpoint.ID, outputs["vpcEndpointId"])
		}
	}
	return pairs
}

// descendants lists the children of a component, and theirs.
func descendants(component resource.URN, resources []apitype.ResourceV3) []*apitype.ResourceV3 {
	within := map[resource.URN]bool{component: true}
	var all []*apitype.ResourceV3
	for i := range resources { // a parent stands before its children
		if child := &resources[i]; within[child.Parent] && !child.Delete {
			within[child.URN] = true
			all = append(all, child)
		}
	}
	return all
}
