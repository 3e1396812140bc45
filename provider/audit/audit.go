package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// Report is the access report of a component, as it was deployed.
type Report struct {
	// Component is the name of the component. The target of a guardrail follows it: org, targets[0].
	Component string
	Type      string // the component's, such as PrivateTable
	Digest    string
	Proof     proof.Proof
	Policies  []Policy
}

// Differs reports whether the state has another policy than the report is about.
func (r Report) Differs() bool {
	return slices.ContainsFunc(r.Policies, func(p Policy) bool { return p.Outcome == Differs })
}

// Name is the name of the component alone.
func (r Report) Name() string {
	name, _, _ := strings.Cut(r.Component, ", ")
	return name
}

// Read makes the report of every component in the output of `pulumi stack export`, in the order of the state.
func Read(export io.Reader) ([]Report, error) {
	resources, err := readState(export)
	if err != nil {
		return nil, fmt.Errorf("read the output of pulumi stack export: %w", err)
	}
	var reports []Report
	for i := range resources {
		component := &resources[i]
		if component.Type.Package() != "private-dynamodb" {
			continue
		}
		for _, kept := range summaries(component) {
			report, err := kept.report(component, resources)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", component.Type.Name(), kept.component, err)
			}
			reports = append(reports, report)
		}
	}
	return reports, nil
}

func readState(export io.Reader) ([]apitype.ResourceV3, error) {
	var untyped apitype.UntypedDeployment
	if err := json.NewDecoder(export).Decode(&untyped); err != nil {
		return nil, err
	}
	if untyped.Deployment == nil {
		return nil, errors.New("it has no deployment")
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(untyped.Deployment, &deployment); err != nil {
		return nil, err
	}
	return deployment.Resources, nil
}

// summary is an output accessReport.
type summary struct {
	component string
	target    int // of a guardrail, or 0
	value     any
}

// summaries lists what a component keeps of its reports: a guardrail has one for each target.
func summaries(component *apitype.ResourceV3) []summary {
	name := component.URN.Name()
	if one, found := component.Outputs["accessReport"]; found {
		return []summary{{name, 0, one}}
	}
	several, _ := component.Outputs["accessReports"].([]any)
	all := make([]summary, len(several))
	for i, one := range several {
		all[i] = summary{fmt.Sprintf("%s, targets[%d]", name, i), i, one}
	}
	return all
}

func (s summary) report(component *apitype.ResourceV3, resources []apitype.ResourceV3) (Report, error) {
	fields, _ := s.value.(map[string]any)
	if _, secret := fields[resource.SigKey]; secret {
		return Report{}, errors.New("its access report is a secret: export the stack with --show-secrets")
	}
	text, _ := fields["evidence"].(string)
	digest, _ := fields["digest"].(string)
	evidence, err := proof.DecodeEvidence(text)
	if err != nil {
		return Report{}, err
	}
	proven, err := evidence.ProveAgain(digest)
	if err != nil {
		return Report{}, err
	}
	policies, err := s.compare(evidence, component, resources)
	return Report{
		Component: s.component, Type: string(component.Type.Name()), Digest: digest, Proof: proven, Policies: policies,
	}, err
}
