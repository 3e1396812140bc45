package provider

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
)

func things(objects ...values) property.Value {
	items := make([]property.Value, len(objects))
	for i, one := range objects {
		items[i] = object(one)
	}
	return property.New(items)
}

// exempts is an exemption with some of its inputs replaced.
func exempts(replaced values) property.Value {
	return things(plus(values{
		"principalArns": list("arn:aws:iam::111122223333:role/backup"), "access": list("backup"), "reason": str("backups"),
	}, replaced))
}

func exemptsService(replaced values) property.Value {
	return things(plus(values{
		"services": list("glue.amazonaws.com"), "access": list("movement"), "reason": str("zero-ETL"),
	}, replaced))
}

func grants(replaced values) property.Value {
	return things(plus(values{
		"principals": list("arn:aws:iam::999988887777:role/partner"), "actions": list("dynamodb:GetItem"),
		"reason": str("partner"),
	}, replaced))
}

// TestWrongIntents holds every mistake about who may do what to the exact answer that it gets.
func TestWrongIntents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		inputs values
		want   []string
	}{
		{"a strange enforcement", values{"enforcement": str("everything")}, []string{
			`enforcement: must be "observe", "data" or "all", got "everything"`,
		}},
		{"a strange movement", values{"movement": object(values{"from": str("outside")})}, []string{
			`movement.from: must be "inside" or "nobody", got "outside"; did you mean "inside"?`,
		}},
		{"a wildcard that refuses too much", values{"actionStyle": str("wildcard")}, []string{
			`actionStyle: must not be "wildcard" without enforcement "all", since dynamodb:* refuses metadata too`,
		}},
		{"no protection and everything refused", values{
			"administratorPrincipalArns": list(), "policyProtection": str("none"), "enforcement": str("all"),
		}, []string{`policyProtection: conflicts with enforcement "all", which refuses changes of the policy`}},
		{"a principal for everyone", values{"exemptions": exempts(values{"principalArns": list("*")})}, []string{
			`exemptions[0].principalArns[0]: must be the ARN of an IAM role or user, such as ` +
				`arn:aws:iam::111122223333:role/ci/deployer, got "*"`,
		}},
		{"a strange access", values{"exemptions": exempts(values{"access": list("reads")})}, []string{
			`exemptions[0].access[0]: must be "read", "write", "stream", "movement", "policy", "shape", "describe", "backup", ` +
				`"restore", "transact", "audit" or "autoscaling", got "reads"; did you mean "read"?`,
		}},
		{"an exemption of nobody from nothing", values{"exemptions": exempts(values{
			"principalArns": list(), "access": list(), "reason": str(" "),
		})}, []string{
			`exemptions[0].access: must list at least one class or preset; leave the exemption out otherwise`,
			`exemptions[0].principalArns: must list at least one principal; leave the exemption out otherwise`,
			`exemptions[0].reason: must say why it is needed: the access report shows it`,
		}},
		{"a restore for a service", values{"exemptServices": exemptsService(values{"access": list("backup", "restore")})}, []string{
			`exemptServices[0].access[1]: must not be "restore", which opens data to anyone who can make the service act; exempt ` +
				`the role that the service uses instead`,
		}},
		{"data for a service", values{"exemptServices": exemptsService(values{"access": list("movement", "transact")})}, []string{
			`exemptServices[0].access[1]: must not be "transact", which opens data to anyone who can make the service act; exempt ` +
				`the role that the service uses instead`,
		}},
		{"a role for a service", values{"exemptServices": exemptsService(values{"services": list(deployer)})}, []string{
			`exemptServices[0].services[0]: must be a service principal, such as glue.amazonaws.com, got "` + deployer + `"`,
		}},
		{"no service", values{"exemptServices": exemptsService(values{"services": list(), "access": list()})}, []string{
			`exemptServices[0].access: must list at least one class or preset; leave the exemption out otherwise`,
			`exemptServices[0].services: must list at least one service; leave the exemption out otherwise`,
		}},
		{"a grant to everyone", values{"grants": grants(values{"principals": list("*")})}, []string{
			`grants[0].principals[0]: must be the id of an account, or the full ARN of a role or user, got "*"`,
		}},
		{"a grant of the API's name", values{"grants": grants(values{"actions": list("GetItem", "dynamodb:TransactGetItems")})}, []string{
			`grants[0].actions[0]: must be an action such as dynamodb:GetItem, got "GetItem"`,
			`grants[0].actions[1]: must be one that resource policies accept, such as dynamodb:GetItem, got "TransactGetItems"`,
		}},
		{"a grant of the policy", values{"grants": grants(values{"actions": list("dynamodb:PutResourcePolicy")})}, []string{
			`grants[0].actions[0]: must not be PutResourcePolicy: a principal that has it can open the table to anyone`,
		}},
		{"a grant to the table's own account", values{"grants": grants(values{"principals": list("111122223333")})}, []string{
			`grants[0].principals[0]: must be of another account than the table's, whose identity policies let its principals in`,
		}},
		{"a grant to nobody", values{"grants": grants(values{"principals": null})}, []string{
			`grants[0].principals: is required without services: whom the grant lets in`,
		}},
		{"a grant to both", values{"grants": grants(values{
			"services": list("glue.amazonaws.com"), "sourceAccountIds": list("111122223333"),
		})}, []string{`grants[0].services: conflicts with principals: make two grants`}},
		{"a service without a source", values{"grants": grants(values{
			"principals": null, "services": list("glue.amazonaws.com"),
		})}, []string{`grants[0].sourceAccountIds: is required with services, unless sourceArns is given: a service acts for ` +
			`anyone who asks it to`}},
		{"a source without a service", values{"grants": grants(values{"sourceArns": list("arn:aws:glue:*")})}, []string{
			`grants[0].sourceArns: needs services: no other caller's requests carry it`,
			`grants[0].sourceArns[0]: must be a full ARN, without wildcards, got "arn:aws:glue:*"`,
		}},
		{"a grant of nothing", values{"grants": grants(values{"principals": list(), "actions": list()})}, []string{
			`grants[0].actions: must list at least one action`, `grants[0].principals: must list at least one principal`,
		}},
		{"an organization without its id", values{"perimeter": str("organization")}, []string{
			`organizationId: is required where perimeter is "organization"`,
		}},
		{"an organization's name", values{"perimeter": str("organization"), "organizationId": str("acme")}, []string{
			`organizationId: must be the id of an organization, such as o-a1b2c3d4e5, got "acme"`,
		}},
		{"an organization that nothing reads", values{"organizationId": str("o-a1b2c3d4e5")}, []string{
			`organizationId: needs perimeter "organization": nothing else reads it`,
		}},
		{"accounts that nothing reads", values{"perimeterAccountIds": list("111122223333")}, []string{
			`perimeterAccountIds: needs perimeter "account": nothing else reads it`,
		}},
		{"no account", values{"perimeter": str("account"), "perimeterAccountIds": list()}, []string{
			`perimeterAccountIds: must list at least one account; leave it out for the table's own`,
		}},
		{"an account's name", values{"perimeter": str("account"), "perimeterAccountIds": list("*")}, []string{
			`perimeterAccountIds[0]: must be the 12-digit id of an account, got "*"`,
		}},
		{"an endpoint for a further VPC", values{"additionalVpcIds": list("vpce-0a1b"), "additionalVpcEndpointIds": list("*")}, []string{
			`additionalVpcEndpointIds[0]: must be the id of a VPC endpoint, such as vpce-0a1b2c3d4e5f67890, got "*"`,
			`additionalVpcIds[0]: must be the id of a VPC, such as vpc-0a1b2c3d4e5f67890, got "vpce-0a1b"`,
		}},
		{"a network for an organization without its id", values{"network": object(values{
			"endpointAccess": str("organization"),
		})}, []string{`network.organizationId: is required where endpointAccess is "organization"`}},
		{"a policy for an endpoint that exists", values{"network": object(values{
			"endpointAccess": str("account"), "existing": object(values{"vpcId": str("vpc-0a1"), "vpcEndpointId": str("vpce-0a1")}),
		})}, []string{`network.endpointAccess: conflicts with existing.vpcEndpointId: an endpoint that exists keeps its policy; ` +
			`remove one of them`}},
		{"a strange stream", values{"streamViewType": str("ALL")}, []string{
			`streamViewType: must be "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE" or "NEW_AND_OLD_IMAGES", got "ALL"`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud()
			_, err := cloud.construct(t, "PrivateTable", "orders", plus(least, test.inputs), true)
			assert.Equal(t, test.want, failures(t, err))
			assert.LessOrEqual(t, len(cloud.children), 1, "none of its children is registered")
		})
	}
}
