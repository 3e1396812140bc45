package audit

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
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

// attachments has, for each policy of a report, the type of the resource that attaches it and the input that holds it.
// The id of that resource is what the policy is attached to, and of a service control policy its own.
var attachments = map[string]struct{ resource, input string }{
	"table policy":              {"aws:dynamodb/resourcePolicy:ResourcePolicy", "policy"},
	"stream policy":             {"aws:dynamodb/resourcePolicy:ResourcePolicy", "policy"},
	"endpoint policy":           {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy"},
	"interface endpoint policy": {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy"},
	"streams endpoint policy":   {"aws:ec2/vpcEndpoint:VpcEndpoint", "policy"},
	"guardrail":                 {"aws:organizations/policy:Policy", "content"},
}

// compare compares the policies that a report is about with those of the component's children.
func (s summary) compare(
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
		found, id := Absent, s.attached(document, component.Outputs)
		for _, child := range children {
			if string(child.Type) == kind.resource && child.ID == resource.ID(id) {
				found = outcome(document.Text, resolved.Names, child.Inputs[kind.input])
			}
		}
		policies = append(policies, Policy{document.Name, document.Text, found})
	}
	return policies, nil
}

// attached returns the id of the resource that attaches a policy, as the outputs of the component tell.
func (s summary) attached(document proof.PolicyText, outputs map[string]any) string {
	value := any(document.To)
	switch {
	case document.Name == "guardrail":
		ids, several := outputs["policyIds"].([]any)
		if !several {
			ids, _ = outputs["guardrailPolicyIds"].([]any)
		}
		if s.target < len(ids) {
			value = ids[s.target]
		}
	case document.To == "":
		value = outputs["vpcEndpointId"]
	}
	id, _ := value.(string)
	return id
}

// outcome compares a policy with the one that a resource has.
func outcome(document string, names []string, input any) Outcome {
	text, plain := input.(string)
	switch {
	case !plain || mentions(document, names):
		return Open
	case sameMeaning(document, text):
		return Same
	default:
		return Differs
	}
}

// sameMeaning compares two documents. A provider may keep one in another form than it was given.
func sameMeaning(document, text string) bool {
	if text == document {
		return true
	}
	reported, err := iam.Parse(document)
	if err != nil {
		return false
	}
	kept, err := iam.Parse(text)
	if err != nil {
		return false
	}
	missing, added := reported.Compare(kept)
	return len(missing) == 0 && len(added) == 0
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
