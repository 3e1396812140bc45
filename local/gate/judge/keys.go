package judge

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// keys are the condition keys of a request that do not follow from who calls, from where and on what. Source for
// all of this file: "AWS global condition context keys", IAM User Guide.
func (b *bench) keys(asker Asker, need call.Need) (iam.Context, error) {
	now := time.Now().UTC()
	values := map[string][]string{
		"aws:CurrentTime":     {now.Format(time.RFC3339)},
		"aws:EpochTime":       {strconv.FormatInt(now.Unix(), 10)},
		"aws:SecureTransport": {"true"}, // as it would be on the way to AWS
		"aws:userid":          {asker.UserID},
	}
	add := func(key, value string) {
		if value != "" {
			values[key] = []string{value}
		}
	}
	add("aws:UserAgent", asker.UserAgent)
	if _, region := split(need.Resource); region == "" {
		add("aws:RequestedRegion", asker.Region)
	}
	addOrganization := func(o *world.Organization, id, path string) {
		values[id], values[path] = nil, nil // absent: the account is in no organization
		if o != nil {
			add(id, o.ID)
			add(path, o.Path)
		}
	}
	addOrganization(b.callersOrg, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	addOrganization(b.resourcesOrg, "aws:ResourceOrgID", "aws:ResourceOrgPaths")
	switch {
	case asker.Endpoint == nil:
	case b.endpointsOrg != nil:
		add("aws:VpceOrgPaths", b.endpointsOrg.Path)
	default:
		addOrganization(nil, "aws:VpceOrgID", "aws:VpceOrgPaths")
	}
	for name, value := range asker.Tags {
		add("aws:PrincipalTag/"+name, value)
	}
	for name, value := range b.table.Tags {
		add("aws:ResourceTag/"+name, value)
	}
	maps.Copy(values, need.Keys)
	return iam.NewContext(values)
}

// given are the keys that a request has or for good reason has not: those above, those that the policy package
// derives, and those that only a service's own requests or another kind of session carry.
var given = []string{
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

var givenPrefixes = []string{"aws:principaltag/", "aws:resourcetag/", "aws:requesttag/"}

var variable = regexp.MustCompile(`\$\{([^},]+)`)

// Understand refuses a document that would leave every request that it bears on undecided. The resource is what it
// would be attached to.
func Understand(document iam.Document, resource string) error {
	if err := knownKeys(document); err != nil {
		return err
	}
	_, err := iam.Compile(iam.Documents{
		Resource: []iam.AttachedDocument{{Name: resource, To: resource, Document: document}},
	})
	return err
}

// knownKeys refuses a document that tests a key which AWS would set and the gate does not know, such as
// dynamodb:LeadingKeys. To take it for absent would open or close what AWS would not.
func knownKeys(document iam.Document) error {
	for i, s := range document.Statement {
		if !bears(s) {
			continue
		}
		for operator, tests := range s.Condition {
			for key, values := range tests {
				if !known(key) {
					return fmt.Errorf("statement [%d], %s: the gate does not know the condition key %s", i, operator, key)
				}
				if err := knownVariables(values); err != nil {
					return fmt.Errorf("statement [%d], %s: %w", i, operator, err)
				}
			}
		}
		if err := knownVariables(slices.Concat(s.Resource, s.NotResource)); err != nil {
			return fmt.Errorf("statement [%d]: %w", i, err)
		}
	}
	return nil
}

// bears reports whether a statement could be about DynamoDB.
func bears(s iam.Statement) bool {
	if s.NotAction != nil {
		return true
	}
	return slices.ContainsFunc(s.Action, func(action string) bool {
		return action == "*" || strings.HasPrefix(strings.ToLower(action), "dynamodb:")
	})
}

func known(key string) bool {
	folded := strings.ToLower(key)
	return slices.Contains(given, folded) ||
		slices.ContainsFunc(givenPrefixes, func(prefix string) bool { return strings.HasPrefix(folded, prefix) })
}

func knownVariables(values []string) error {
	for _, value := range values {
		for _, found := range variable.FindAllStringSubmatch(value, -1) {
			if name := found[1]; strings.Contains(name, ":") && !known(name) {
				return fmt.Errorf("the gate does not know the policy variable ${%s}", name)
			}
		}
	}
	return nil
}

// split is the account and the Region of a resource, both empty for "*".
func split(resource string) (account, region string) {
	if parts := strings.SplitN(resource, ":", 6); len(parts) == 6 {
		return parts[4], parts[3]
	}
	return "", ""
}
