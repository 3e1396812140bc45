package iam

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pin is a known difference between AWS and the simulator: AWS's documentation settles the result, and the simulator
// returns another one or refuses the case.
type pin struct {
	name   string
	why    string // the sentence of AWS's documentation that decides
	source string
	// adapt rewrites a case so that the simulator returns AWS's result. It is nil if nothing does; the generator then
	// makes no such case.
	adapt func(*testCase)
	// example returns a case that the simulator decides wrongly without adapt. It is nil if [NewContext] refuses it.
	example func() testCase
}

const (
	guideVariables  = "IAM User Guide, IAM policy elements: Variables and tags"
	guideOperators  = "IAM User Guide, IAM JSON policy elements: Condition operators"
	guideEnforcing  = "IAM User Guide, How AWS enforcement code logic evaluates requests to allow or deny access"
	guideEndpoints  = "AWS PrivateLink Guide, Control access to VPC endpoints using endpoint policies"
	guideResource   = "IAM User Guide, IAM ARNs"
	organizationSCP = "AWS Organizations User Guide, Service control policies (SCPs)"
	organizationRCP = "AWS Organizations User Guide, Resource control policies (RCPs)"
)

// pins are all known differences from iam-simulate 0.1.173, in the order in which they are applied.
var pins = []pin{
	{
		name: "root needs no identity policy",
		why: "By default, all requests are implicitly denied with the exception of the AWS account root user, which has " +
			"full access.",
		source: guideEnforcing,
		adapt: func(c *testCase) {
			if c.Request.Caller.Kind == RootCaller {
				c.Documents.Identity = []NamedDocument{{"root", allowAll}}
			}
		},
		example: func() testCase { return readTable("arn:aws:iam::"+home+":root", Documents{}) },
	},
	{
		name: "root may delete a resource policy",
		why: "the root principal in your AWS account can perform DeleteResourcePolicy requests, even if your " +
			"resource-based policy explicitly denies the root principal's access",
		source: "Amazon DynamoDB API Reference, DeleteResourcePolicy",
		adapt: func(c *testCase) {
			r := c.Request
			if r.Caller.Kind != RootCaller || r.Caller.Account != home || r.Action != "dynamodb:DeleteResourcePolicy" {
				return
			}
			for i := range c.Documents.Resource {
				d := &c.Documents.Resource[i].Document
				d.Statement = slices.DeleteFunc(d.Statement, func(s Statement) bool { return s.Effect == Deny })
			}
		},
		example: func() testCase {
			c := readTable("arn:aws:iam::"+home+":root", Documents{Resource: onTable(statement(Deny, "*", nil))})
			c.Request.Action = "dynamodb:DeleteResourcePolicy"
			return c
		},
	},
	{
		name: "service-linked roles are outside SCPs and RCPs",
		why: "SCPs do not affect any service-linked role. RCPs can't be used to restrict calls made by a " +
			"service-linked role.",
		source: organizationSCP + "; " + organizationRCP,
		adapt: func(c *testCase) {
			if c.Request.Caller.Kind == ServiceLinkedCaller {
				c.Documents.SCP, c.Documents.RCP = nil, nil
			}
		},
		example: func() testCase {
			return readTable(principals[6], Documents{
				Identity: []NamedDocument{{"identity", allowAll}},
				SCP:      []Level{{"root", []string{home}, []NamedDocument{{"deny", statement(Deny, "", nil)}}}},
			})
		},
	},
	{
		name: "a service has no SCP and no identity policy",
		why: "SCPs affect only IAM users and roles that are managed by accounts that are part of the organization. They " +
			"don't affect [...] any AWS service principal.",
		source: organizationSCP,
		adapt: func(c *testCase) {
			if c.Request.Caller.Kind == ServiceCaller {
				c.Documents.SCP, c.Documents.Identity = nil, nil
			}
		},
		example: func() testCase {
			return readTable("replication.dynamodb.amazonaws.com", Documents{
				Identity: []NamedDocument{{"deny", statement(Deny, "", nil)}},
				Resource: onTable(statement(Allow, "*", nil)),
			})
		},
	},
	{
		name: "version 2008-10-17 knows no variables",
		why: "If you don't include the Version element and set it to an appropriate version date, variables like " +
			"${aws:username} are treated as literal strings in the policy.",
		source: guideVariables,
		adapt: func(c *testCase) {
			c.eachDocument(func(d *Document) {
				if d.Version == Version {
					return
				}
				eachValue(d, func(_, value string) string {
					return strings.ReplaceAll(value, "${", "${$}{")
				})
			})
		},
		example: func() testCase {
			c := readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"StringEquals": {"aws:PrincipalAccount": {"${aws:PrincipalAccount}"}}})}}})
			c.Documents.Identity[0].Document.Version = "2008-10-17"
			return c
		},
	},
	{
		name: "a variable without a value is null",
		why: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value. [...] the " +
			"resource that includes a policy variable with no value will not match any resource.",
		source: guideVariables,
		adapt:  dropNullValues,
		example: func() testCase {
			return readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"StringNotEquals": {"aws:PrincipalAccount": {"${aws:PrincipalTag/team}"}}})}}})
		},
	},
	{
		name: "a variable can stand inside a part of an ARN",
		why: "You can use a policy variable for Condition values in any condition that involves the string " +
			"operators or the ARN operators.",
		source: guideVariables,
		adapt: func(c *testCase) {
			known := c.keys()
			c.eachDocument(func(d *Document) {
				eachValue(d, func(operator, value string) string {
					if !strings.Contains(operator, "Arn") {
						return value
					}
					return variable.ReplaceAllStringFunc(value, func(text string) string {
						return variableValue(known, variable.FindStringSubmatch(text))
					})
				})
			})
		},
		example: func() testCase {
			return readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"ArnLike": {"aws:PrincipalArn": {"arn:aws:iam::${aws:PrincipalAccount}:role/app"}}})}}})
		},
	},
	{
		name:   "an incomplete ARN in NotResource is completed",
		why:    "AWS automatically completes the ARN by adding wildcard characters (*) to all missing fields.",
		source: guideResource,
		adapt: func(c *testCase) {
			c.eachDocument(func(d *Document) {
				for i := range d.Statement {
					for j, arn := range d.Statement[i].NotResource {
						for arn != "*" && strings.Count(arn, ":") < 5 {
							arn += ":*"
						}
						d.Statement[i].NotResource[j] = arn
					}
				}
			})
		},
		example: func() testCase {
			c := readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "", nil)}}})
			s := &c.Documents.Identity[0].Document.Statement[0]
			s.Resource, s.NotResource = nil, Values{"arn:aws:dynamodb:eu-west-1"}
			return c
		},
	},
	{
		name: "an epoch counts seconds",
		why: "You must specify date/time values with one of the W3C implementations of the ISO 8601 date formats " +
			"or in epoch (UNIX) time.",
		source: guideOperators,
		adapt: func(c *testCase) { // write the policy's dates in the format of the request's
			known := c.keys()
			c.eachTest(func(operator, key string, values Values) Values {
				if !strings.Contains(operator, "Date") {
					return values
				}
				for i, value := range values {
					date := must(readDate(value))
					values[i] = date.UTC().Format(time.RFC3339)
					if given := known[strings.ToLower(key)]; len(given) > 0 && epoch.MatchString(given[0]) {
						values[i] = strconv.FormatInt(date.Unix(), 10)
					}
				}
				return values
			})
		},
		example: func() testCase {
			c := readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"DateGreaterThan": {"aws:CurrentTime": {"1780315200"}}})}}})
			c.Keys["aws:CurrentTime"] = []string{"2026-01-01T00:00:00Z"}
			return c
		},
	},
	{
		name:   "an address without a prefix length is one of its family",
		why:    "NotIpAddress: All IP addresses except the specified IP addresses or ranges.",
		source: guideOperators,
		adapt: func(c *testCase) {
			c.eachDocument(func(d *Document) {
				eachValue(d, func(operator, value string) string {
					if strings.Contains(operator, "IpAddress") && !strings.Contains(value, "/") {
						return value + map[bool]string{true: "/128", false: "/32"}[strings.Contains(value, ":")]
					}
					return value
				})
			})
		},
		example: func() testCase {
			c := readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"NotIpAddress": {"aws:SourceIp": {"203.0.113.9"}}})}}})
			c.Request.Origin.IP = "2001:db8::1"
			return c
		},
	},
	{
		name:   "0.0.0.0/0 is every IPv4 address",
		why:    "The value must be in the standard CIDR format.",
		source: guideOperators,
		adapt: func(c *testCase) {
			c.eachTest(func(operator, _ string, values Values) Values {
				if at := slices.Index(values, "0.0.0.0/0"); strings.Contains(operator, "IpAddress") && at >= 0 {
					return append(slices.Delete(values, at, at+1), "0.0.0.0/1", "128.0.0.0/1")
				}
				return values
			})
		},
		example: func() testCase {
			c := readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", statement(Allow, "",
				Conditions{"IpAddress": {"aws:SourceIp": {"0.0.0.0/0"}}})}}})
			c.Request.Origin.IP = "203.0.113.9"
			return c
		},
	},
	{
		name: "NotPrincipal excepts a principal that it names with its account, and no other of that account",
		why: "explicitly denied to all principals except for the ones specified in the policy [...] you must also " +
			"specify the account ARN of the not-denied principal",
		source: "IAM User Guide, AWS JSON policy elements: NotPrincipal",
		example: func() testCase {
			d := statement(Deny, "", nil)
			except := Values{"arn:aws:iam::" + home + ":root", principals[0]}
			d.Statement[0].NotPrincipal = Principal{ByKind: map[string]Values{"AWS": except}}
			return readTable(principals[2], Documents{Identity: []NamedDocument{{"identity", allowAll}}, Resource: onTable(d)})
		},
	},
	{
		name: "an account in a gateway endpoint's policy is its root user",
		why: "If you specify the principal in the following format, access is granted to the AWS account root user only, " +
			"not all users and roles for the account.",
		source: guideEndpoints,
		adapt:  func(c *testCase) { c.replaceEndpointPrincipals(GatewayEndpoint) },
		example: func() testCase {
			return readThrough("arn:aws:iam::"+home+":root", GatewayEndpoint, home)
		},
	},
	{
		name: "an interface endpoint's policy names principals",
		why: "An endpoint policy is a resource-based policy that you attach to a VPC endpoint to control which AWS " +
			"principals can use the endpoint to access an AWS service.",
		source:  guideEndpoints,
		adapt:   func(c *testCase) { c.replaceEndpointPrincipals(InterfaceEndpoint) },
		example: func() testCase { return readThrough(principals[2], InterfaceEndpoint, principals[2]) },
	},
	{
		name:   "a key without a value is absent",
		why:    "a null dataset, such as an empty string",
		source: "IAM User Guide, Set operators for multivalued context keys",
	},
}

