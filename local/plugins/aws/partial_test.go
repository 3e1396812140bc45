package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	p "github.com/pulumi/pulumi-go-provider"
)

// partial is a deployment of which one call is refused after the resource exists.
type partial struct {
	name, token string
	// first creates what is there before, in a program of its own. The refused call is one of program's deployment.
	first   inputs
	program func(*harness) inputs
	refused string
	// read returns what AWS has, in words.
	read func(*harness, *deployed) string
	// green is what AWS has after the next deployment, which succeeds. shows are the changes that a preview then shows.
	green string
	shows []string
	// right is what AWS should have, and has after a refresh and a deployment.
	right string
}

var partials = []partial{
	{
		name: "the rule that AWS gives a new group stays", token: "aws:ec2/securityGroup:SecurityGroup",
		program: closedGroup, refused: "RevokeSecurityGroupEgress",
		read: egressOf, green: "-1 0.0.0.0/0", right: "tcp 10.0.0.0/16",
	},
	{
		name: "a new group has no rule", token: "aws:ec2/securityGroup:SecurityGroup",
		program: closedGroup, refused: "AuthorizeSecurityGroupEgress",
		read: egressOf, green: "", right: "tcp 10.0.0.0/16",
	},
	{
		name: "recovery stays off", token: "aws:dynamodb/table:Table",
		program: func(*harness) inputs {
			return with(simpleTable, inputs{"pointInTimeRecovery": inputs{"enabled": true}})
		},
		refused: "UpdateContinuousBackups",
		read:    recoveryInAWS, green: "DISABLED", shows: []string{"pointInTimeRecovery"}, right: "ENABLED",
	},
	{
		name: "deletion protection stays on", token: "aws:dynamodb/table:Table",
		first: with(simpleTable, inputs{"name": "held", "deletionProtectionEnabled": true}),
		program: func(*harness) inputs {
			return with(simpleTable, inputs{"name": "held", "deletionProtectionEnabled": false})
		},
		refused: "UpdateTable",
		read:    protectionInAWS, green: "true", shows: []string{"deletionProtectionEnabled"}, right: "false",
	},
}

func closedGroup(h *harness) inputs {
	return inputs{"vpcId": h.vpc().id, "egress": []any{inputs{
		"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": []any{"10.0.0.0/16"},
	}}}
}

func egressOf(h *harness, d *deployed) string {
	out, err := h.ec2.DescribeSecurityGroups(h.t.Context(), &ec2.DescribeSecurityGroupsInput{GroupIds: []string{d.id}})
	if err != nil {
		h.t.Fatal(err)
	}
	var rules []string
	for _, g := range grantsIn(out.SecurityGroups[0].IpPermissionsEgress) {
		rules = append(rules, g.protocol+" "+g.source)
	}
	return strings.Join(rules, ", ")
}

func recoveryInAWS(h *harness, d *deployed) string {
	out, err := h.dynamodb.DescribeContinuousBackups(h.t.Context(),
		&dynamodb.DescribeContinuousBackupsInput{TableName: aws.String(d.id)})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(out.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus)
}

func protectionInAWS(h *harness, d *deployed) string {
	out, err := h.dynamodb.DescribeTable(h.t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(d.id)})
	if err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(aws.ToBool(out.Table.DeletionProtectionEnabled))
}

// TestPartialFailureIsStoredAsPlanned: after a refused call the real provider stores what it planned. The next
// deployment finds no difference, sends nothing that repairs, and succeeds while AWS is wrong. A refresh brings AWS's
// values into the state, and the deployment after it repairs them.
func TestPartialFailureIsStoredAsPlanned(t *testing.T) {
	t.Parallel()
	for _, test := range partials {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proxy, config := newRefuser(t)
			test.run(newHarness(t, config), proxy)
		})
	}
}

