package proof_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// oracleIntents is how many random intents the oracle reads.
var oracleIntents = flag.Int("oracle", 500, "how many random intents the oracle reads; make simulate reads 50,000")

// The oracle's own tables. They are written from AWS's documents and share nothing with package policy.
var (
	// onTables carry data and are authorized on a table. ("Actions, resources, and condition keys for Amazon DynamoDB".)
	onTables = []string{
		"BatchGetItem", "BatchWriteItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PartiQLDelete", "PartiQLInsert",
		"PartiQLSelect", "PartiQLUpdate", "PutItem", "Query", "Scan", "SearchVectors", "StartBulkPutItems", "UpdateItem",
		"AssociateTableReplica", "CreateBackup", "CreateGlobalTable", "CreateGlobalTableWitness", "CreateTableReplica",
		"EnableKinesisStreamingDestination", "ExportTableToPointInTime", "ReadDataForReplication", "ReplicateSettings",
		"RestoreTableFromAwsBackup", "RestoreTableFromBackup", "RestoreTableToPointInTime", "StartAwsBackupJob",
		"UpdateContributorInsights", "UpdateGlobalTable", "UpdateKinesisStreamingDestination", "WriteDataForReplication",
	}
	onIndexes = []string{"PartiQLSelect", "Query", "Scan", "SearchVectors"}
	onStreams = []string{"DescribeStream", "GetRecords", "GetShardIterator"}

	// unnamed are missing from "DynamoDB API operations supported by resource-based policies", as neither supported nor
	// unsupported; unsupported are listed there with a No.
	unnamed = []string{
		"CreateGlobalTableWitness", "CreateTableReplica", "RestoreTableFromAwsBackup", "SearchVectors", "StartAwsBackupJob",
		"StartBulkPutItems",
	}
	unsupported = []string{"CreateGlobalTable", "RestoreTableFromBackup", "UpdateGlobalTable"}

	// opening carry none, and open a way to it.
	opening = map[string][]string{
		fixture.Orders: {"DeleteResourcePolicy", "PutResourcePolicy", "UpdateTable"},
		fixture.Stream: {"DeleteResourcePolicy", "PutResourcePolicy"},
	}
	// bystanders are callers that patterns of random intents may match, alone or together.
	bystanders = []string{
		fixture.Roles + "zz-nobody", "arn:aws:iam::" + fixture.Account + ":user/zz-nobody", "arn:aws:iam::" + fixture.Account + ":root",
		fixture.Autoscaling, fixture.Roles + "aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication",
		fixture.Roles + "ci/backup", fixture.Roles + "ci/bup", fixture.Roles + "ci/xxup", fixture.Roles + "cx/backup",
		fixture.Roles + "team-a/backup", fixture.Roles + "break-x", "arn:aws:iam::" + fixture.Account + ":user/al",
		"arn:aws:iam::" + fixture.OtherAccount + ":role/party", "arn:aws:iam::999988887777:role/zz-nobody",
	}
)

// TestNoWayIsLeftOutOfTheVerdict reads the documents of random intents on its own: it evaluates each request that leads
// to data, from outside, and looks for whoever succeeds in the verdict. It shares no code with the proof.
func TestNoWayIsLeftOutOfTheVerdict(t *testing.T) {
	t.Parallel()
	texts := []string{"deployer", "team/worker", "a b", `"`, "*", "a/", "vpc-0c3", ""}
	const workers = 2
	var group sync.WaitGroup
	var rendered, ways [workers]int
	for worker := range workers {
		group.Go(func() {
			var seed [32]byte // fixed, so that a failure can be reproduced
			copy(seed[:], fmt.Sprint("oracle ", worker))
			random := rand.NewChaCha8(seed)
			bytes := make([]byte, 100)
			for n := 0; n < *oracleIntents/workers && !t.Failed(); n++ {
				_, _ = random.Read(bytes)
				if o := newOracle(t, bytes, texts[n%len(texts)]); o != nil {
					o.ask()
					rendered[worker]++
					ways[worker] += o.ways
					assert.Empty(t, o.missing, "%s\n%+v", o.verdict, o.intent)
				}
			}
		})
	}
	group.Wait()
	t.Logf("%d intents, of which %d make documents, with %d ways to data; -oracle sets the number",
		*oracleIntents, rendered[0]+rendered[1], ways[0]+ways[1])
}

// oracle reads the documents of one intent.
type oracle struct {
	intent   policy.Intent
	verdict  string
	named    string // the part of the verdict that names callers
	set      *iam.Set
	byOthers *iam.Set // without the policies of the table and its stream
	stream   bool
	contexts []iam.Context
	ways     int
	// Of the caller that is asked about: the kinds of its exemptions, and the patterns that match it.
	kinds    []policy.ExemptionKind
	patterns []string
	missing  []string
	// The actions that no document governs: to anyone, and to service-linked roles. Of callers whom the verdict names it
	// need not say so, but may.
	ungoverned, linked           map[string]bool
	maybeUngoverned, maybeLinked map[string]bool
}