// readThrough returns a case in which a principal reads through an endpoint whose policy allows a principal.
func readThrough(caller string, kind EndpointType, allowed string) testCase {
	d := statement(Allow, "", nil)
	d.Statement[0].Principal = Principal{ByKind: map[string]Values{"AWS": {allowed}}}
	c := readTable(caller, Documents{
		Identity: []NamedDocument{Everything()},
		Endpoint: []AttachedDocument{{Name: "endpoint policy", To: "vpce-0a1", Document: d, Endpoint: kind}},
	})
	c.Request.Origin = Origin{VPC: "vpc-0a1", Endpoint: "vpce-0a1"}
	return c
}

// replaceEndpointPrincipals replaces the principals of endpoint policies, of which the simulator takes only "*": by "*" if
// they name the caller, and otherwise by an action of another service.
func (c *testCase) replaceEndpointPrincipals(kind EndpointType) {
	caller := c.Request.Caller
	names := []string{"*"}
	if kind == InterfaceEndpoint || strings.HasSuffix(caller.ARN, ":root") {
		names = append(names, caller.Account, "arn:aws:iam::"+caller.Account+":root")
	}
	if kind == InterfaceEndpoint {
		parts := strings.Split(caller.ARN, "/")
		names = append(names, caller.ARN,
			"arn:aws:sts::"+caller.Account+":assumed-role/"+parts[len(parts)-1]+"/"+caller.Session)
	}
	for _, attached := range c.Documents.Endpoint {
		for i := range attached.Document.Statement {
			s := &attached.Document.Statement[i]
			if attached.Endpoint != kind || s.Principal.Everyone {
				continue
			}
			if !slices.ContainsFunc(s.Principal.ByKind["AWS"], func(name string) bool { return slices.Contains(names, name) }) {
				s.Action, s.NotAction = Values{"s3:*"}, nil
			}
			s.Principal = Principal{Everyone: true}
		}
	}
}

