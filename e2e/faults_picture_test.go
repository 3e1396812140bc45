package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
)

// picture is what ordinary AWS clients see of everything that the components make: a line for each resource, and one
// for each of its settings. Ids are replaced by names, so that two pictures of one program in two empty accounts are
// the same, whatever order things were made in. What is there twice has each of its lines twice.
type picture struct {
	lines []string
	names map[string]string // by id

	direct     clients.Clients  // past the gate
	gate       *dynamodb.Client // the administrator's, for the policies, which the gate keeps for streams
	defaultVPC string
}

// takePicture looks at AWS.
func takePicture(ctx context.Context, direct clients.Clients, administrator *dynamodb.Client) ([]string, error) {
	p := &picture{names: map[string]string{}, direct: direct, gate: administrator}
	for _, look := range []func(context.Context) error{
		p.vpcs, p.subnets, p.gateways, p.prefixLists, p.groups, p.nameEndpoints, p.routeTables, p.endpoints, p.rules, p.tables,
		p.scaling, p.guardrails,
	} {
		if err := look(ctx); err != nil {
			return nil, fmt.Errorf("look at AWS: %w", err)
		}
	}
	for i, line := range p.lines {
		p.lines[i] = p.anonymous(line)
	}
	slices.Sort(p.lines)
	return p.lines, nil
}

var (
	generatedSuffix = regexp.MustCompile(`-[0-9a-f]{7}\b`)
	awsManagedKey   = regexp.MustCompile(`\bkey/[0-9a-f]{8}-[0-9a-f-]{27}\b`) // which the emulator makes anew each time
	streamLabel     = regexp.MustCompile(`/stream/[0-9T:.-]+`)
)

// anonymous replaces what is another in every account: ids, the ends of generated names, labels of streams.
func (p *picture) anonymous(line string) string {
	line = awsManagedKey.ReplaceAllString(line, "key/AWS")
	for _, id := range slices.Backward(slices.SortedFunc(maps.Keys(p.names), func(a, b string) int { return len(a) - len(b) })) {
		line = strings.ReplaceAll(line, id, p.names[id])
	}
	return streamLabel.ReplaceAllString(generatedSuffix.ReplaceAllString(line, ""), "/stream/LABEL")
}

// add adds a resource with its settings, in pairs of name and value.
func (p *picture) add(resource string, settings ...any) {
	p.lines = append(p.lines, resource)
	for i := 0; i < len(settings); i += 2 {
		p.lines = append(p.lines, fmt.Sprintf("%s: %s = %s", resource, settings[i], settings[i+1]))
	}
}

func ec2Tags(tags []ec2types.Tag) (name, list string) {
	var all []string
	for _, tag := range tags {
		if *tag.Key == "Name" {
			name = *tag.Value
		}
		all = append(all, *tag.Key+"="+*tag.Value)
	}
	return name, sortedList(all)
}

func sortedList(values []string) string {
	return "[" + strings.Join(slices.Sorted(slices.Values(values)), " ") + "]"
}

func (p *picture) vpcs(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	if err != nil {
		return err
	}
	for _, vpc := range found.Vpcs {
		if *vpc.IsDefault {
			p.defaultVPC = *vpc.VpcId
			continue
		}
		name, tags := ec2Tags(vpc.Tags)
		name = "vpc " + name
		p.names[*vpc.VpcId] = name
		settings := []any{"range", *vpc.CidrBlock, "tags", tags}
		for _, attribute := range []ec2types.VpcAttributeName{
			ec2types.VpcAttributeNameEnableDnsHostnames, ec2types.VpcAttributeNameEnableDnsSupport,
		} {
			got, err := p.direct.EC2.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: vpc.VpcId, Attribute: attribute})
			if err != nil {
				return err
			}
			value := got.EnableDnsHostnames
			if value == nil {
				value = got.EnableDnsSupport
			}
			settings = append(settings, string(attribute), fmt.Sprint(aws.ToBool(value.Value)))
		}
		p.add(name, settings...)
	}
	return nil
}

func (p *picture) subnets(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{})
	if err != nil {
		return err
	}
	for _, subnet := range found.Subnets {
		if *subnet.VpcId == p.defaultVPC {
			continue
		}
		name, tags := ec2Tags(subnet.Tags)
		name = "subnet " + name
		p.names[*subnet.SubnetId] = name
		p.add(name, "vpc", *subnet.VpcId, "range", *subnet.CidrBlock, "zone", *subnet.AvailabilityZone, "public addresses",
			fmt.Sprint(aws.ToBool(subnet.MapPublicIpOnLaunch)), "tags", tags)
	}
	return nil
}

