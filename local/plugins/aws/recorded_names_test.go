package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// names are what a case needs, which is created with AWS's own clients when a program names it.
type names struct{ ids map[string]string }

func newNames() *names { return &names{ids: map[string]string{}} }

var placeholder = regexp.MustCompile(`\$\{([a-zA-Z0-9]+)\}`)

// fill puts ids in the place of names, at every depth.
func (n *names) fill(h *harness, program map[string]any) map[string]any {
	h.t.Helper()
	text, err := json.Marshal(program)
	if err != nil {
		h.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(n.filled(h, string(text))), &out); err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (n *names) filled(h *harness, text string) string {
	h.t.Helper()
	return placeholder.ReplaceAllStringFunc(text, func(match string) string {
		return n.id(h, placeholder.FindStringSubmatch(match)[1])
	})
}

func (n *names) id(h *harness, name string) string {
	h.t.Helper()
	if id, ok := n.ids[name]; ok {
		return id
	}
	make, ok := needs[strings.TrimRight(name, "0123456789")]
	if !ok {
		h.t.Fatalf("nothing is called ${%s}", name)
	}
	id, err := make(h, n)
	if err != nil {
		h.t.Fatalf("${%s}: %v", name, err)
	}
	n.ids[name] = id
	return id
}

// needs creates what a program names. A number at the end of a name makes another of the same kind.
var needs map[string]func(*harness, *names) (string, error)

func init() { // because a need may name another
	needs = map[string]func(*harness, *names) (string, error){
		"vpc": func(h *harness, _ *names) (string, error) {
			out, err := h.ec2.CreateVpc(h.t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
			if err != nil {
				return "", err
			}
			return *out.Vpc.VpcId, nil
		},
		"subnet": func(h *harness, n *names) (string, error) {
			out, err := h.ec2.CreateSubnet(h.t.Context(), &ec2.CreateSubnetInput{
				VpcId: aws.String(n.id(h, "vpc")), CidrBlock: aws.String(fmt.Sprintf("10.0.%d.0/24", 100+len(n.ids))),
			})
			if err != nil {
				return "", err
			}
			return *out.Subnet.SubnetId, nil
		},
		"rtb": func(h *harness, n *names) (string, error) {
			out, err := h.ec2.CreateRouteTable(h.t.Context(), &ec2.CreateRouteTableInput{VpcId: aws.String(n.id(h, "vpc"))})
			if err != nil {
				return "", err
			}
			return *out.RouteTable.RouteTableId, nil
		},
		"igw": func(h *harness, n *names) (string, error) {
			out, err := h.ec2.CreateInternetGateway(h.t.Context(), &ec2.CreateInternetGatewayInput{})
			if err != nil {
				return "", err
			}
			id := out.InternetGateway.InternetGatewayId
			_, err = h.ec2.AttachInternetGateway(h.t.Context(),
				&ec2.AttachInternetGatewayInput{InternetGatewayId: id, VpcId: aws.String(n.id(h, "vpc"))})
			return *id, err
		},
		"sg": func(h *harness, n *names) (string, error) {
			out, err := h.ec2.CreateSecurityGroup(h.t.Context(), &ec2.CreateSecurityGroupInput{
				VpcId: aws.String(n.id(h, "vpc")), GroupName: aws.String(fmt.Sprintf("needed-%d", len(n.ids))),
				Description: aws.String("needed"),
			})
			if err != nil {
				return "", err
			}
			return *out.GroupId, nil
		},
		"eipalloc": func(h *harness, _ *names) (string, error) {
			out, err := h.ec2.AllocateAddress(h.t.Context(), &ec2.AllocateAddressInput{Domain: types.DomainTypeVpc})
			if err != nil {
				return "", err
			}
			return *out.AllocationId, nil
		},
		"nat": func(h *harness, n *names) (string, error) {
			out, err := h.ec2.CreateNatGateway(h.t.Context(), &ec2.CreateNatGatewayInput{
				SubnetId: aws.String(n.id(h, "subnet")), ConnectivityType: types.ConnectivityTypePrivate,
			})
			if err != nil {
				return "", err
			}
			return *out.NatGateway.NatGatewayId, nil
		},
		"pl": func(h *harness, _ *names) (string, error) {
			list, err := prefixList(h.t.Context(), h.session, "com.amazonaws.us-east-1.dynamodb")
			if err != nil {
				return "", err
			}
			return *list.PrefixListId, nil
		},
		"root": func(h *harness, _ *names) (string, error) {
			if err := outside["organization"](h.t.Context(), h.session, ""); err != nil {
				return "", err
			}
			out, err := h.organizations.ListRoots(h.t.Context(), &organizations.ListRootsInput{})
			if err != nil {
				return "", err
			}
			return *out.Roots[0].Id, nil
		},
		"p": func(h *harness, _ *names) (string, error) {
			if err := outside["organization"](h.t.Context(), h.session, ""); err != nil {
				return "", err
			}
			out, err := h.organizations.CreatePolicy(h.t.Context(), &organizations.CreatePolicyInput{
				Content: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"a:B","Resource":"*"}]}`),
				Name:    aws.String("needed"), Description: aws.String("needed"), Type: "SERVICE_CONTROL_POLICY",
			})
			if err != nil {
				return "", err
			}
			return *out.Policy.PolicySummary.Id, nil
		},
		"table":  func(h *harness, n *names) (string, error) { return neededTable(h, n, onDemand) },
		"scaled": func(h *harness, n *names) (string, error) { return neededTable(h, n, provisioned) },
	}
}

func neededTable(h *harness, n *names, billing string) (string, error) {
	name := fmt.Sprintf("needed-%x-%d", h.t.Name(), len(n.ids))
	name = name[max(0, len(name)-60):]
	_, err := h.dynamodb.CreateTable(h.t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String(name), BillingMode: ddb.BillingMode(billing), KeySchema: keySchema("pk", nil),
		AttributeDefinitions:  []ddb.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: "S"}},
		ProvisionedThroughput: throughput(billing, aws.Int(2), aws.Int(2)),
	})
	return name, err
}

var missingIdentity = regexp.MustCompile(`\\t\* Missing Resource Identity After [^\\]*\\n`)

// ids finds what differs in each run.
var ids = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b(vpc|subnet|sgr|sg|rtbassoc|rtb|igw|nat|eipalloc|eipassoc|eni|vpce|acl|dopt|pl)-[0-9a-f]{8,17}\b`), "<$1>"},
	{regexp.MustCompile(`<vpce>-[0-9a-z]+\.`), "<vpce>-<x>."},
	{regexp.MustCompile(`\bp-[0-9a-z]{8,}\b`), "<p>"},
	{regexp.MustCompile(`\bo-[0-9a-z]{10,}\b`), "<o>"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\dZ]*`), "<time>"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "<uuid>"},
	{regexp.MustCompile(`\bit-[0-9a-f]{7}\b`), "it-<auto>"},
	{regexp.MustCompile(`scalable-target/[0-9a-z]+`), "scalable-target/<x>"},
	{regexp.MustCompile(`RequestID: [0-9a-zA-Z<>-]*`), "RequestID: <id>"},
	{regexp.MustCompile(`"(revisionId|publicIp|privateIp|publicDns|privateDns|ptrRecord|availabilityZone|availabilityZoneId|hostedZoneId|dnsName)":"[^"]+"`), `"$1":"<any>"`},
}

