package policy

import (
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Names of actions deny what AWS has today. Patterns also deny what AWS will add: BulkGetItems, CopyTable, FetchItems.
//
// A published, deployed table policy uses dynamodb:Get*, and AWS's own example uses dynamodb:*, so partial wildcards
// are taken to be accepted; AWS does not say so. A policy that AWS rejects is a loud error on an empty table, where an
// action that no name covers is a silent leak.

// verbPatterns has patterns of the names of each class's actions. A pattern is used only in a statement that denies
// every known action that it matches.
var verbPatterns = map[Class][]string{
	ClassRead:   {"*Item*", "Batch*", "PartiQL*", "Query*", "Scan*", "Search*"},
	ClassStream: {"DescribeStream*", "GetRecord*", "GetShard*"},
	ClassMovement: {
		"Associate*", "CreateBackup*", "CreateGlobalTable*", "CreateTableReplica*", "Enable*", "Export*", "Read*",
		"Replicate*", "Restore*", "Start*", "UpdateContributorInsights*", "UpdateKinesis*", "Write*",
	},
}

// newDataVerbs are patterns of names that no action has yet, and that would read, write or move data. Import is not
// among them: ImportTable makes a new table.
var newDataVerbs = []string{
	"Backup*", "Bulk*", "Clone*", "Copy*", "Download*", "Dump*", "Duplicate*", "Execute*", "Extract*", "Fetch*", "Find*",
	"Ingest*", "Insert*", "Load*", "Lookup*", "Merge*", "Migrate*", "Move*", "Peek*", "Publish*", "Pull*", "Push*",
	"Replay*", "Retrieve*", "Sample*", "Select*", "Send*", "Share*", "Snapshot*", "Stream*", "Sync*", "Transact*",
	"Transfer*", "Unload*", "Upload*", "Upsert*",
}

// patterns returns patterns for the actions of a group. An action that no pattern of its class may stand for has one of
// its own: its name, and what the name may begin. Where that would match an action of another group, it is named, if
// the document may name it.
func (g denyGroup) patterns(mayName func(Action) bool) iam.Values {
	var chosen []string
	for _, class := range g.classes {
		for _, pattern := range verbPatterns[class] {
			if g.holdsAll(pattern) {
				chosen = append(chosen, pattern)
			}
		}
	}
	for _, action := range g.actions {
		name := strings.TrimPrefix(action, actionPrefix)
		switch {
		case slices.ContainsFunc(chosen, func(pattern string) bool { return matchesName(pattern, name) }):
		case g.holdsAll(name + "*"):
			chosen = append(chosen, name+"*")
		case mayName(ActionNamed(name)):
			chosen = append(chosen, name)
		}
	}
	return withPrefix(chosen)
}

// holdsAll reports whether every known action that a pattern matches is in the group.
func (g denyGroup) holdsAll(pattern string) bool {
	return !slices.ContainsFunc(actions, func(a Action) bool {
		return matchesName(pattern, a.Name) && !slices.Contains(g.actions, a.String())
	})
}

// patternsWithNew returns the patterns of a group, and those of data verbs that AWS may add.
func (g denyGroup) patternsWithNew(mayName func(Action) bool) iam.Values {
	all := g.patterns(mayName)
	if g.deniesData() {
		all = iam.CanonicalValues(append(all, withPrefix(newDataVerbs)...))
	}
	return all
}

// deniesData reports whether the group holds the reading of items, so that what looks like data belongs to it.
func (g denyGroup) deniesData() bool { return slices.Contains(g.actions, actionPrefix+"GetItem") }

// newVerbs are patterns that together match every action that does not merely describe: all names but those that begin
// with Describe, List, GetAbac and GetRes, as far as the first letters of AWS's verbs tell them apart.
var newVerbs = []string{
	"A*", "B*", "C*", "E*", "F*", "H*", "I*", "J*", "K*", "M*", "N*", "O*", "P*", "Q*", "R*", "S*", "T*", "U*", "V*", "W*",
	"X*", "Y*", "Z*",
	"Da*", "Db*", "Di*", "Do*", "Dr*", "Du*", "Dea*", "Deb*", "Dec*", "Def*", "Del*", "Dem*", "Den*", "Dep*", "Deq*",
	"Der*", "Det*", "Dev*",
	"La*", "Le*", "Lib*", "Lif*", "Lim*", "Lin*", "Lo*", "Lu*",
	"Ga*", "Gen*", "Geo*", "Gi*", "Gl*", "Go*", "Gr*", "Gu*",
	"GetAl*", "GetAt*", "GetB*", "GetC*", "GetD*", "GetE*", "GetF*", "GetG*", "GetH*", "GetI*", "GetJ*", "GetK*", "GetL*",
	"GetM*", "GetN*", "GetO*", "GetP*", "GetQ*", "GetRa*", "GetRec*", "GetRo*", "GetS*", "GetT*", "GetU*", "GetV*",
	"GetW*", "GetX*", "GetY*", "GetZ*",
}

// newActions returns the patterns of [newVerbs] that match no action which the intent leaves open. ungoverned reports
// whether the document does not govern an action, so that to match it does no harm.
func (i Intent) newActions(ungoverned func(Action) bool) iam.Values {
	denied := denyGroup{}
	for _, action := range actions {
		if i.Enforces(action) || ungoverned(action) {
			denied.actions = append(denied.actions, action.String())
		}
	}
	var chosen []string
	for _, pattern := range newVerbs {
		if denied.holdsAll(pattern) {
			chosen = append(chosen, pattern)
		}
	}
	return withPrefix(chosen)
}

// metadataPatterns match the actions that describe, and those of the account, and no others. An action that AWS will
// add is one of them where its name begins alike.
var metadataPatterns = []string{
	"CreateTable", "DeleteBackup", "DescribeB*", "DescribeC*", "DescribeE*", "DescribeG*", "DescribeI*", "DescribeK*",
	"DescribeL*", "DescribeR*", "DescribeT*", "GetAbacStatus", "GetResourcePolicy", "ImportTable", "InjectError", "List*",
	"PurchaseReservedCapacityOfferings",
}

// openActions returns what the intent leaves open outside, for a NotAction.
func (i Intent) openActions() iam.Values {
	if i.Enforcement != EnforceAll && i.PolicyProtection != ProtectNothing {
		return withPrefix(metadataPatterns)
	}
	return withPrefix(ActionsWhere(func(a Action) bool { return !i.Enforces(a) }))
}

// actionPrefix begins the name of every DynamoDB action in a policy.
const actionPrefix = "dynamodb:"

func withPrefix(names []string) iam.Values {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = actionPrefix + name
	}
	return iam.CanonicalValues(all)
}

// matchesName reports whether a pattern, of the form Start*, *Item* or GetItem, matches the name of an action.
func matchesName(pattern, name string) bool {
	text, open := strings.CutSuffix(pattern, "*")
	if !open {
		return pattern == name
	}
	if inside, anywhere := strings.CutPrefix(text, "*"); anywhere {
		return strings.Contains(name, inside)
	}
	return strings.HasPrefix(name, text)
}