// gateways looks at internet gateways, NAT gateways and their addresses.
func (p *picture) gateways(ctx context.Context) error {
	internet, err := p.direct.EC2.DescribeInternetGateways(ctx, &ec2.DescribeInternetGatewaysInput{})
	if err != nil {
		return err
	}
	for _, gateway := range internet.InternetGateways {
		var attached []string
		for _, attachment := range gateway.Attachments {
			attached = append(attached, *attachment.VpcId)
		}
		if slices.Contains(attached, p.defaultVPC) {
			continue
		}
		name, tags := ec2Tags(gateway.Tags)
		name = "internet gateway " + name
		p.names[*gateway.InternetGatewayId] = name
		p.add(name, "vpcs", sortedList(attached), "tags", tags)
	}
	addresses, err := p.direct.EC2.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err != nil {
		return err
	}
	for _, address := range addresses.Addresses {
		name, tags := ec2Tags(address.Tags)
		name = "address " + name
		p.names[*address.AllocationId] = name
		p.add(name, "tags", tags)
	}
	nat, err := p.direct.EC2.DescribeNatGateways(ctx, &ec2.DescribeNatGatewaysInput{})
	if err != nil {
		return err
	}
	for _, gateway := range nat.NatGateways {
		if gateway.State == ec2types.NatGatewayStateDeleted {
			continue
		}
		name, tags := ec2Tags(gateway.Tags)
		name = "NAT gateway " + name
		p.names[*gateway.NatGatewayId] = name
		var used []string
		for _, address := range gateway.NatGatewayAddresses {
			used = append(used, aws.ToString(address.AllocationId))
		}
		p.add(name, "subnet", *gateway.SubnetId, "addresses", sortedList(used), "tags", tags)
	}
	return nil
}

func (p *picture) prefixLists(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeManagedPrefixLists(ctx, &ec2.DescribeManagedPrefixListsInput{})
	if err != nil {
		return err
	}
	for _, list := range found.PrefixLists {
		p.names[*list.PrefixListId] = "prefix list " + *list.PrefixListName
	}
	return nil
}

func (p *picture) groups(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{})
	if err != nil {
		return err
	}
	for _, group := range found.SecurityGroups {
		if aws.ToString(group.VpcId) == p.defaultVPC {
			continue
		}
		_, tags := ec2Tags(group.Tags)
		name := "security group " + *group.GroupName
		p.names[*group.GroupId] = name
		p.add(name, "vpc", *group.VpcId, "description", *group.Description, "tags", tags)
	}
	return nil
}

// rules looks at the rules of groups, when every group has a name.
func (p *picture) rules(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{})
	if err != nil {
		return err
	}
	for _, group := range found.SecurityGroups {
		if name := p.names[*group.GroupId]; name != "" {
			p.add(name + " lets in " + permissions(group.IpPermissions))
			p.add(name + " lets out " + permissions(group.IpPermissionsEgress))
		}
	}
	return nil
}

func permissions(rules []ec2types.IpPermission) string {
	var all []string
	for _, rule := range rules {
		ports := fmt.Sprintf("%s %d-%d ", *rule.IpProtocol, aws.ToInt32(rule.FromPort), aws.ToInt32(rule.ToPort))
		for _, peer := range rule.IpRanges {
			all = append(all, ports+*peer.CidrIp)
		}
		for _, peer := range rule.Ipv6Ranges {
			all = append(all, ports+*peer.CidrIpv6)
		}
		for _, peer := range rule.PrefixListIds {
			all = append(all, ports+*peer.PrefixListId)
		}
		for _, peer := range rule.UserIdGroupPairs {
			all = append(all, ports+*peer.GroupId)
		}
	}
	return sortedList(all)
}

// nameEndpoints gives endpoints their names before the route tables, whose routes lead to them, are looked at.
func (p *picture) nameEndpoints(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})
	if err != nil {
		return err
	}
	for _, endpoint := range found.VpcEndpoints {
		name, _ := ec2Tags(endpoint.Tags)
		p.names[*endpoint.VpcEndpointId] = "endpoint " + name
	}
	return nil
}

