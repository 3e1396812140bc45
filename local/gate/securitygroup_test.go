package gate

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRulesHaveDescriptions: moto forgets the description of a rule for a prefix list, and does not return that of a
// rule for a group.
func TestRulesHaveDescriptions(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	vpc, err := h.ec2().CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(t, err)
	made, err := h.ec2().CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		VpcId: vpc.Vpc.VpcId, GroupName: aws.String("clients"), Description: aws.String("Clients"),
	})
	require.NoError(t, err)
	group := made.GroupId
	lists, err := h.ec2().DescribePrefixLists(t.Context(), &ec2.DescribePrefixListsInput{})
	require.NoError(t, err)
	list := lists.PrefixLists[0].PrefixListId
	about := aws.String("a < b & c")
	permission := func(port int32) types.IpPermission {
		return types.IpPermission{IpProtocol: aws.String("6"), FromPort: &port, ToPort: &port}
	}
	toList, toGroup, toAll, toAddresses := permission(443), permission(444), types.IpPermission{IpProtocol: aws.String("-1")}, permission(445)
	toList.PrefixListIds = []types.PrefixListId{{PrefixListId: list, Description: about}}
	toGroup.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: group, Description: about}}
	toAll.UserIdGroupPairs = []types.UserIdGroupPair{{GroupId: group, Description: about}}
	toAddresses.IpRanges = []types.IpRange{{CidrIp: aws.String("10.0.0.0/8"), Description: about}}
	permissions := []types.IpPermission{toList, toGroup, toAll, toAddresses}
	_, err = h.ec2().AuthorizeSecurityGroupEgress(t.Context(),
		&ec2.AuthorizeSecurityGroupEgressInput{GroupId: group, IpPermissions: permissions})
	require.NoError(t, err)
	var last *ec2.AuthorizeSecurityGroupIngressOutput
	for _, each := range permissions {
		last, err = h.ec2().AuthorizeSecurityGroupIngress(t.Context(),
			&ec2.AuthorizeSecurityGroupIngressInput{GroupId: group, IpPermissions: []types.IpPermission{each}})
		require.NoError(t, err)
		require.Len(t, last.SecurityGroupRules, 1)
		assert.Equal(t, about, last.SecurityGroupRules[0].Description, "the rule's creator sees it")
	}
	rules := func() (list []*string) {
		found, err := h.ec2().DescribeSecurityGroupRules(t.Context(), &ec2.DescribeSecurityGroupRulesInput{
			Filters: []types.Filter{{Name: aws.String("group-id"), Values: []string{*group}}},
		})
		require.NoError(t, err)
		for _, rule := range found.SecurityGroupRules {
			if aws.ToString(rule.CidrIpv4) != "0.0.0.0/0" { // the one that AWS gives a new group
				list = append(list, rule.Description)
			}
		}
		return list
	}
	assert.Equal(t, []*string{about, about, about, about, about, about, about, about}, rules())
	sources := func() (texts []*string) {
		found, err := h.ec2().DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{GroupIds: []string{*group}})
		require.NoError(t, err)
		for _, p := range append(found.SecurityGroups[0].IpPermissions, found.SecurityGroups[0].IpPermissionsEgress...) {
			if *p.IpProtocol == "-1" {
				assert.Nil(t, p.FromPort)
			}
			for _, s := range p.PrefixListIds {
				texts = append(texts, s.Description)
			}
			for _, s := range p.UserIdGroupPairs {
				texts = append(texts, s.Description)
			}
		}
		return texts
	}
	assert.Equal(t, []*string{about, about, about, about, about, about}, sources())

	toList.PrefixListIds[0].Description = aws.String("new")
	_, err = h.ec2().UpdateSecurityGroupRuleDescriptionsEgress(t.Context(),
		&ec2.UpdateSecurityGroupRuleDescriptionsEgressInput{GroupId: group, IpPermissions: []types.IpPermission{toList}})
	require.NoError(t, err)
	assert.Contains(t, rules(), aws.String("new"))
	assert.Contains(t, sources(), aws.String("new"))
	_, err = h.ec2().RevokeSecurityGroupEgress(t.Context(),
		&ec2.RevokeSecurityGroupEgressInput{GroupId: group, IpPermissions: permissions})
	require.NoError(t, err)
	assert.Len(t, rules(), 4, "a rule is revoked as it was made")
}
