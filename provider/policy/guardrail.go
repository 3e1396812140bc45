package policy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var wordBreak = regexp.MustCompile(`(^|-)[a-z0-9]`)

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
	if err := i.checkPartition(table); err != nil {
		return iam.Document{}, fmt.Errorf("render table guardrail: %w", err)
	}
	document := iam.Document{Version: iam.Version}
	groups := i.denyGroups(everyAction)
	for _, group := range groups {
		if i.UsesPatterns() {
			group.actions = group.patternsWithNew(everyAction)
		}
		document.Statement = append(document.Statement, group.denyOutside(i.Perimeter))
	}
	document.Statement = append(document.Statement,
		strangers(groups).denyAllBut(i.openActions(), "Outside", i.Perimeter.outside()))
	for at := range document.Statement {
		document.Statement[at].Resource = iam.Values{table, table + "/*"}
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
	// Account is the account that the guardrail is attached to. It is empty where that is an organizational unit or a
	// root, whose accounts are not known.
	Account string
	// Partition is the partition of the organization. It is empty where that is not known; see [Guardrail.InPartition].
	Partition string
	// Excluded are the accounts and organizational units under the target that these policies leave alone: those that are
	// targets of their own, and those that nothing is to govern.
	Excluded []string `json:",omitempty"`
	// MostCharacters is the most characters that a policy may have; 0 stands for [SCPLimit].
	MostCharacters int `json:",omitempty"`
}

// Policies renders the guardrail as service control policies, each within the limit: as few as hold its statements.
func (g Guardrail) Policies() ([]iam.Document, error) {
	whole, err := g.SCP()
	if err != nil {
		return nil, err
	}
	documents, err := split(whole, cmp.Or(g.MostCharacters, SCPLimit))
	if err != nil {
		return nil, fmt.Errorf("render guardrail: %w", err)
	}
	return documents, nil
}

// SCP renders the guardrail as one service control policy, however long that is. In a Region that has VPCs, it denies
// every enforced class outside them. In every other Region it denies them altogether. It denies changes of resource
// policies everywhere, inside too, to every principal that is not exempt: a principal that can change the policy can
// open the table.
func (g Guardrail) SCP() (iam.Document, error) {
	if err := g.Validate(); err != nil {
		return iam.Document{}, fmt.Errorf("render guardrail: %w", err)
	}
	intent := Intent{Enforcement: EnforceData, Exemptions: g.Exemptions}
	regions := slices.Sorted(maps.Keys(g.VPCs))
	elsewhere := iam.Conditions{"StringNotEquals": {"aws:RequestedRegion": iam.Values(regions)}}

	document := iam.Document{Version: iam.Version}
	groups := intent.denyGroups(func(a Action) bool { return a.Class != ClassPolicy })
	for _, group := range groups {
		if group.deniesData() { // once for all Regions, or the document would be too long
			looksLikeData := group
			looksLikeData.actions = withPrefix(newDataVerbs)
			document.Statement = append(document.Statement, looksLikeData.deny("NewOutside", g.outsideAll()))
		}
		group.actions = group.patterns(everyAction)
		for _, region := range regions {
			outside := Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]}.outside()
			outside["StringEquals"] = map[string]iam.Values{"aws:RequestedRegion": {region}}
			document.Statement = append(document.Statement, group.deny("Outside"+camelCase(region), outside))
		}
		document.Statement = append(document.Statement, group.deny("Elsewhere", elsewhere))
	}
	policyGroups := intent.denyGroups(func(a Action) bool { return a.Class == ClassPolicy })
	for _, group := range policyGroups {
		document.Statement = append(document.Statement, group.deny("Everywhere"))
	}
	for at := range document.Statement {
		g.setResource(&document.Statement[at])
	}
	everyGroup := slices.Concat(groups, policyGroups)
	document.Statement = append(document.Statement, g.denyNewActions(intent, strangers(everyGroup)))
	for at := range document.Statement {
		g.leaveAlone(&document.Statement[at])
	}
	document.UniqueSids()
	return document, nil
}

// setResource makes a statement about every table that is not excluded.
func (g Guardrail) setResource(statement *iam.Statement) {
	if len(g.ExcludeTables) == 0 {
		statement.Resource = iam.Values{"*"}
		return
	}
	for _, table := range iam.CanonicalValues(g.ExcludeTables) {
		statement.NotResource = append(statement.NotResource, table, table+"/*")
	}
}

