package policy

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// PerimeterKind says by which condition key a request is recognised as coming from inside.
type PerimeterKind string

// The kinds of perimeter.
const (
	// PerimeterVPCs trusts every VPC endpoint of the listed VPCs (aws:SourceVpc). An endpoint can be replaced without a
	// change of the policy.
	PerimeterVPCs PerimeterKind = "vpcs"
	// PerimeterEndpoints trusts the listed VPC endpoints alone (aws:SourceVpce). A second endpoint in the same VPC,
	// perhaps with a laxer policy, is outside.
	PerimeterEndpoints PerimeterKind = "endpoints"
	// PerimeterAccount trusts every VPC endpoint that one of the listed accounts owns (aws:VpceAccount). A shared VPC
	// belongs to the account that shares it, not to the accounts that use it.
	PerimeterAccount PerimeterKind = "account"
	// PerimeterOrganization trusts every VPC endpoint that an account of the organization owns (aws:VpceOrgID).
	PerimeterOrganization PerimeterKind = "organization"
)

// Perimeter is what counts as inside. A request is inside if it matches any of its parts.
type Perimeter struct {
	Kind PerimeterKind
	// IDs are the VPCs, endpoints, accounts or organizations of the kind.
	IDs []string
	// VPCs are further VPCs that are inside, whatever the kind. With the kinds account and organization the table's own
	// VPC belongs here. AWS lists DynamoDB for aws:VpceAccount without saying that gateway endpoints set it, and where the
	// key is absent every request would be outside. Source: "AWS global condition context keys".
	VPCs []string
	// Endpoints are further VPC endpoints that are inside, whatever the kind.
	Endpoints []string
}

// perimeterKinds has the condition key of each kind, which AWS sets on a request through a VPC endpoint and on no
// other, and what its values look like. Source: "AWS global condition context keys", and for the id of an organization
// "Organization" in the AWS Organizations API Reference.
var perimeterKinds = map[PerimeterKind]struct {
	condition string
	isID      func(string) bool
}{
	PerimeterVPCs:         {"aws:SourceVpc", regexp.MustCompile(`^vpc-[0-9a-f]+$`).MatchString},
	PerimeterEndpoints:    {"aws:SourceVpce", regexp.MustCompile(`^vpce-[0-9a-f]+$`).MatchString},
	PerimeterAccount:      {"aws:VpceAccount", iam.IsAccountID},
	PerimeterOrganization: {"aws:VpceOrgID", organizationID.MatchString},
}

// IDsByKind returns the sorted ids of everything that is inside, by kind.
func (p Perimeter) IDsByKind() map[PerimeterKind]iam.Values {
	ids := map[PerimeterKind]iam.Values{p.Kind: iam.CanonicalValues(p.IDs)}
	for kind, further := range map[PerimeterKind][]string{
		PerimeterVPCs: p.VPCs, PerimeterEndpoints: p.Endpoints,
	} {
		if len(further) > 0 {
			ids[kind] = iam.CanonicalValues(append(slices.Clone(ids[kind]), further...))
		}
	}
	return ids
}

// Validate returns an error where a perimeter would trust nobody or could trust anyone.
func (p Perimeter) Validate() error {
	if _, known := perimeterKinds[p.Kind]; !known {
		return fmt.Errorf("perimeter %q is unknown", p.Kind)
	}
	if len(p.IDs) == 0 {
		return fmt.Errorf("perimeter %q lists no id, so nobody would be inside", p.Kind)
	}
	var errs []error
	ids := p.IDsByKind()
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[kind] {
			if !perimeterKinds[kind].isID(id) {
				errs = append(errs, fmt.Errorf("perimeter %q: %q is not an id of that kind", kind, id))
			}
		}
	}
	return errors.Join(errs...)
}

// outside returns the condition that holds for every request from outside. StringNotEquals is true when its key is
// missing, as it is in a request from the internet. With several values it is true when none of them matches. Several
// keys must all hold, so a request is inside if any of them matches.
func (p Perimeter) outside() iam.Conditions {
	tests := map[string]iam.Values{}
	for kind, ids := range p.IDsByKind() {
		tests[perimeterKinds[kind].condition] = ids
	}
	return iam.Conditions{"StringNotEquals": tests}
}

// Contains reports whether an origin is inside.
func (p Perimeter) Contains(o iam.Origin) bool {
	id := map[PerimeterKind]string{
		PerimeterVPCs: o.VPC, PerimeterEndpoints: o.Endpoint,
		PerimeterAccount: o.EndpointAccount, PerimeterOrganization: o.EndpointOrg,
	}
	for kind, ids := range p.IDsByKind() {
		if slices.Contains(ids, id[kind]) {
			return true
		}
	}
	return false
}
