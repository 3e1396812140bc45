package main

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// TestNatGatewayLetsGo deploys a NAT gateway as awsx does. Once it is deleted, its address and its subnet can be
// deleted.
func TestNatGatewayLetsGo(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	v := h.vpc()
	tagged := inputs{"tags": inputs{"team": "a"}}
	address := h.up("aws:ec2/eip:Eip", "address", tagged)
	nat := h.up("aws:ec2/natGateway:NatGateway", "nat", inputs{
		"subnetId": h.subnet(v).id, "allocationId": address.out("allocationId"),
	})
	if nat.out("publicIp") != address.out("publicIp") || nat.out("connectivityType") != "public" {
		t.Errorf("the gateway has another address than %v: %v", address.state, nat.state)
	}
	lifecycle{}.requireStable(address, tagged, "after a gateway took it")
	program := inputs{
		"routeTableId":         h.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
		"destinationCidrBlock": "0.0.0.0/0",
		"gatewayId":            h.up("aws:ec2/internetGateway:InternetGateway", "out", inputs{"vpcId": v.id}).id,
	}
	r := h.up("aws:ec2/route:Route", "default", program)
	id := r.id
	program = with(program, inputs{"gatewayId": nil, "natGatewayId": nat.id})
	if err := r.update(program); err != nil {
		t.Fatal(err)
	}
	lifecycle{}.requireStable(r, program, "after it was led elsewhere")
	if r.id != id || id != routeID(r.out("routeTableId"), "0.0.0.0/0") {
		t.Errorf("the route's id is %s, it was %s", r.id, id)
	}
	for range 2 { // deleting twice succeeds
		for _, d := range []*deployed{r, nat, address} {
			if err := d.delete(); err != nil {
				t.Fatal(err)
			}
		}
	}
	left, err := h.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{
		PublicIps: []string{address.out("publicIp")},
	})
	if err == nil && len(left.Addresses) > 0 {
		t.Errorf("the address %s is still held", aws.ToString(left.Addresses[0].PublicIp))
	}
}