func (test partial) run(h *harness, proxy *refuser) {
	t := h.t
	program := test.program(h)
	d := h.at(test.token, "it")
	if test.first != nil {
		d = h.up(test.token, "it", test.first)
	}
	proxy.next(test.refused)
	if err := d.deploy(program); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Fatalf("the refused call is not reported: %v", err)
	}
	// Every tag is not known in the plan of a creation.
	var unknown []string
	if test.first == nil {
		unknown = []string{"tagsAll"}
	}
	if got := d.changes(program); !slices.Equal(got, unknown) {
		t.Errorf("the failed deployment is not stored as planned: %v", got)
	}
	proxy.next("")
	if err := d.deploy(program); err != nil {
		t.Fatal(err)
	}
	if got := proxy.changed(); got != "" {
		t.Errorf("the next deployment sends %s", got)
	}
	if got := test.read(h, d); got != test.green {
		t.Errorf("after the next deployment AWS has %q, not %q", got, test.green)
	}
	if got := d.changes(program); !slices.Equal(got, test.shows) {
		t.Errorf("the preview shows %v, not %v", got, test.shows)
	}
	if !d.refresh() {
		t.Fatal("refresh finds nothing")
	}
	if got := d.changes(program); len(got) == 0 {
		t.Error("a refresh shows no difference")
	}
	if err := d.deploy(program); err != nil {
		t.Fatal(err)
	}
	if got := test.read(h, d); got != test.right {
		t.Errorf("after a refresh and a deployment AWS has %q, not %q", got, test.right)
	}
	lifecycle{}.requireStable(d, program, "after the repair")
}

// TestPartialFailureOfEndpoint: the route of a refused ModifyVpcEndpoint stays away, and nothing fails again.
func TestPartialFailureOfEndpoint(t *testing.T) {
	t.Parallel()
	proxy, config := newRefuser(t)
	h := newHarness(t, config)
	v := h.vpc()
	a := h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id})
	b := h.up("aws:ec2/routeTable:RouteTable", "b", inputs{"vpcId": v.id})
	program := inputs{"vpcId": v.id, "serviceName": "com.amazonaws.us-east-1.dynamodb", "routeTableIds": []any{a.id}}
	e := h.up("aws:ec2/vpcEndpoint:VpcEndpoint", "e", program)
	program = with(program, inputs{"routeTableIds": []any{a.id, b.id}})
	proxy.next("ModifyVpcEndpoint")
	if err := e.deploy(program); err == nil {
		t.Fatal("the refused call is not reported")
	}
	proxy.next("")
	if err := e.deploy(program); err != nil || proxy.changed() != "" {
		t.Errorf("the next deployment sends %q: %v", proxy.changed(), err)
	}
	found, err := describeEndpoint(t.Context(), h.session, e.id)
	if err != nil || !slices.Equal(found.RouteTableIds, []string{a.id}) {
		t.Errorf("AWS has %v: %v", found.RouteTableIds, err)
	}
	if got := e.changes(program); len(got) > 0 {
		t.Errorf("the preview shows %v", got)
	}
	e.refresh()
	if got := e.changes(program); !slices.Equal(got, []string{"routeTableIds"}) {
		t.Errorf("after a refresh the preview shows %v", got)
	}
}

// TestFrameworkKeepsItsState: a resource written with Terraform's plugin framework keeps its old state when an update
// fails, so the next deployment makes the change. It is not known where its creation fails.
func TestFrameworkKeepsItsState(t *testing.T) {
	t.Parallel()
	proxy, config := newRefuser(t)
	h := newHarness(t, config)
	program := inputs{"resourceArn": h.table("policied", nil).out("arn"), "policy": denyAll}
	d := h.at("aws:dynamodb/resourcePolicy:ResourcePolicy", "it")
	proxy.next("GetResourcePolicy")
	resp, err := h.server.Create(p.CreateRequest{Urn: d.urn, Properties: d.check(program)})
	if err == nil || resp.ID != "" || resp.PartialState != nil {
		t.Errorf("a failed creation is known: %+v %v", resp, err)
	}
	d = h.up("aws:dynamodb/resourcePolicy:ResourcePolicy", "it", program)
	program = with(program, inputs{"policy": denyMore})
	proxy.next("PutResourcePolicy")
	if err := d.deploy(program); err == nil {
		t.Fatal("the refused call is not reported")
	}
	if got := d.changes(program); !slices.Equal(got, []string{"policy", "revisionId"}) {
		t.Errorf("the preview shows %v", got)
	}
	if err := d.deploy(program); err != nil {
		t.Fatal(err)
	}
	out, err := h.dynamodb.GetResourcePolicy(t.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: aws.String(d.id)})
	if err != nil || *out.Policy != denyMore || d.out("revisionId") != *out.RevisionId {
		t.Errorf("AWS has %v: %v", out, err)
	}
}

// TestUpdateOfWhatIsGone has the bridge's own words, which say what to do.
func TestUpdateOfWhatIsGone(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	d := h.table("gone", nil)
	if err := d.delete(); err != nil {
		t.Fatal(err)
	}
	err := d.update(simpleTable)
	if err == nil || !strings.Contains(err.Error(), "running `pulumi refresh` before updating") {
		t.Errorf("got %v", err)
	}
}