// outsideAll is the condition that holds outside the VPCs of all Regions.
func (g Guardrail) outsideAll() iam.Conditions {
	return Perimeter{Kind: PerimeterVPCs, IDs: slices.Concat(slices.Collect(maps.Values(g.VPCs))...)}.outside()
}

// denyNewActions denies to principals without an exemption what is not meant to stay open, actions that AWS will add
// included. It does not tell the Regions of the VPCs apart, which for the known actions the other statements do.
//
// A NotAction takes in the actions of every other service as well, so it goes with the resources of DynamoDB. Beside
// excluded tables it cannot: their NotResource takes in the resources of every other service. There the statement
// denies patterns of names, but for those that match an action which stays open, such as C* for CreateTable.
func (g Guardrail) denyNewActions(intent Intent, strangers denyGroup) iam.Statement {
	if len(g.ExcludeTables) > 0 {
		strangers.actions = intent.newActions(func(Action) bool { return false })
		statement := strangers.deny("NewActionsOutside", g.outsideAll())
		g.setResource(&statement)
		return statement
	}
	statement := strangers.denyAllBut(intent.openActions(), "Outside", g.outsideAll())
	statement.Resource = iam.Values{"arn:*:dynamodb:*:*:*"}
	return statement
}

// Validate returns everything that is wrong with a guardrail.
func (g Guardrail) Validate() error {
	var errs []error
	if len(g.VPCs) == 0 {
		errs = append(errs, errors.New("it lists no VPC, so nobody would be inside"))
	}
	for _, region := range slices.Sorted(maps.Keys(g.VPCs)) {
		if !symbolRegion.MatchString(region) {
			errs = append(errs, CheckRegion(region))
		}
		errs = append(errs, Perimeter{Kind: PerimeterVPCs, IDs: g.VPCs[region]}.Validate())
	}
	for _, table := range g.ExcludeTables {
		if err := CheckTableARN(table); err != nil {
			errs = append(errs, fmt.Errorf("excluded table %w", err))
		}
	}
	errs = append(errs, g.checkExcluded())
	errs = append(errs, checkExemptions(g.Exemptions, CheckGuardrailPrincipal), g.checkPartition(), g.checkBreakGlass())
	return errors.Join(errs...)
}

// checkPartition rejects Regions, principals and tables of several partitions. An organization is in one.
func (g Guardrail) checkPartition() error {
	partition := g.InPartition()
	var errs []error
	for _, region := range slices.Sorted(maps.Keys(g.VPCs)) {
		errs = append(errs, CheckRegionPartition(region, partition))
	}
	errs = append(errs, checkPartitionOf(g.Exemptions, partition))
	for _, table := range g.ExcludeTables {
		if err := CheckPartition(table, partition); err != nil {
			errs = append(errs, fmt.Errorf("excluded table %w", err))
		}
	}
	return errors.Join(errs...)
}

// checkBreakGlass wants a break-glass principal that the guardrail can meet. A service control policy applies to the
// principals of the accounts that it is attached to, and to no others. Source: "Service control policies", AWS
// Organizations User Guide.
func (g Guardrail) checkBreakGlass() error {
	named := false
	for _, exemption := range g.Exemptions {
		for _, principal := range exemption.Principals {
			if exemption.Kind == BreakGlassExemption {
				named = true
				if g.Meets(principal) {
					return nil
				}
			}
		}
	}
	if !named {
		return errors.New("it names no break-glass principal, so nobody could reach a table if every VPC were lost")
	}
	return fmt.Errorf("it names no break-glass principal of account %s, so nobody could reach a table there if every VPC "+
		"were lost: a service control policy applies to the principals of its target alone", g.Account)
}

// Meets reports whether the guardrail applies to any principal of a pattern.
func (g Guardrail) Meets(principal string) bool {
	arn, known := iam.ParseARN(principal)
	return !known || g.Account == "" || arn.Account == g.Account || arn.Account == "*"
}

// camelCase returns the name of a Region in a form that a Sid can hold: EuWest1.
func camelCase(region string) string {
	return wordBreak.ReplaceAllStringFunc(region, func(match string) string {
		return strings.ToUpper(strings.TrimPrefix(match, "-"))
	})
}

// everyAction reports that a service control policy may name every action.
func everyAction(Action) bool { return true }