// newOracle makes an intent and its documents from random bytes. It returns nil where they make none.
func newOracle(t *testing.T, bytes []byte, text string) *oracle {
	t.Helper()
	o := &oracle{intent: fixture.RandomIntent(bytes, text), stream: bytes[98]%2 == 0}
	c := proof.Case{Intent: o.intent, Table: fixture.Orders}
	if o.stream {
		c.Stream = fixture.Stream
	}
	var err error
	if c.Documents, err = o.intent.Documents(c.Table, c.Stream); err != nil {
		return nil
	}
	if guardrail, err := o.intent.TableGuardrail(c.Table); bytes[99]%3 == 0 && err == nil {
		c.Documents.SCP = []iam.Level{iam.SCPLevel("guardrail", fixture.Account, iam.NamedDocument{Name: "guardrail", Document: guardrail})}
	}
	proven, err := proof.Prove(c)
	require.NoError(t, err)
	o.verdict = proven.Report.Verdict
	if !strings.HasPrefix(strings.TrimPrefix(o.verdict, "OBSERVED ONLY: nothing is refused. Attached, it would be "), "SEALED") {
		o.named, _, _ = strings.Cut(o.verdict, "; besides ")
	}
	documents := c.Documents
	documents.Identity = []iam.NamedDocument{iam.Everything()}
	o.set, err = iam.Compile(documents)
	require.NoError(t, err, "%+v", o.intent)
	documents.Resource = nil
	o.byOthers, err = iam.Compile(documents)
	require.NoError(t, err)
	o.contexts = []iam.Context{{}}
	for _, grant := range o.intent.Grants {
		values := map[string][]string{}
		if len(grant.SourceAccounts) > 0 {
			values["aws:SourceAccount"] = grant.SourceAccounts[:1]
		}
		if len(grant.SourceARNs) > 0 {
			values["aws:SourceArn"] = grant.SourceARNs[:1]
		}
		context, err := iam.NewContext(values)
		require.NoError(t, err)
		o.contexts = append(o.contexts, context)
	}
	o.ungoverned, o.linked = map[string]bool{}, map[string]bool{}
	o.maybeUngoverned, o.maybeLinked = map[string]bool{}, map[string]bool{}
	return o
}

// ask asks for every caller whom the intent names or means, and for bystanders.
func (o *oracle) ask() {
	principals := slices.Clone(bystanders)
	for _, e := range o.intent.Exemptions {
		named := e.Principals[:min(len(e.Principals), 12)] // the generator numbers the others
		principals = slices.Concat(principals, named, e.Services)
		for _, pattern := range named {
			principals = append(principals, strings.NewReplacer("*", "zz", "?", "z").Replace(pattern))
		}
	}
	for _, g := range o.intent.Grants {
		principals = slices.Concat(principals, g.Principals, g.Services)
	}
	slices.Sort(principals)
	for _, principal := range slices.Compact(principals) {
		caller, err := iam.ParseCaller(principal)
		if err != nil {
			continue // a pattern, or an account
		}
		o.kinds, o.patterns = o.exemptions(caller)
		for _, name := range onTables {
			o.askFor(caller, name, fixture.Orders, false)
		}
		for _, name := range onIndexes {
			o.askFor(caller, name, fixture.Orders+"/index/any", false)
		}
		for resource, names := range opening {
			for _, name := range names {
				o.askFor(caller, name, resource, true)
			}
		}
		for _, name := range onStreams {
			o.askFor(caller, name, fixture.Stream, false)
		}
	}
	maps.DeleteFunc(o.linked, func(name string, _ bool) bool { return o.maybeUngoverned[name] })
	any, linked := o.counted()
	if any < len(o.ungoverned) || any > len(o.maybeUngoverned) || linked < len(o.linked) || linked > len(o.maybeLinked) {
		o.missing = append(o.missing, fmt.Sprintf("nothing governs %v, and for service-linked roles %v", o.ungoverned, o.linked))
	}
}

// count records an action that no document governs.
func (o *oracle) count(name string, linked, named bool) {
	sure, maybe := o.ungoverned, o.maybeUngoverned
	if linked {
		sure, maybe = o.linked, o.maybeLinked
	}
	if maybe[name] = true; !named {
		sure[name] = true
	}
}

var counting = regexp.MustCompile(`(?:for|,|besides) [A-Za-z]+(?: and ([0-9]+) more actions)? \((action style|to|a guardrail)([^)]*)\)`)