// hide puts names in the place of ids, those of what the case needs and those that differ in each run.
func (n *names) hide(a *answer) {
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // an answer is made of JSON
	}
	s := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
	for name, id := range n.ids {
		s = strings.ReplaceAll(s, id, "${"+name+"}")
	}
	// A newer Terraform SDK than that of pulumi-aws 6 adds a second error when a creation fails.
	if short := missingIdentity.ReplaceAllString(s, ""); short != s {
		s = strings.Replace(short, "2 errors occurred", "1 error occurred", 1)
	}
	for _, id := range ids {
		s = id.pattern.ReplaceAllString(s, id.instead)
	}
	*a = answer{}
	if err := json.Unmarshal([]byte(s), a); err != nil {
		panic(err)
	}
}

// outside are changes that are made outside Pulumi.
var outside = map[string]func(context.Context, *session, string) error{
	"tag outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.ec2.CreateTags(ctx, &ec2.CreateTagsInput{
			Resources: []string{id}, Tags: ec2Tags(map[string]string{"meddler": "yes"}),
		})
		return err
	},
	"turn DNS off outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.ec2.ModifyVpcAttribute(ctx, &ec2.ModifyVpcAttributeInput{
			VpcId: aws.String(id), EnableDnsSupport: &types.AttributeBooleanValue{Value: aws.Bool(false)},
		})
		return err
	},
	"open egress outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.ec2.AuthorizeSecurityGroupEgress(ctx, &ec2.AuthorizeSecurityGroupEgressInput{
			GroupId: aws.String(id), IpPermissions: []types.IpPermission{{
				IpProtocol: aws.String("-1"), IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
			}},
		})
		return err
	},
	"turn recovery off outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.dynamodb.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
			TableName:                        aws.String(id),
			PointInTimeRecoverySpecification: &ddb.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(false)},
		})
		return err
	},
	"organization": func(ctx context.Context, s *session, _ string) error {
		_, err := s.organizations.CreateOrganization(ctx, &organizations.CreateOrganizationInput{})
		if err != nil && errorCode(err) != "AlreadyInOrganizationException" {
			return err
		}
		roots, err := s.organizations.ListRoots(ctx, &organizations.ListRootsInput{})
		if err != nil {
			return err
		}
		_, err = s.organizations.EnablePolicyType(ctx, &organizations.EnablePolicyTypeInput{
			RootId: roots.Roots[0].Id, PolicyType: "SERVICE_CONTROL_POLICY",
		})
		if errorCode(err) == "PolicyTypeAlreadyEnabledException" {
			return nil
		}
		return err
	},
	"put a policy outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.dynamodb.PutResourcePolicy(ctx,
			&dynamodb.PutResourcePolicyInput{ResourceArn: aws.String(id), Policy: aws.String(denyAll)})
		return err
	},
	"set the endpoint policy outside": func(ctx context.Context, s *session, id string) error {
		_, err := s.ec2.ModifyVpcEndpoint(ctx,
			&ec2.ModifyVpcEndpointInput{VpcEndpointId: aws.String(id), PolicyDocument: aws.String(denyMore)})
		return err
	},
}
