package authorize

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// context returns the condition keys of a request that do not follow from the caller, the origin and the resource.
// Source for all of this file: "AWS global condition context keys", IAM User Guide.
func (p *policySet) context(caller Caller, authorization request.Authorization) (iam.Context, error) {
	now := time.Now().UTC()
	values := map[string][]string{
		"aws:CurrentTime":     {now.Format(time.RFC3339)},
		"aws:EpochTime":       {strconv.FormatInt(now.Unix(), 10)},
		"aws:SecureTransport": {"true"}, // as on the way to AWS
		"aws:userid":          {caller.UserID},
	}
	add := func(key, value string) {
		if value != "" {
			values[key] = []string{value}
		}
	}
	add("aws:UserAgent", caller.UserAgent)
	if arn, _ := iam.ParseARN(authorization.Resource); arn.Region == "" {
		add("aws:RequestedRegion", caller.Region)
	}
	addOrganization := func(o *awsstate.Organization, id, path string) {
		values[id], values[path] = nil, nil // absent: the account is in no organization
		if o != nil {
			add(id, o.ID)
			add(path, o.Path)
		}
	}
	addOrganization(p.callersOrg, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	addOrganization(p.resourcesOrg, "aws:ResourceOrgID", "aws:ResourceOrgPaths")
	switch {
	case caller.Endpoint == nil:
	case p.endpointsOrg != nil:
		add("aws:VpceOrgPaths", p.endpointsOrg.Path)
	default:
		addOrganization(nil, "aws:VpceOrgID", "aws:VpceOrgPaths")
	}
	for name, value := range caller.Tags {
		add("aws:PrincipalTag/"+name, value)
	}
	for name, value := range p.table.Tags {
		add("aws:ResourceTag/"+name, value)
	}
	maps.Copy(values, authorization.Keys)
	return iam.NewContext(values)
}

// knownKeys are the keys that a request has, or rightly lacks: those above, those that package iam derives, and those
// that only a service's own requests or another kind of session carry.
var knownKeys = []string{
	"aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:useragent", "aws:userid", "aws:requestedregion",
	"aws:principalorgid", "aws:principalorgpaths", "aws:resourceorgid", "aws:resourceorgpaths", "aws:vpceorgpaths",
	"aws:tagkeys",

	"aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:username", "aws:principalisawsservice",
	"aws:principalservicename", "aws:viaawsservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
	"aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid", "aws:vpcsourceip", "aws:sourceip",
	"aws:resourceaccount",

	"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicenameslist",
	"aws:ec2instancesourcevpc", "aws:ec2instancesourceprivateipv4", "ec2:roledelivery", "ec2:sourceinstancearn",
	"lambda:sourcefunctionarn", "aws:referer", "aws:sourceidentity", "aws:federatedprovider",
	"aws:chatbotsourcearn", "aws:viaawsmcpservice", "aws:calledviaawsmcp", "aws:assumedroot",
	"aws:sourcevpcarn", // set "only for supported services", and DynamoDB is not listed
}

var knownPrefixes = []string{"aws:principaltag/", "aws:resourcetag/", "aws:requesttag/"}

var variable = regexp.MustCompile(`\$\{([^},]+)`)

// CheckDocument refuses a document that would leave every request undecided that it applies to. The resource is what
// the document would be attached to.
func CheckDocument(document iam.Document, resource string) error {
	if err := checkKeys(document); err != nil {
		return err
	}
	_, err := iam.Compile(iam.Documents{
		Resource: []iam.AttachedDocument{{Name: resource, To: resource, Document: document}},
	})
	return err
}

// checkKeys refuses a document that tests a key which AWS sets and the gate does not know, such as
// dynamodb:LeadingKeys. To treat it as absent would allow or deny what AWS does not.
func checkKeys(document iam.Document) error {
	for i, s := range document.Statement {
		if !concernsDynamoDB(s) {
			continue
		}
		for operator, tests := range s.Condition {
			for key, values := range tests {
				if !isKnown(key) {
					return fmt.Errorf("statement [%d], %s: the gate does not know the condition key %s", i, operator, key)
				}
				if err := checkVariables(values); err != nil {
					return fmt.Errorf("statement [%d], %s: %w", i, operator, err)
				}
			}
		}
		if err := checkVariables(slices.Concat(s.Resource, s.NotResource)); err != nil {
			return fmt.Errorf("statement [%d]: %w", i, err)
		}
	}
	return nil
}

// concernsDynamoDB reports whether a statement could apply to DynamoDB.
func concernsDynamoDB(s iam.Statement) bool {
	if s.NotAction != nil {
		return true
	}
	return slices.ContainsFunc(s.Action, func(action string) bool {
		return action == "*" || strings.HasPrefix(strings.ToLower(action), "dynamodb:")
	})
}

func isKnown(key string) bool {
	folded := strings.ToLower(key)
	return slices.Contains(knownKeys, folded) ||
		slices.ContainsFunc(knownPrefixes, func(prefix string) bool { return strings.HasPrefix(folded, prefix) })
}

func checkVariables(values []string) error {
	for _, value := range values {
		for _, found := range variable.FindAllStringSubmatch(value, -1) {
			if name := found[1]; strings.Contains(name, ":") && !isKnown(name) {
				return fmt.Errorf("the gate does not know the policy variable ${%s}", name)
			}
		}
	}
	return nil
}
