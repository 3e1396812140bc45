package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

// settings is the provider configuration that the stand-in accepts. The skip flags change nothing: the stand-in makes
// none of those checks.
type settings struct {
	Region                    *string     `pulumi:"region"`
	AccessKey                 *string     `pulumi:"accessKey"`
	SecretKey                 *string     `pulumi:"secretKey"`
	Token                     *string     `pulumi:"token"`
	Endpoints                 []endpoints `pulumi:"endpoints"`
	DefaultTags               *tagSetting `pulumi:"defaultTags"`
	SkipCredentialsValidation *bool       `pulumi:"skipCredentialsValidation"`
	SkipMetadataAPICheck      *bool       `pulumi:"skipMetadataApiCheck"`
	SkipRegionValidation      *bool       `pulumi:"skipRegionValidation"`
	SkipRequestingAccountID   *bool       `pulumi:"skipRequestingAccountId"`
}

type endpoints struct {
	AppAutoScaling *string `pulumi:"appautoscaling"`
	CloudControl   *string `pulumi:"cloudcontrol"`
	DynamoDB       *string `pulumi:"dynamodb"`
	EC2            *string `pulumi:"ec2"`
	IAM            *string `pulumi:"iam"`
	Organizations  *string `pulumi:"organizations"`
	STS            *string `pulumi:"sts"`
}

type tagSetting struct {
	Tags map[string]string `pulumi:"tags"`
}

const providerToken = "pulumi:providers:aws"

var providerConfig = contract.ResourceOf[aws.ProviderArgs, aws.Provider](providerToken).Inputs

// checkedConfig returns the configuration as the official plugin's check does: with the Region of the environment, the
// defaults, and the credentials secret. Source: pulumi-aws, provider/resources.go, Config.
func checkedConfig(in property.Map) property.Map {
	if in.Get("region").IsNull() {
		if region := cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")); region != "" {
			in = in.Set("region", property.New(region))
		}
	}
	for name, value := range map[string]string{"skipCredentialsValidation": "false", "skipRegionValidation": "true"} {
		if in.Get(name).IsNull() {
			in = in.Set(name, property.New(value))
		}
	}
	for _, name := range []string{"accessKey", "secretKey", "token"} {
		if v, ok := in.GetOk(name); ok {
			in = in.Set(name, v.WithSecret(true))
		}
	}
	return in
}

// diffConfig returns the changes of a provider's configuration. Another Region replaces the provider, and so everything
// that it created. A provider of an old state that has no Region in it is not replaced.
func diffConfig(old, wanted property.Map) map[string]p.PropertyDiff {
	changes := contract.Diff(providerConfig, contract.Traits{"region": {Replace: true}}, old, wanted)
	if change, ok := changes["region"]; ok && old.Get("region").IsNull() {
		change.Kind = p.Add
		changes["region"] = change
	}
	return changes
}

// checkConfig refuses configuration that the stand-in would ignore. Unknown values pass: in a preview they may come
// from resources that do not exist yet.
func checkConfig(in property.Map) []p.CheckFailure {
	return contract.Check(providerToken, providerConfig, contract.TypeFor[settings](), nil, decodeJSON(in))
}

// decodeJSON undoes the JSON encoding that SDKs and stack configuration apply to everything but strings, and leaves out
// what the engine adds.
func decodeJSON(in property.Map) property.Map {
	out := map[string]property.Value{}
	for name, v := range in.All {
		if name == "version" || name == "pluginDownloadURL" || strings.HasPrefix(name, "__") {
			continue
		}
		out[name] = v
		field, ok := providerConfig.Field(name)
		var x any
		if ok && field.Type.Kind != contract.String && v.IsString() && json.Unmarshal([]byte(v.AsString()), &x) == nil {
			decoded := resource.FromResourcePropertyValue(resource.NewPropertyValue(x))
			out[name] = decoded.WithSecret(v.Secret())
		}
	}
	return property.NewMap(out)
}

// resolved is a checked configuration, completed from the environment.
type resolved struct {
	settings
	region    string
	endpoints map[string]string // by service
}

var errNotLocal = errors.New("this aws plugin is the stand-in for AWS on one machine and talks to nothing else: " +
	"set AWS_ENDPOINT_URL to the emulator's address on this machine, such as http://127.0.0.1:5000 (make up does); " +
	"to deploy to AWS use the official plugin: make up PLUGINS=official")

// resolve completes a configuration from the environment, and refuses every endpoint that is not on this machine.
func resolve(in property.Map) (*resolved, error) {
	r := &resolved{endpoints: map[string]string{}}
	if err := contract.Decode(decodeJSON(in), &r.settings); err != nil {
		return nil, err
	}
	if r.Region != nil {
		r.region = *r.Region
	}
	r.region = cmp.Or(r.region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"))
	if r.region == "" {
		return nil, p.ConfigMissingKeys(map[string]string{"aws:region": "the region; AWS_REGION serves as well"})
	}
	given := r.endpointsByService()
	for _, service := range slices.Sorted(maps.Keys(given)) {
		address := cmp.Or(given[service], os.Getenv("AWS_ENDPOINT_URL"))
		if address == "" {
			return nil, fmt.Errorf("no endpoint for %s: %w", service, errNotLocal)
		}
		if err := loopback(address); err != nil {
			return nil, fmt.Errorf("endpoint for %s: %w: %w", service, err, errNotLocal)
		}
		r.endpoints[service] = address
	}
	return r, nil
}

// endpointsByService returns the endpoint of each service in the provider configuration. It is empty for a service
// without one.
func (r *resolved) endpointsByService() map[string]string {
	out := map[string]string{
		"appautoscaling": "", "cloudcontrol": "", "dynamodb": "", "ec2": "", "iam": "", "organizations": "", "sts": "",
	}
	for _, e := range r.Endpoints {
		for service, address := range map[string]*string{
			"appautoscaling": e.AppAutoScaling, "cloudcontrol": e.CloudControl, "dynamodb": e.DynamoDB, "ec2": e.EC2,
			"iam": e.IAM, "organizations": e.Organizations, "sts": e.STS,
		} {
			if address != nil {
				out[service] = *address
			}
		}
	}
	return out
}

// loopback accepts only an http address of this machine. Its errors leave the address out, which may contain a
// password.
func loopback(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Host == "" {
		return errors.New("must be an http address")
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("host %q is not this machine", u.Hostname())
	}
	return nil
}
