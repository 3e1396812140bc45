package policy

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// PerimeterKind says by what a request is recognised as coming from inside.
type PerimeterKind string

const (
	// PerimeterVPCs trusts every VPC endpoint of the listed VPCs (aws:SourceVpc). An endpoint that is
	// replaced keeps working.
	PerimeterVPCs PerimeterKind = "vpcs"
	// PerimeterEndpoints trusts the listed VPC endpoints alone (aws:SourceVpce), so that a second endpoint
	// in the same VPC, with a laxer policy, is outside.
	PerimeterEndpoints PerimeterKind = "endpoints"
	// PerimeterAccount trusts every VPC endpoint that one of the listed accounts owns (aws:VpceAccount). A
	// shared VPC belongs to the account that shares it, not to the accounts that use it.
	PerimeterAccount PerimeterKind = "account"
	// PerimeterOrganization trusts every VPC endpoint of an account in the organization (aws:VpceOrgID).
	PerimeterOrganization PerimeterKind = "organization"
)

// Perimeter is what counts as inside: a kind, the ids that belong to it, and single networks besides.
type Perimeter struct {
	Kind PerimeterKind
	IDs  []string
	// VPCs and Endpoints are inside whatever the kind. With the kinds account and organization the table's own
	// VPC belongs here: AWS lists DynamoDB for aws:VpceAccount without saying that gateway endpoints set it, and
	// where the key is absent everyone would be outside. Source: "AWS global condition context keys".
	VPCs      []string
	Endpoints []string
}

// keys has, for every kind, the condition key that AWS sets on a request through a VPC endpoint, and the
// shape of its values. The keys are absent from every other request. Source: "AWS global condition context
// keys"; for an organization's id "Organization" in the AWS Organizations API Reference.
var keys = map[PerimeterKind]struct {
	condition string
	isID      func(string) bool
}{
	PerimeterVPCs:         {"aws:SourceVpc", regexp.MustCompile(`^vpc-[0-9a-f]+$`).MatchString},
	PerimeterEndpoints:    {"aws:SourceVpce", regexp.MustCompile(`^vpce-[0-9a-f]+$`).MatchString},
	PerimeterAccount:      {"aws:VpceAccount", iam.IsAccountID},
	PerimeterOrganization: {"aws:VpceOrgID", organizationID.MatchString},
}

// IDsByKind lists everything that is inside, by kind.
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

// Validate refuses a perimeter that would trust nobody or might trust anybody.
func (p Perimeter) Validate() error {
	if _, known := keys[p.Kind]; !known {
		return fmt.Errorf("perimeter %q is unknown", p.Kind)
	}
	if len(p.IDs) == 0 {
		return fmt.Errorf("perimeter %q lists no id, so nobody would be inside", p.Kind)
	}
	var errs []error
	ids := p.IDsByKind()
	for _, kind := range slices.Sorted(maps.Keys(ids)) {
		for _, id := range ids[kind] {
			if !keys[kind].isID(id) {
				errs = append(errs, fmt.Errorf("perimeter %q: %q is not an id of that kind", kind, id))
			}
		}
	}
	return errors.Join(errs...)
}

// outside is the condition that holds for every request from outside. StringNotEquals is true when its
// key is missing, as it is for a request from the internet; with several values it is true when none of
// them matches; and several keys must all hold, so that a request is inside if any of them matches.
func (p Perimeter) outside() iam.Conditions {
	tests := map[string]iam.Values{}
	for kind, ids := range p.IDsByKind() {
		tests[keys[kind].condition] = ids
	}
	return iam.Conditions{"StringNotEquals": tests}
}

// Contains reports whether a request comes from inside.
func (p Perimeter) Contains(o iam.Origin) bool {
	seen := map[PerimeterKind]string{
		PerimeterVPCs: o.VPC, PerimeterEndpoints: o.Endpoint,
		PerimeterAccount: o.EndpointAccount, PerimeterOrganization: o.EndpointOrg,
	}
	for kind, ids := range p.IDsByKind() {
		if slices.Contains(ids, seen[kind]) {
			return true
		}
	}
	return false
}
