package provider

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	getTable    = "aws:dynamodb/getTable:getTable"
	getPolicies = "aws:cloudcontrol/getResource:getResource"
	getEndpoint = "aws:ec2/getVpcEndpoint:getVpcEndpoint"
	getRules    = "aws:vpc/getSecurityGroupRules:getSecurityGroupRules"
	getRule     = "aws:vpc/getSecurityGroupRule:getSecurityGroupRule"
	getVPC      = "aws:ec2/getVpc:getVpc"
	getGateway  = "aws:ec2/getInternetGateway:getInternetGateway"
	getSubnet   = "aws:ec2/getSubnet:getSubnet"
)

// watched is a table with a stream, a recovery period and a key of its own.
var watched = plus(withStream(nil), values{
	"recoveryPeriodInDays": property.New(7.0),
	"ttlAttribute":         str("expires"),
	"kmsKeyArn":            str("arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
})

// TestUpdateReadsAWSBack holds that an update fails where AWS is not as the program says, whatever the state says, and
// that it says what AWS has.
func TestUpdateReadsAWSBack(t *testing.T) {
	t.Parallel()
	set := func(key string, value property.Value) func(values) {
		return func(answer values) { answer[key] = value }
	}
	off := property.New(false)
	replaced := func(was, is string) func(values) {
		return func(answer values) {
			text := answer["properties"].AsString()
			if !strings.Contains(text, was) {
				panic(text)
			}
			answer["properties"] = property.New(strings.Replace(text, was, is, 1))
		}
	}
	for name, test := range map[string]struct {
		function string
		differs  func(answer values)
		says     string
	}{
		"recovery": {
			getTable, set("pointInTimeRecovery", object(values{"enabled": off})),
			"pointInTimeRecovery: the program has it on, AWS has it off",
		},
		"recovery period": {getTable, set("pointInTimeRecovery", object(values{
			"enabled": property.New(true), "recoveryPeriodInDays": property.New(35.0),
		})), "recoveryPeriodInDays: the program has 7, AWS has 35"},
		"deletion protection": {
			getTable, set("deletionProtectionEnabled", off),
			"deletionProtection: the program has it on, AWS has it off",
		},
		"encryption": {
			getTable, set("serverSideEncryption", object(values{"enabled": off})),
			"encryption with a key of AWS KMS: the program has it on, AWS has it off",
		},
		"key": {getTable, set("serverSideEncryption", object(values{
			"enabled": property.New(true), "kmsKeyArn": property.New("arn:aws:kms:us-east-1:111122223333:key/other"),
		})), "AWS has arn:aws:kms:us-east-1:111122223333:key/other"},
		"time to live": {
			getTable, set("ttl", object(values{"enabled": off})),
			"ttlAttribute: the program has expires, AWS has none",
		},
		"stream off": {getTable, set("streamEnabled", off), "stream: the program has it on, AWS has it off"},
		"stream view": {
			getTable, set("streamViewType", property.New("KEYS_ONLY")),
			"streamViewType: the program has NEW_IMAGE, AWS has KEYS_ONLY",
		},
		"another stream": {
			getTable, set("streamArn", property.New(ordersARN+"/stream/2026-02-02T00:00:00.000")),
			"AWS has " + ordersARN + "/stream/2026-02-02T00:00:00.000",
		},
		"no table policy": {
			getPolicies, replaced(`"ResourcePolicy":{"PolicyDocument"`, `"ResourcePolicy":{"Other"`),
			"table policy: the program has one, AWS has none",
		},
		"table policy opened": {
			getPolicies, replaced(`"aws:SourceVpc":"`, `"aws:SourceVpc":"vpc-stranger`),
			"AWS has one without DenyDataAndMovementOutside with DenyDataAndMovementOutside",
		},
		"no stream policy": {
			getPolicies, replaced(`"StreamSpecification"`, `"Other"`),
			"stream policy: the program has one, AWS has none",
		},
		"endpoint policy": {
			getEndpoint, set("policy", property.New(
				`{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`)),
			"policy of the endpoint vpce-0a1: the program has another, AWS has one without",
		},
		"endpoint routes": {
			getEndpoint, set("routeTableIds", list("rtb-0a2")),
			"route tables of the endpoint vpce-0a1: the program has rtb-0a1, rtb-0a2, AWS has rtb-0a2",
		},
		"open group": {getRule, func(rule values) {
			rule["ipProtocol"], rule["cidrIpv4"], rule["prefixListId"] = property.New("-1"), property.New("0.0.0.0/0"),
				property.New("")
		}, "what the security group sg-0a1 lets out: the program has tcp 443 to pl-0a1, AWS has everything to 0.0.0.0/0"},
		"closed group": {
			getRules, set("ids", list()),
			"what the security group sg-0a1 lets out: the program has tcp 443 to pl-0a1, AWS has none",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.otherwise = func(function string, answer values) error {
				if function == test.function {
					test.differs(answer)
				}
				return nil
			}
			_, err := cloud.construct(t, "PrivateTable", "orders", watched, false)
			require.ErrorContains(t, err, test.says)
			assert.ErrorContains(t, err, "run pulumi up --refresh")
			assert.NotContains(t, err.Error(), "accessReport")

			_, err = cloud.construct(t, "PrivateTable", "orders", watched, true)
			assert.NoError(t, err, "a preview cannot mend it, and shows the plan that does")
		})
	}
}