// counted returns how many actions the verdict says are not governed.
func (o *oracle) counted() (any, linked int) {
	for _, clause := range counting.FindAllStringSubmatch(o.verdict, -1) {
		more, _ := strconv.Atoi(clause[1]) // none is 0
		if strings.Contains(clause[3], "service-linked") {
			linked += 1 + more
		} else {
			any += 1 + more
		}
	}
	return any, linked
}

// known are the names of package policy. The table above may be ahead of it.
var known = policy.ActionsWhere(func(policy.Action) bool { return true })

// askFor evaluates one request from every origin that is outside, and looks for the caller in the verdict if one succeeds.
func (o *oracle) askFor(caller iam.Caller, name, resource string, opens bool) {
	if resource == fixture.Stream && !o.stream || !slices.Contains(known, name) || !o.succeeds(caller, name, resource) {
		return
	}
	o.ways++
	rest := strings.TrimPrefix(o.verdict, o.named)
	switch {
	case slices.Contains(o.kinds, policy.BreakGlassExemption):
		o.want(strings.Contains(rest, "break-glass"), caller, name)
	case slices.Contains(unnamed, name) || slices.Contains(unsupported, name):
		o.count(name, caller.Kind == iam.ServiceLinkedCaller, o.names(caller, o.patterns))
	case o.names(caller, o.patterns):
	case !opens:
		o.want(false, caller, name)
	case slices.Contains(o.kinds, policy.AdministratorExemption):
		o.want(strings.Contains(rest, "administrators"), caller, name)
	case caller.Kind == iam.RootCaller && name == "DeleteResourcePolicy":
		o.want(strings.Contains(rest, "root"), caller, name)
	case caller.Kind == iam.ServiceLinkedCaller:
		o.want(strings.Contains(rest, "service-linked roles"), caller, name)
	default:
		o.want(false, caller, name)
	}
}

// succeeds reports whether a request succeeds from anywhere outside.
func (o *oracle) succeeds(caller iam.Caller, name, resource string) bool {
	set := o.set
	if slices.Contains(unsupported, name) {
		set = o.byOthers
	}
	origins := []iam.Origin{
		{IP: "198.51.100.9"},
		{VPC: "vpc-0dead", Endpoint: "vpce-0dead", EndpointAccount: "888800008888", EndpointOrg: "o-yyyyyyyyyy", IP: "10.9.9.9"},
		{Via: []string{"cloudformation.amazonaws.com"}, IP: "198.51.100.9"},
	}
	contexts := o.contexts
	if caller.Kind == iam.ServiceCaller {
		origins = origins[:1]
	} else {
		contexts = contexts[:1] // only a service's requests have a source
	}
	for _, origin := range origins {
		for _, context := range contexts {
			decision, err := set.Evaluate(iam.Request{
				Action: "dynamodb:" + name, Resource: resource, Caller: caller, Origin: origin, Context: context,
			})
			if err == nil && decision.Allowed() {
				return true
			}
		}
	}
	return false
}

// exemptions returns the kinds of the exemptions that a caller is in, and the patterns that match it.
func (o *oracle) exemptions(caller iam.Caller) (kinds []policy.ExemptionKind, patterns []string) {
	for _, e := range o.intent.Exemptions {
		for _, pattern := range slices.Concat(e.Principals, e.Services) {
			if glob(pattern, caller.String()) {
				kinds, patterns = append(kinds, e.Kind), append(patterns, pattern)
			}
		}
	}
	return kinds, patterns
}

// glob reports whether a text matches a pattern of letters, * for any of them, and ? for one.
func glob(pattern, text string) bool {
	switch {
	case pattern == "":
		return text == ""
	case pattern[0] == '*':
		return glob(pattern[1:], text) || text != "" && glob(pattern, text[1:])
	default:
		return text != "" && (pattern[0] == '?' || pattern[0] == text[0]) && glob(pattern[1:], text[1:])
	}
}

// names reports whether the verdict names a caller, by itself, by a pattern or by what it is.
func (o *oracle) names(caller iam.Caller, patterns []string) bool {
	words := append(patterns, caller.String())
	if len(patterns) == 0 {
		words = append(words, map[iam.CallerKind]string{
			iam.RoleCaller: "any other role of the account", iam.UserCaller: "any other user of the account",
			iam.RootCaller: "the root user of the account", iam.ServiceLinkedCaller: "the service-linked role of",
			iam.ServiceCaller: "the service " + caller.Service,
		}[caller.Kind])
	}
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(o.named, word) })
}

// want records a way to data that the verdict leaves out.
func (o *oracle) want(said bool, caller iam.Caller, name string) {
	if !said {
		o.missing = append(o.missing, name+" by "+caller.String())
	}
}