func (p *picture) endpoints(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})
	if err != nil {
		return err
	}
	for _, endpoint := range found.VpcEndpoints {
		if strings.EqualFold(string(endpoint.State), "deleted") {
			continue
		}
		name := p.names[*endpoint.VpcEndpointId]
		_, tags := ec2Tags(endpoint.Tags)
		var groups []string
		for _, group := range endpoint.Groups {
			groups = append(groups, *group.GroupId)
		}
		p.add(name, "service", *endpoint.ServiceName, "type", string(endpoint.VpcEndpointType), "vpc", *endpoint.VpcId,
			"route tables", p.list(endpoint.RouteTableIds), "subnets", p.list(endpoint.SubnetIds), "groups", p.list(groups),
			"private DNS", fmt.Sprint(aws.ToBool(endpoint.PrivateDnsEnabled)), "policy", document(endpoint.PolicyDocument), "tags", tags)
	}
	return nil
}

// list is a list of ids in the order of their names.
type idList struct {
	of  *picture
	ids []string
}

func (p *picture) list(ids []string) idList { return idList{p, ids} }

func (l idList) String() string {
	var named []string
	for _, id := range l.ids {
		named = append(named, l.of.anonymous(id))
	}
	return sortedList(named)
}

// document is a policy in one form: as compact JSON with sorted keys.
func document(text *string) string {
	var content any
	if err := json.Unmarshal([]byte(aws.ToString(text)), &content); err != nil {
		return aws.ToString(text)
	}
	sorted, err := json.Marshal(content)
	if err != nil {
		return err.Error()
	}
	return string(sorted)
}

func (p *picture) routeTables(ctx context.Context) error {
	found, err := p.direct.EC2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{})
	if err != nil {
		return err
	}
	for _, table := range found.RouteTables {
		if *table.VpcId == p.defaultVPC {
			continue
		}
		name, tags := ec2Tags(table.Tags)
		name = "route table " + name
		p.names[*table.RouteTableId] = name
		var subnets, routes []string
		for _, association := range table.Associations {
			if aws.ToBool(association.Main) {
				name = "main route table of " + *table.VpcId
				p.names[*table.RouteTableId] = name
				continue
			}
			subnets = append(subnets, p.anonymous(aws.ToString(association.SubnetId)))
		}
		for _, route := range table.Routes {
			routes = append(routes, p.anonymous(fmt.Sprintf("%s%s -> %s%s (%s)", aws.ToString(route.DestinationCidrBlock),
				aws.ToString(route.DestinationPrefixListId), aws.ToString(route.GatewayId), aws.ToString(route.NatGatewayId), route.State)))
		}
		p.add(name, "vpc", *table.VpcId, "subnets", sortedList(subnets), "routes", sortedList(routes), "tags", tags)
	}
	return nil
}

func (p *picture) tables(ctx context.Context) error {
	listed, err := p.direct.DynamoDB.ListTables(ctx, &dynamodb.ListTablesInput{})
	if err != nil {
		return err
	}
	for _, name := range listed.TableNames {
		if err := p.table(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (p *picture) table(ctx context.Context, name string) error {
	described, err := p.gate.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return err
	}
	table := described.Table
	recovery, err := p.direct.DynamoDB.DescribeContinuousBackups(ctx, &dynamodb.DescribeContinuousBackupsInput{TableName: &name})
	if err != nil {
		return err
	}
	toLive, err := p.direct.DynamoDB.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		return err
	}
	tagged, err := p.direct.DynamoDB.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: table.TableArn})
	if err != nil {
		return err
	}
	var tags, indexes []string
	for _, tag := range tagged.Tags {
		if !strings.HasPrefix(*tag.Key, "private-dynamodb:") {
			tags = append(tags, *tag.Key+"="+*tag.Value)
		}
	}
	for _, index := range table.GlobalSecondaryIndexes {
		indexes = append(indexes, *index.IndexName)
	}
	stream, policies := "none", []any{"policy", p.attached(ctx, *table.TableArn)}
	if specification := table.StreamSpecification; specification != nil && aws.ToBool(specification.StreamEnabled) {
		stream = string(specification.StreamViewType)
		policies = append(policies, "policy of the stream", p.attached(ctx, *table.LatestStreamArn))
	}
	encryption := "by default"
	if table.SSEDescription != nil {
		encryption = string(table.SSEDescription.Status) + " " + string(table.SSEDescription.SSEType) + " " + aws.ToString(table.SSEDescription.KMSMasterKeyArn)
	}
	var attributes []string
	for _, attribute := range table.AttributeDefinitions {
		attributes = append(attributes, *attribute.AttributeName+":"+string(attribute.AttributeType))
	}
	billing := "PROVISIONED"
	if table.BillingModeSummary != nil {
		billing = string(table.BillingModeSummary.BillingMode)
	}
	point := recovery.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	period := int32(0)
	if point.PointInTimeRecoveryStatus == dynamotypes.PointInTimeRecoveryStatusEnabled {
		period = aws.ToInt32(point.RecoveryPeriodInDays)
	}
	life := string(toLive.TimeToLiveDescription.TimeToLiveStatus)
	if toLive.TimeToLiveDescription.TimeToLiveStatus == dynamotypes.TimeToLiveStatusEnabled {
		life += " " + aws.ToString(toLive.TimeToLiveDescription.AttributeName)
	}
	p.add("table "+name, append(policies, "attributes", sortedList(attributes), "indexes", sortedList(indexes), "billing", billing,
		"capacity", fmt.Sprint(aws.ToInt64(table.ProvisionedThroughput.ReadCapacityUnits), " ", aws.ToInt64(table.ProvisionedThroughput.WriteCapacityUnits)),
		"stream", stream, "deletion protection", fmt.Sprint(aws.ToBool(table.DeletionProtectionEnabled)), "encryption", encryption,
		"point-in-time recovery", fmt.Sprintf("%s, %d days", point.PointInTimeRecoveryStatus, period),
		"time to live", life,
		"tags", sortedList(tags))...)
	return nil
}

