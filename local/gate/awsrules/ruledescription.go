package awsrules

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
)

// A rule of a security group has a description, whatever its source is. (SecurityGroupRule, Amazon EC2 API Reference.)
// moto returns the description of a rule for addresses. That of a rule for a group it returns with the group alone, and
// that of a rule for a prefix list it forgets.

// describedRules plans a request that sets descriptions: AuthorizeSecurityGroupIngress and -Egress, and
// UpdateSecurityGroupRuleDescriptionsIngress and -Egress.
func (e *Enforcer) describedRules(account, region string, form url.Values) Plan {
	wanted := rulesIn(form)
	if len(wanted) == 0 {
		return Plan{}
	}
	group := form.Get("GroupId")
	return Plan{
		After: func(ctx context.Context) error {
			rules, err := e.State.GroupRules(ctx, account, region, group)
			if err != nil {
				return err
			}
			for _, rule := range rules {
				description, found := wanted[rule.GroupRule]
				if !found || description == rule.Description {
					continue
				}
				rule.Description = description
				if err := e.State.SetRuleDescription(ctx, account, region, rule); err != nil {
					return emulatorError(err)
				}
			}
			return nil
		},
		Edit: func(ctx context.Context, body []byte) ([]byte, error) {
			rules, err := e.State.GroupRules(ctx, account, region, group)
			if err != nil {
				return nil, err
			}
			return editXML(body, func(root *xmlNode) {
				root.each(func(n *xmlNode) {
					for _, rule := range rules {
						if n.text("securityGroupRuleId") == rule.ID {
							n.set("description", rule.Description)
						}
					}
				})
			})
		},
	}
}

// rulesIn returns the rules for groups and prefix lists that a request names, with their descriptions.
// ("IpPermissions.N", AuthorizeSecurityGroupIngress, Amazon EC2 API Reference.)
func rulesIn(form url.Values) map[awsstate.GroupRule]string {
	rules := map[awsstate.GroupRule]string{}
	egress := strings.HasSuffix(form.Get("Action"), "Egress")
	for key := range form {
		at, of := cutSource(key)
		if of == "" {
			continue
		}
		rule := awsstate.GroupRule{
			Group: form.Get("GroupId"), Egress: egress, Protocol: protocolOf(form.Get(at + "IpProtocol")),
			From: portIn(form.Get(at + "FromPort")), To: portIn(form.Get(at + "ToPort")), Source: form.Get(key),
		}
		if rule.Protocol == allProtocols {
			rule.From, rule.To = -1, -1
		}
		if description := form.Get(of + "Description"); description != "" || strings.HasPrefix(form.Get("Action"), "Update") {
			rules[rule] = description
		}
	}
	return rules
}

var sourceParameter = regexp.MustCompile(`^(IpPermissions\.\d+\.)(PrefixListIds\.\d+\.)PrefixListId$|` +
	`^(IpPermissions\.\d+\.)(Groups\.\d+\.)GroupId$`)

// cutSource returns what the names of a permission's parameters and of a source's begin with, given the parameter that
// names the source. Of IpPermissions.1.PrefixListIds.1.PrefixListId they are IpPermissions.1. and
// IpPermissions.1.PrefixListIds.1.
// They are empty for any other parameter.
func cutSource(key string) (permission, source string) {
	parts := sourceParameter.FindStringSubmatch(key)
	if parts == nil {
		return "", ""
	}
	permission = parts[1] + parts[3]
	return permission, permission + parts[2] + parts[4]
}

const allProtocols = "-1"

// protocolOf returns a protocol as EC2 describes it: by its name where it is one of those that have one.
func protocolOf(given string) string {
	names := map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": allProtocols}
	folded := strings.ToLower(given)
	return cmp.Or(names[folded], folded)
}

func portIn(given string) int32 {
	if port, err := strconv.ParseInt(given, 10, 32); err == nil {
		return int32(port)
	}
	return -1
}

// describeGroups returns an edit that puts the descriptions of rules for groups and prefix lists into the description
// of security groups.
func (e *Enforcer) describeGroups(account, region string) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, body []byte) ([]byte, error) {
		rules, err := e.State.GroupRules(ctx, account, region)
		if err != nil {
			return nil, err
		}
		described := map[awsstate.GroupRule]string{}
		for _, rule := range rules {
			described[rule.GroupRule] = rule.Description
		}
		return editXML(body, func(root *xmlNode) {
			for _, group := range root.items("securityGroupInfo") {
				for list, egress := range map[string]bool{"ipPermissions": false, "ipPermissionsEgress": true} {
					for _, permission := range group.items(list) {
						describePermission(permission, awsstate.GroupRule{Group: group.text("groupId"), Egress: egress}, described)
					}
				}
			}
		})
	}
}

func describePermission(permission *xmlNode, rule awsstate.GroupRule, described map[awsstate.GroupRule]string) {
	rule.Protocol = permission.text("ipProtocol")
	rule.From, rule.To = portIn(permission.text("fromPort")), portIn(permission.text("toPort"))
	if rule.Protocol == allProtocols { // EC2 names no ports with it
		permission.set("fromPort", "")
		permission.set("toPort", "")
		rule.From, rule.To = -1, -1
	}
	for list, field := range map[string]string{"prefixListIds": "prefixListId", "groups": "groupId"} {
		for _, source := range permission.items(list) {
			rule.Source = source.text(field)
			if description, found := described[rule]; found {
				source.set("description", description)
			}
		}
	}
}