// TestNetworkReadsAWSBack holds the same of a network that tables share.
func TestNetworkReadsAWSBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		function, key string
		value         property.Value
		says          string
	}{
		{getEndpoint, "routeTableIds", list(), "route tables of the endpoint vpce-0a1: the program has rtb-0a1, rtb-0a2, AWS has none"},
		{getEndpoint, "subnetIds", list("subnet-0a2"), "subnets of the endpoint vpce-0a2: the program has subnet-0a1, subnet-0a2, AWS has subnet-0a2"},
		{getEndpoint, "securityGroupIds", list("sg-0a2", "sg-0bad"), "security groups of the endpoint vpce-0a2: the program has sg-0a2, AWS has sg-0a2, sg-0bad"},
		{getVPC, "enableDnsHostnames", property.New(false), "DNS host names in the VPC vpc-0a1: the program has it on, AWS has it off"},
		{getVPC, "enableDnsSupport", property.New(false), "DNS resolution in the VPC vpc-0a1: the program has it on, AWS has it off"},
		{getGateway, "attachments", property.New([]property.Value{}), "the VPC of the internet gateway internetGateway: the program has vpc-0a1, AWS has none"},
		{getSubnet, "mapPublicIpOnLaunch", property.New(false), "public addresses in the subnet subnet-0c1: the program has it on, AWS has it off"},
	} {
		cloud := newCloud()
		cloud.otherwise = func(function string, answer values) error {
			if of, many := answer["id"]; function == test.function && (!many || strings.Contains(test.says, of.AsString())) {
				answer[test.key] = test.value
			}
			return nil
		}
		withNAT := values{"natGateways": str("single"), "interfaceEndpoint": property.New(true)}
		_, err := cloud.construct(t, "PrivateNetwork", "shared", withNAT, false)
		require.ErrorContains(t, err, test.says)
		_, err = cloud.construct(t, "PrivateNetwork", "shared", withNAT, true)
		assert.NoError(t, err)
	}
}

// oneAccount is a guardrail of one account.
var oneAccount = values{
	"targets": property.New([]property.Value{object(values{
		"targetId": str("111122223333"),
		"vpcs":     property.New([]property.Value{object(values{"vpcId": str("vpc-0a1"), "region": str("us-east-1")})}),
	})}),
	"breakGlassPrincipalArns": list("arn:aws:iam::*:role/break-glass"),
}