// attached is the policy of a table or a stream, or why there is none.
func (p *picture) attached(ctx context.Context, arn string) string {
	found, err := p.gate.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: &arn})
	var none *dynamotypes.PolicyNotFoundException
	switch {
	case errors.As(err, &none):
		return "none"
	case err != nil:
		return err.Error()
	}
	return document(found.Policy)
}

func (p *picture) scaling(ctx context.Context) error {
	targets, err := p.direct.Scaling.DescribeScalableTargets(ctx,
		&applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: scaling.ServiceNamespaceDynamodb})
	if err != nil {
		return err
	}
	for _, target := range targets.ScalableTargets {
		p.add("scalable target "+*target.ResourceId+" "+string(target.ScalableDimension),
			"bounds", fmt.Sprint(*target.MinCapacity, " to ", *target.MaxCapacity))
	}
	policies, err := p.direct.Scaling.DescribeScalingPolicies(ctx,
		&applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: scaling.ServiceNamespaceDynamodb})
	if err != nil {
		return err
	}
	for _, policy := range policies.ScalingPolicies {
		use := "none"
		if tracking := policy.TargetTrackingScalingPolicyConfiguration; tracking != nil {
			use = fmt.Sprint(*tracking.TargetValue)
		}
		p.add("scaling policy "+*policy.PolicyName, "of", *policy.ResourceId, "target", use)
	}
	return nil
}

// guardrails looks at service control policies, where there is an organization.
func (p *picture) guardrails(ctx context.Context) error {
	found, err := p.direct.Organizations.ListPolicies(ctx,
		&organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
	var none *orgtypes.AWSOrganizationsNotInUseException
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, summary := range found.Policies {
		if summary.AwsManaged {
			continue
		}
		policy, err := p.direct.Organizations.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: summary.Id})
		if err != nil {
			return err
		}
		targets, err := p.direct.Organizations.ListTargetsForPolicy(ctx, &organizations.ListTargetsForPolicyInput{PolicyId: summary.Id})
		if err != nil {
			return err
		}
		var attached []string
		for _, target := range targets.Targets {
			attached = append(attached, *target.Name)
		}
		p.add("guardrail "+*summary.Name, "targets", sortedList(attached), "content", document(policy.Policy.Content))
	}
	return nil
}

// differences lists what AWS lacks, with a minus, and what it has besides, with a plus.
func differences(want, got []string) []string {
	count := map[string]int{}
	for _, line := range want {
		count[line]--
	}
	for _, line := range got {
		count[line]++
	}
	var list []string
	for _, line := range slices.Sorted(maps.Keys(count)) {
		for n := count[line]; n < 0; n++ {
			list = append(list, "- "+line)
		}
		for n := count[line]; n > 0; n-- {
			list = append(list, "+ "+line)
		}
	}
	return list
}
