package main

import (
	"fmt"

	"github.com/pulumi/pulumi-awsx/sdk/v2/go/awsx/ec2"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// official is awsx:ec2:Vpc as awsx's own SDK declares it.
var official = func() contract.Official {
	o := contract.ResourceOf[ec2.VpcArgs, ec2.Vpc]("awsx:ec2:Vpc")
	o.Component = true
	return o
}()

// args are the official arguments that the stand-in implements. The plain ones decide which resources are registered,
// so they must be known at preview. The others are inputs.
type args struct {
	AvailabilityZoneCidrMask  *int                  `pulumi:"availabilityZoneCidrMask"`
	AvailabilityZoneNames     []string              `pulumi:"availabilityZoneNames"`
	CidrBlock                 *string               `pulumi:"cidrBlock"`
	EnableDNSHostnames        pulumi.BoolPtrInput   `pulumi:"enableDnsHostnames"`
	EnableDNSSupport          pulumi.BoolPtrInput   `pulumi:"enableDnsSupport"`
	NatGateways               *natGateways          `pulumi:"natGateways"`
	NumberOfAvailabilityZones *int                  `pulumi:"numberOfAvailabilityZones"`
	SubnetSpecs               []subnetSpec          `pulumi:"subnetSpecs"`
	SubnetStrategy            *string               `pulumi:"subnetStrategy"`
	Tags                      pulumi.StringMapInput `pulumi:"tags"`
}

type natGateways struct {
	Strategy string `pulumi:"strategy"`
}

type subnetSpec struct {
	CidrMask *int                  `pulumi:"cidrMask"`
	Name     *string               `pulumi:"name"`
	Tags     pulumi.StringMapInput `pulumi:"tags"`
	Type     string                `pulumi:"type"`
}

// The strategies for NAT gateways, the subnet types, and the subnet strategy.
const (
	natNone, natSingle, natPerZone    = "None", "Single", "OnePerAz"
	public, private, isolated, unused = "Public", "Private", "Isolated", "Unused"
	auto                              = "Auto"
)

var traits = contract.Traits{
	"natGateways":    {Fields: contract.Traits{"strategy": {Valid: contract.OneOf(natNone, natSingle, natPerZone)}}},
	"subnetStrategy": {Valid: contract.OneOf(auto)},
	"subnetSpecs":    {Fields: contract.Traits{"type": {Valid: contract.OneOf(public, private, isolated, unused)}}},
}

// plainInputs makes the plain arguments plain. A known value that comes from another resource is as good as a literal.
// An unknown one is an error, as with the official plugin. It also refuses a missing subnetStrategy, for which awsx
// falls back to Legacy.
func plainInputs(in property.Map) (property.Map, []p.CheckFailure) {
	var failures []p.CheckFailure
	out := map[string]property.Value{}
	for name, v := range in.All {
		switch name {
		case "enableDnsHostnames", "enableDnsSupport", "tags":
			out[name] = v
		default:
			out[name] = plain(name, v, &failures)
		}
	}
	if s := in.Get("subnetStrategy"); s.IsNull() {
		failures = append(failures, p.CheckFailure{Property: "subnetStrategy", Reason: "must be set to Auto: " +
			"awsx falls back to Legacy, which the stand-in for local AWS does not implement"})
	}
	return property.NewMap(out), failures
}

func plain(path string, v property.Value, failures *[]p.CheckFailure) property.Value {
	v = v.WithDependencies(nil)
	switch {
	case v.IsComputed():
		*failures = append(*failures, p.CheckFailure{
			Property: path, Reason: "must be known at preview: it decides which resources are registered",
		})
		return property.Value{}
	case v.IsArray():
		var out []property.Value
		for i, e := range v.AsArray().All {
			out = append(out, plain(fmt.Sprintf("%s[%d]", path, i), e, failures))
		}
		return property.WithGoValue(v, property.NewArray(out))
	case v.IsMap():
		out := map[string]property.Value{}
		for k, e := range v.AsMap().All {
			if k != "tags" { // an input inside a subnet's spec
				e = plain(path+"."+k, e, failures)
			}
			out[k] = e
		}
		return property.WithGoValue(v, property.NewMap(out))
	default:
		return v.WithSecret(false) // the subnets' addresses are visible in AWS anyway
	}
}