// TestGuardrailReadsAWSBack holds the same of service control policies.
func TestGuardrailReadsAWSBack(t *testing.T) {
	t.Parallel()
	const getSCP, getAttached = "aws:organizations/getPolicy:getPolicy", "aws:organizations/getPoliciesForTarget:getPoliciesForTarget"
	for name, test := range map[string]struct {
		function, key string
		value         property.Value
		says          string
	}{
		"another content": {
			getSCP, "content", str(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`),
			"content of the service control policy p-org-111122223333: the program has another, AWS has one without ",
		},
		"not attached": {
			getAttached, "ids", list("p-FullAWSAccess"),
			"service control policies of 111122223333: the program has p-org-111122223333, AWS has p-FullAWSAccess",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.otherwise = func(function string, answer map[string]property.Value) error {
				if function == test.function {
					answer[test.key] = test.value
				}
				return nil
			}
			_, err := cloud.construct(t, "OrgGuardrail", "org", oneAccount, false)
			require.ErrorContains(t, err, test.says)
			_, err = cloud.construct(t, "OrgGuardrail", "org", oneAccount, true)
			assert.NoError(t, err)
		})
	}
}

// TestReadBackNamesEveryDifference holds that nobody has to mend one setting to hear of the next.
func TestReadBackNamesEveryDifference(t *testing.T) {
	t.Parallel()
	cloud := newCloud()
	cloud.otherwise = func(function string, answer values) error {
		if function == getTable {
			answer["deletionProtectionEnabled"] = property.New(false)
			answer["pointInTimeRecovery"] = object(values{"enabled": property.New(false)})
		}
		return nil
	}
	_, err := cloud.construct(t, "PrivateTable", "orders", least, false)
	require.ErrorContains(t, err, "pointInTimeRecovery: ")
	assert.ErrorContains(t, err, "deletionProtection: ")
}

// TestReadBackOfWhatIsNotThere: AWS is asked for what the program says is there.
func TestReadBackOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for function, gone := range map[string]string{
		getTable:    "operation error DynamoDB: DescribeTable, api error ResourceNotFoundException: Requested resource not found",
		getEndpoint: "no matching EC2 VPC Endpoint found",
	} {
		cloud := newCloud()
		cloud.otherwise = func(called string, _ values) error {
			if called == function {
				return errors.New(gone)
			}
			return nil
		}
		_, err := cloud.construct(t, "PrivateTable", "orders", least, false)
		require.ErrorContains(t, err, "the program has one, AWS has none", function)
	}
}

// TestReadBackWaitsForAWS: AWS may tell of a change some seconds after it.
func TestReadBackWaitsForAWS(t *testing.T) {
	t.Parallel()
	cloud, looks := newCloud(), 0
	cloud.otherwise = func(function string, answer values) error {
		if function == getPolicies {
			if looks++; looks == 1 {
				answer["properties"] = property.New("{}")
			}
		}
		return nil
	}
	_, err := cloud.construct(t, "PrivateTable", "orders", least, false)
	require.NoError(t, err)
	assert.Equal(t, 2, looks)
}

// TestReadBackWithoutARight: the right to read is not needed to deploy, so that its lack is a warning.
func TestReadBackWithoutARight(t *testing.T) {
	t.Parallel()
	const again = "cannot be read back from AWS; run pulumi up again"
	for name, test := range map[string]struct {
		answer string
		fails  string
	}{
		"AWS names the right": {answer: "AccessDeniedException: User: arn:aws:sts::1:assumed-role/d/p is not authorized to " +
			"perform: cloudformation:GetResource because no identity-based policy allows it"},
		"another policy hides itself": {answer: "api error AccessDeniedException: User: arn:aws:sts::1:assumed-role/d/p is not " +
			"authorized to perform: dynamodb:GetResourcePolicy on resource: " + ordersARN + " with an explicit deny in a " +
			"resource-based policy", fails: "a resource policy refuses it, and the program's does not"},
		"a guardrail hides it": {answer: "api error AccessDeniedException: User: arn:aws:sts::1:assumed-role/d/p is not " +
			"authorized to perform: cloudformation:GetResource with an explicit deny in a service control policy"},
		"AWS names none":                  {answer: "api error AccessDenied: no"},
		"EC2's word for it":               {answer: "api error UnauthorizedOperation: You are not authorized to perform this operation"},
		"a plugin without the function":   {answer: "rpc error: code = Unimplemented desc = no such function"},
		"a Region without Cloud Control":  {answer: "api error UnsupportedActionException: not here"},
		"AWS is throttled":                {answer: "api error ThrottlingException: Rate exceeded", fails: again},
		"the plugin has died":             {answer: "rpc error: code = Unavailable desc = connection refused", fails: again},
		"an answer that is no properties": {fails: again},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			cloud.otherwise = func(function string, answer values) error {
				if function != getPolicies {
					return nil
				}
				if test.answer == "" {
					answer["properties"] = property.New("no JSON")
					return nil
				}
				return errors.New(test.answer)
			}
			_, err := cloud.construct(t, "PrivateTable", "orders", least, false)
			if test.fails != "" {
				require.ErrorContains(t, err, test.fails)
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestMissingRight(t *testing.T) {
	t.Parallel()
	right, refused := missingRight(errors.New("not authorized to perform: dynamodb:GetResourcePolicy on resource: x"), "a:B")
	assert.True(t, refused)
	assert.Equal(t, "dynamodb:GetResourcePolicy", right)
	right, refused = missingRight(errors.New("api error AccessDenied"), "a:B")
	assert.True(t, refused)
	assert.Equal(t, "a:B", right)
	_, refused = missingRight(errors.New("api error ThrottlingException"), "a:B")
	assert.False(t, refused)
}

// TestReadBackTellsNoSecret holds that a difference of what is a secret is told without it.
func TestReadBackTellsNoSecret(t *testing.T) {
	t.Parallel()
	const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	cloud := newCloud()
	cloud.otherwise = func(function string, answer values) error {
		if function == getTable {
			answer["serverSideEncryption"] = object(values{
				"enabled": property.New(true), "kmsKeyArn": property.New("arn:aws:kms:us-east-1:111122223333:key/other"),
			})
		}
		return nil
	}
	_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, values{
		"kmsKeyArn": property.New(key).WithSecret(true),
	}), false)
	require.ErrorContains(t, err, "kmsKeyArn: ")
	assert.NotContains(t, err.Error(), "1234abcd")
}

// TestReadBackKeepsTheReportPublic: what was checked is no secret, whatever it was checked with.
func TestReadBackKeepsTheReportPublic(t *testing.T) {
	t.Parallel()
	response, err := newCloud().construct(t, "PrivateTable", "orders", plus(watched, values{
		"kmsKeyArn": watched["kmsKeyArn"].WithSecret(true),
	}), false)
	require.NoError(t, err)
	assert.False(t, response.State.Get("accessReport").Secret())
}
