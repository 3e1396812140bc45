package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
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
)

// Perimeter is what counts as inside: a kind and the ids that belong to it.
type Perimeter struct {
	Kind PerimeterKind
	IDs  []string
}

// keys has, for every kind, the condition key that AWS sets on a request through a VPC endpoint, and the
// shape of its values. Both keys are absent from every other request. Source: "AWS global condition
// context keys", aws:SourceVpc and aws:SourceVpce.
var keys = map[PerimeterKind]struct {
	condition string
	id        *regexp.Regexp
}{
	PerimeterVPCs:      {"aws:SourceVpc", regexp.MustCompile(`^vpc-[0-9a-f]+$`)},
	PerimeterEndpoints: {"aws:SourceVpce", regexp.MustCompile(`^vpce-[0-9a-f]+$`)},
}

// validate refuses a perimeter that would trust nobody or might trust anybody.
func (p Perimeter) validate() error {
	key, known := keys[p.Kind]
	if !known {
		return fmt.Errorf("perimeter %q is unknown", p.Kind)
	}
	if len(p.IDs) == 0 {
		return fmt.Errorf("perimeter %q lists no id, so nobody would be inside", p.Kind)
	}
	var errs []error
	for _, id := range p.IDs {
		if !key.id.MatchString(id) {
			errs = append(errs, fmt.Errorf("perimeter %q: %q is not an id of that kind", p.Kind, id))
		}
	}
	return errors.Join(errs...)
}

// outside is the condition that holds for every request from outside. StringNotEquals is true when its
// key is missing, as it is for a request from the internet; with several values it is true when none of
// them matches.
func (p Perimeter) outside() Conditions {
	return Conditions{"StringNotEquals": {keys[p.Kind].condition: canonical(p.IDs)}}
}

// canonical sorts a list and drops what stands twice, so that the order of inputs changes no document.
func canonical(list []string) Values {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