// variable matches a policy variable, except the three escapes, with its key and its default.
var variable = regexp.MustCompile(`\$\{([^}*?$,]+)(?:, '([^']*)')?\}`)

// variableValue returns the value of a match of variable: the key's, or else the default.
func variableValue(known map[string][]string, found []string) string {
	if values := known[strings.ToLower(found[1])]; len(values) == 1 {
		return values[0]
	}
	return found[2]
}

// dropNullValues removes values that contain a variable without a value. An element that has no value left is replaced
// by its meaning: a negated condition holds, and NotResource excludes nothing.
func dropNullValues(c *testCase) {
	known := c.keys()
	null := func(value string) bool {
		return slices.ContainsFunc(variable.FindAllStringSubmatch(value, -1), func(found []string) bool {
			return variableValue(known, found) == ""
		})
	}
	c.eachDocument(func(d *Document) {
		if d.Version != Version {
			return
		}
		for i := range d.Statement {
			s := &d.Statement[i]
			s.NotResource = slices.DeleteFunc(s.NotResource, null)
			if s.NotResource != nil && len(s.NotResource) == 0 {
				s.NotResource, s.Resource = nil, Values{"*"}
			}
			for operator, tests := range s.Condition {
				for key, values := range tests {
					values = slices.DeleteFunc(slices.Clone(values), null)
					switch {
					case len(values) > 0:
						tests[key] = values
					case !strings.Contains(operator, "Not"):
					case !strings.HasPrefix(operator, "ForAnyValue"):
						delete(tests, key)
					default: // the key must still be present
						tests[key] = Values{"arn:aws:none:::no-request-has-this"}
					}
				}
			}
		}
	})
}

// eachTest replaces the values of every condition.
func (c *testCase) eachTest(do func(operator, key string, values Values) Values) {
	c.eachDocument(func(d *Document) {
		for _, s := range d.Statement {
			for operator, tests := range s.Condition {
				for key, values := range tests {
					tests[key] = do(operator, key, values)
				}
			}
		}
	})
}

// eachValue replaces every value that can contain a variable: those of conditions, and resources with an empty operator.
func eachValue(d *Document, do func(operator, value string) string) {
	rewrite := func(operator string, values Values) Values {
		for i, value := range values {
			values[i] = do(operator, value)
		}
		return values
	}
	for i := range d.Statement {
		s := &d.Statement[i]
		s.Resource, s.NotResource = rewrite("", s.Resource), rewrite("", s.NotResource)
		for operator, tests := range s.Condition {
			for key, values := range tests {
				tests[key] = rewrite(operator, values)
			}
		}
	}
}
