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

// TableGuardrail renders a service control policy about one table: the same intent as its own policy,
// enforced from above on principals of the accounts that it is attached to. It governs more than a table
// policy can: the table's stream, its backups, and actions that no table policy may name.
func (i Intent) TableGuardrail(table string) (iam.Document, error) {
	if err := CheckTableARN(table); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: table %w", err)
	}
	if err := i.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: %w", err)
	}
	document := iam.Document{Version: iam.Version}
	for _, refusal := range i.denyGroups(everyAction) {
		statement := refusal.denyOutside(i.Perimeter)
		statement.Resource = iam.Values{table, table + "/*"}
		document.Statement = append(document.Statement, statement)
	}
	document.UniqueSids()
	if err := document.CheckSize(SCPLimit); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: %w", err)
	}
	return document, nil
}

// Guardrail is what an organization enforces on every table of the accounts that it is attached to.
type Guardrail struct {
	// VPCs are those that count as inside, by Region. The same VPC id can exist in two Regions, so each
	// Region knows its own alone. Source: "AWS global condition context keys", aws:SourceVpc.
	VPCs map[string][]string
	// Exemptions may name roles of every account, by a wildcard: see [CheckGuardrailPrincipal].
	Exemptions []Exemption
	// ExcludeTables are the ARNs of tables that the guardrail leaves alone, such as a lock table of the
	// deployment tool.
	ExcludeTables []string
}

// SCP renders the guardrail as a service control policy. In a Region with VPCs everything enforced is
// refused outside them; in every other Region it is refused altogether. Resource policies may be changed by
// nobody but those exempt from that, from inside neither: whoever may change them may open the table.
func (g Guardrail) SCP() (iam.Document, error) {
	if err := g.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render guardrail: %w", err)
	}
	intent := Intent{Enforcement: EnforceData, Exemptions: g.Exemptions}
	regions := slices.Sorted(maps.Keys(g.VPCs))
	elsewhere := iam.Conditions{"StringNotEquals": {"aws:RequestedRegion": iam.Values(regions)}}

	document := iam.Document{Version: iam.Version}
	for _, refusal := range intent.denyGroups(func(a Action) bool { return a.Class != ClassPolicy }) {
		for _, region := range regions {
			outside := Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]}.outside()
			outside["StringEquals"] = map[string]iam.Values{"aws:RequestedRegion": {region}}
			document.Statement = append(document.Statement, refusal.deny("Outside"+camelCase(region), outside))
		}
		document.Statement = append(document.Statement, refusal.deny("Elsewhere", elsewhere))
	}
	for _, refusal := range intent.denyGroups(func(a Action) bool { return a.Class == ClassPolicy }) {
		document.Statement = append(document.Statement, refusal.deny("Everywhere"))
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

func (g Guardrail) Validate() error {
	var errs []error
	if len(g.VPCs) == 0 {
		errs = append(errs, errors.New("it lists no VPC, so nobody would be inside"))
	}
	for region, vpcs := range g.VPCs {
		errs = append(errs, CheckRegion(region))
		errs = append(errs, Perimeter{Kind: PerimeterVPCs, IDs: vpcs}.Validate())
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
			"it names no break-glass principal, so that nobody could reach a table when every VPC is lost"))
	}
	return errors.Join(errs...)
}

// CheckRegion refuses what is not the name of a Region.
func CheckRegion(name string) error {
	if !regionName.MatchString(name) {
		return fmt.Errorf("must be an AWS Region, such as eu-west-1, got %q", name)
	}
	return nil
}

func everyAction(Action) bool { return true }

// camelCase writes a Region as a Sid can hold it: EuWest1.
func camelCase(region string) string {
	return wordBreak.ReplaceAllStringFunc(region, func(match string) string {
		return strings.ToUpper(strings.TrimPrefix(match, "-"))
	})
}
