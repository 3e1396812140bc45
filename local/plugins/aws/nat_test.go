package main

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
)

// A NAT gateway as awsx makes one: when it is gone, so can its address go, and the subnet.
func TestNatGatewayLetsGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.vpc()
	tagged := inputs{"tags": inputs{"team": "a"}}
	address := w.up("aws:ec2/eip:Eip", "address", tagged)
	nat := w.up("aws:ec2/natGateway:NatGateway", "nat", inputs{
		"subnetId": w.subnet(v).id, "allocationId": address.out("allocationId"),
	})
	if nat.out("publicIp") != address.out("publicIp") || nat.out("connectivityType") != "public" {
		t.Errorf("the gateway has another address than %v: %v", address.state, nat.state)
	}
	life{}.settled(address, tagged, "after a gateway took it")
	program := inputs{
		"routeTableId":         w.up("aws:ec2/routeTable:RouteTable", "a", inputs{"vpcId": v.id}).id,
		"destinationCidrBlock": "0.0.0.0/0",
		"gatewayId":            w.up("aws:ec2/internetGateway:InternetGateway", "out", inputs{"vpcId": v.id}).id,
	}
	r := w.up("aws:ec2/route:Route", "default", program)
	id := r.id
	program = with(program, inputs{"gatewayId": nil, "natGatewayId": nat.id})
	if err := r.update(program); err != nil {
		t.Fatal(err)
	}
	life{}.settled(r, program, "after it was led elsewhere")
	if r.id != id || id != routeID(r.out("routeTableId"), "0.0.0.0/0") {
		t.Errorf("the route's id is %s, it was %s", r.id, id)
	}
	for range 2 { // what is gone deletes as well
		for _, l := range []*live{r, nat, address} {
			if err := l.delete(); err != nil {
				t.Fatal(err)
			}
		}
	}
	left, err := w.ec2.DescribeAddresses(t.Context(), &ec2.DescribeAddressesInput{
		PublicIps: []string{address.out("publicIp")},
	})
	if err == nil && len(left.Addresses) > 0 {
		t.Errorf("the address %s is still held", aws.ToString(left.Addresses[0].PublicIp))
	}
}
