package provider

import (
	awsx "github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// NatGateways says how a network reaches the internet.
type NatGateways string

// The ways.
const (
	NatGatewaysNone     NatGateways = "none"
	NatGatewaysSingle   NatGateways = "single"
	NatGatewaysOnePerAz NatGateways = "onePerAz"
)

// Values lists the ways for the schema.
func (NatGateways) Values() []infer.EnumValue[NatGateways] {
	return []infer.EnumValue[NatGateways]{
		{Name: "None", Value: NatGatewaysNone, Description: "Not at all: every subnet is isolated. Costs nothing."},
		{Name: "Single", Value: NatGatewaysSingle, Description: "Through one NAT gateway for all private subnets. It is " +
			"paid for by the hour and by the gigabyte, traffic from other zones costs more, and when its zone fails no " +
			"private subnet reaches the internet."},
		{Name: "OnePerAz", Value: NatGatewaysOnePerAz, Description: "Through a NAT gateway in every availability zone. " +
			"Each is paid for by the hour; when a zone fails, the others keep theirs."},
	}
}

// strategy returns the setting in awsx's words.
func (g NatGateways) strategy() awsx.NatGatewayStrategy {
	switch g {
	case NatGatewaysSingle:
		return awsx.NatGatewayStrategySingle
	case NatGatewaysOnePerAz:
		return awsx.NatGatewayStrategyOnePerAz
	}
	return awsx.NatGatewayStrategyNone
}
