package policy

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var (
	regionName = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
	wordBreak  = regexp.MustCompile(`(^|-)[a-z0-9]`)
)

// TableGuardrail renders a service control policy for one table. It denies the enforced classes as the table policy
// does, to principals of the accounts that it is attached to. It also governs what a table policy cannot: the table's
// stream, its backups, and the actions that no table policy may name.
func (i Intent) TableGuardrail(table string) (iam.Document, error) {
	if err := CheckTableARN(table); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: table %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: %w", err)
	}
	document := iam.Document{Version: iam.Version}
	for _, group := range i.denyGroups(func(Action) bool { return true }) {
		statement := group.denyOutside(i.Perimeter)
		statement.Resource = iam.Values{table, table + "/*"}
		document.Statement = append(document.Statement, statement)
	}
	document.UniqueSids()
	if err := document.CheckSize(SCPLimit); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: %w", err)
	}
	return document, nil
}

// Guardrail is the intent of an organization. It applies to the principals of every account that it is attached to, on
// every table that they call.
type Guardrail struct {
	// VPCs are the VPCs that count as inside, by Region. The same VPC id can exist in two Regions, so in each Region only
	// its own VPCs are inside. Source: "AWS global condition context keys", aws:SourceVpc.
	VPCs map[string][]string
	// Exemptions may name a role in every account at once, by a wildcard; see [CheckGuardrailPrincipal]. One of them has
	// to be break-glass.
	Exemptions []Exemption
	// ExcludeTables are the ARNs of tables that the guardrail does not govern, such as the lock table of a deployment
	// tool.
	ExcludeTables []string
}

// SCP renders the guardrail as a service control policy. In a Region that has VPCs, it denies every enforced class
// outside them. In every other Region it denies them altogether. It denies changes of resource policies everywhere,
// inside too, to every principal that is not exempt: a principal that can change the policy can open the table.
func (g Guardrail) SCP() (iam.Document, error) {
	if err := g.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render guardrail: %w", err)
	}
	intent := Intent{Enforcement: EnforceData, Exemptions: g.Exemptions}
	regions := slices.Sorted(maps.Keys(g.VPCs))
	elsewhere := iam.Conditions{"StringNotEquals": {"aws:RequestedRegion": iam.Values(regions)}}

	document := iam.Document{Version: iam.Version}
	for _, group := range intent.denyGroups(func(a Action) bool { return a.Class != ClassPolicy }) {
		for _, region := range regions {
			outside := Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]}.outside()
			outside["StringEquals"] = map[string]iam.Values{"aws:RequestedRegion": {region}}
			document.Statement = append(document.Statement, group.deny("Outside"+camelCase(region), outside))
		}
		document.Statement = append(document.Statement, group.deny("Elsewhere", elsewhere))
	}
	for _, group := range intent.denyGroups(func(a Action) bool { return a.Class == ClassPolicy }) {
		document.Statement = append(document.Statement, group.deny("Everywhere"))
	}
	for at := range document.Statement {
		if len(g.ExcludeTables) == 0 {
			document.Statement[at].Resource = iam.Values{"*"}
			continue
		}
		for _, table := range iam.CanonicalValues(g.ExcludeTables) {
			document.Statement[at].NotResource = append(document.Statement[at].NotResource, table, table+"/*")
		}
	}
	document.UniqueSids()
	if err := document.CheckSize(SCPLimit); err != nil {
		return iam.Document{}, fmt.Errorf("render guardrail: %w", err)
	}
	return document, nil
}

// Validate returns everything that is wrong with a guardrail.
func (g Guardrail) Validate() error {
	var errs []error
	if len(g.VPCs) == 0 {
		errs = append(errs, errors.New("it lists no VPC, so nobody would be inside"))
	}
	for _, region := range slices.Sorted(maps.Keys(g.VPCs)) {
		errs = append(errs, CheckRegion(region), Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]}.Validate())
	}
	for _, table := range g.ExcludeTables {
		if err := CheckTableARN(table); err != nil {
			errs = append(errs, fmt.Errorf("excluded table %w", err))
		}
	}
	errs = append(errs, checkExemptions(g.Exemptions, CheckGuardrailPrincipal))
	if !slices.ContainsFunc(g.Exemptions, func(e Exemption) bool {
		return e.Kind == BreakGlassExemption && len(e.Principals) > 0
	}) {
		errs = append(errs, errors.New(
			"it names no break-glass principal, so nobody could reach a table if every VPC were lost"))
	}
	return errors.Join(errs...)
}

// CheckRegion returns an error unless its argument has the form of a Region's name.
func CheckRegion(name string) error {
	if !regionName.MatchString(name) {
		return fmt.Errorf("must be an AWS Region, such as eu-west-1, got %q", name)
	}
	return nil
}

// camelCase returns the name of a Region in a form that a Sid can hold: EuWest1.
func camelCase(region string) string {
	return wordBreak.ReplaceAllStringFunc(region, func(match string) string {
		return strings.ToUpper(strings.TrimPrefix(match, "-"))
	})
}
