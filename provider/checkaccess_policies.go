package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// ServiceControlPolicyLevel holds the service control policies of one level of an organization.
type ServiceControlPolicyLevel struct {
	Name     string   `pulumi:"name"`
	Policies []string `pulumi:"policies"`
}

// Annotate documents the type.
func (l *ServiceControlPolicyLevel) Annotate(an infer.Annotator) {
	an.Describe(&l, "The service control policies of one level of an organization.")
	an.Describe(&l.Name, "The root, organizational unit or account that the policies are attached to, as the answer "+
		"is to name it.")
	an.Describe(&l.Policies, "The policies that are attached to it. At least one: without any it would allow nothing, "+
		"and AWS does not detach the last one.")
}

// documents reads the policies.
func (a CheckAccessArgs) documents(account string, errs *inputErrors) iam.Documents {
	documents := iam.Documents{Identity: []iam.NamedDocument{iam.Everything()}, SCP: a.scpLevels(account, errs)}
	if len(a.IdentityPolicies) > 0 {
		documents.Identity = readPolicies("identityPolicies", a.IdentityPolicies, errs)
	}
	if a.ResourcePolicy != nil {
		documents.Resource = []iam.AttachedDocument{
			{Name: "resourcePolicy", Document: readPolicy("resourcePolicy", *a.ResourcePolicy, errs)},
		}
	}
	if a.EndpointPolicy != nil {
		documents.Endpoint = []iam.AttachedDocument{{
			Name: "endpointPolicy", Document: readPolicy("endpointPolicy", *a.EndpointPolicy, errs),
			Endpoint: endpointTypes[valueOr(valueOr(a.Origin, Origin{}).VpcEndpointType, "")],
		}}
	}
	if len(a.ResourceControlPolicies) > 0 {
		documents.RCP = []iam.Level{{
			Name:      "resourceControlPolicies",
			Accounts:  []string{accountOf(a.ResourceArn, account)},
			Documents: readPolicies("resourceControlPolicies", a.ResourceControlPolicies, errs),
		}}
	}
	return documents
}

// scpLevels reads the service control policies, which are given either as one list or by level. To a list it adds
// FullAWSAccess, which AWS attaches to every root, OU and account until somebody replaces it.
func (a CheckAccessArgs) scpLevels(account string, errs *inputErrors) []iam.Level {
	if len(a.ServiceControlPolicies) > 0 {
		if len(a.ServiceControlPolicyLevels) > 0 {
			errs.add("serviceControlPolicyLevels", errors.New("conflicts with serviceControlPolicies: give one of them"))
		}
		return []iam.Level{iam.SCPLevel("serviceControlPolicies", account,
			readPolicies("serviceControlPolicies", a.ServiceControlPolicies, errs)...)}
	}
	named := map[string]bool{}
	var levels []iam.Level
	for i, level := range a.ServiceControlPolicyLevels {
		input := fmt.Sprintf("serviceControlPolicyLevels[%d]", i)
		switch {
		case level.Name == "":
			errs.add(input+".name", errors.New("must not be empty"))
		case named[level.Name]:
			errs.add(input+".name", fmt.Errorf("%q is already the name of another level", level.Name))
		}
		named[level.Name] = true
		if len(level.Policies) == 0 {
			errs.add(input+".policies", errors.New("must list at least one policy, as AWS attaches at least one: "+
				"list FullAWSAccess if it is attached"))
		}
		levels = append(levels, iam.Level{
			Name: level.Name, Accounts: []string{account}, Documents: readPolicies(input+".policies", level.Policies, errs),
		})
	}
	return levels
}

func readPolicy(input, text string, errs *inputErrors) iam.Document {
	document, err := iam.Parse(text)
	errs.add(input, err)
	return document
}

func readPolicies(input string, texts []string, errs *inputErrors) []iam.NamedDocument {
	documents := make([]iam.NamedDocument, len(texts))
	for i, text := range texts {
		name := fmt.Sprintf("%s[%d]", input, i)
		documents[i] = iam.NamedDocument{Name: name, Document: readPolicy(name, text, errs)}
	}
	return documents
}

// accountOf returns the account in an ARN, or the caller's own for a call that names no resource.
func accountOf(arn, caller string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return caller
}
