package iam

import (
	"embed"
	"maps"
	"path"
	"slices"
	"strings"
)

// The accounts and the resources of the tests: a table in the home account, its index and its stream.
const (
	home       = "111122223333"
	abroad     = "444455556666"
	homeTable  = "arn:aws:dynamodb:us-east-1:111122223333:table/orders"
	homeIndex  = homeTable + "/index/by-date"
	homeStream = homeTable + "/stream/2026-01-01T00:00:00.000"
)

// principals are the callers of the generated requests.
var principals = []string{
	"arn:aws:iam::" + home + ":role/break-glass", "arn:aws:iam::" + home + ":role/ci/deployer",
	"arn:aws:iam::" + home + ":role/app", "arn:aws:iam::" + home + ":role/team/worker",
	"arn:aws:iam::" + home + ":user/alice", "arn:aws:iam::" + home + ":root",
	"arn:aws:iam::" + home + ":role/aws-service-role/replication.dynamodb.amazonaws.com/" +
		"AWSServiceRoleForDynamoDBReplication",
	"arn:aws:iam::" + abroad + ":role/break-glass", "arn:aws:iam::" + abroad + ":role/partner",
	"arn:aws:iam::" + abroad + ":root", "replication.dynamodb.amazonaws.com",
}

// referenceFiles are policies as the provider renders them, and naive ones that leave a way around.
//
//go:embed testdata/reference
var referenceFiles embed.FS

var references = func() map[string]Document {
	documents := map[string]Document{}
	for _, file := range must(referenceFiles.ReadDir("testdata/reference")) {
		text := must(referenceFiles.ReadFile(path.Join("testdata/reference", file.Name())))
		documents[strings.TrimSuffix(file.Name(), ".json")] = must(Parse(string(text)))
	}
	return documents
}()

// reference returns a copy of a document of testdata/reference.
func reference(name string) Document {
	document, found := references[name]
	if !found {
		panic("there is no reference document " + name)
	}
	return cloneDocument(document)
}

// cloneDocument returns a deep copy of a document, except for its principals.
func cloneDocument(d Document) Document {
	d.Statement = slices.Clone(d.Statement)
	for i := range d.Statement {
		s := &d.Statement[i]
		s.Action, s.NotAction = slices.Clone(s.Action), slices.Clone(s.NotAction)
		s.Resource, s.NotResource = slices.Clone(s.Resource), slices.Clone(s.NotResource)
		s.Condition = maps.Clone(s.Condition)
		for operator, tests := range s.Condition {
			tests = maps.Clone(tests)
			for key, values := range tests {
				tests[key] = slices.Clone(values)
			}
			s.Condition[operator] = tests
		}
	}
	return d
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// statement returns a document of one statement about every resource. The principal is "*" or empty for no Principal.
func statement(effect, principal string, condition Conditions) Document {
	return Document{Version: Version, Statement: []Statement{{
		Effect: effect, Principal: Principal{Everyone: principal == "*"}, Action: Values{"dynamodb:*"}, Resource: Values{"*"},
		Condition: condition,
	}}}
}

// onTable attaches a policy to the table.
func onTable(d Document) []AttachedDocument {
	return []AttachedDocument{{Name: "table policy", To: homeTable, Document: d}}
}

// inLayer returns the Documents with one document in a layer.
func inLayer(layer Layer, doc Document) Documents {
	named := []NamedDocument{{"it", doc}}
	attached := []AttachedDocument{{Name: "it", Document: doc}}
	levels := []Level{{"root", []string{home}, named}}
	return map[Layer]Documents{
		LayerIdentity: {Identity: named}, LayerResource: {Resource: attached}, LayerEndpoint: {Endpoint: attached},
		LayerSCP: {SCP: levels}, LayerRCP: {RCP: levels},
	}[layer]
}

// testCase is a request and the documents to evaluate it under.
type testCase struct {
	Documents Documents
	Request   Request
	Keys      map[string][]string // the Request's Context, as written
}

// readTable returns a case in which a principal calls GetItem on the table from the internet.
func readTable(principal string, documents Documents) testCase {
	return testCase{
		Request: Request{Action: "dynamodb:GetItem", Resource: homeTable, Caller: must(ParseCaller(principal))},
		Keys:    map[string][]string{}, Documents: documents,
	}
}

// evaluate decides the case.
func (c testCase) evaluate() (Decision, error) {
	r := c.Request
	r.Context = must(NewContext(c.Keys))
	return Evaluate(r, c.Documents)
}

// clone returns a deep copy of the case's documents and keys.
func (c testCase) clone() testCase {
	c.Keys = maps.Clone(c.Keys)
	d := &c.Documents
	d.Identity, d.Resource, d.Endpoint = slices.Clone(d.Identity), slices.Clone(d.Resource), slices.Clone(d.Endpoint)
	d.SCP, d.RCP = slices.Clone(d.SCP), slices.Clone(d.RCP)
	for _, levels := range [][]Level{d.SCP, d.RCP} {
		for i := range levels {
			levels[i].Documents = slices.Clone(levels[i].Documents)
		}
	}
	c.eachDocument(func(d *Document) { *d = cloneDocument(*d) })
	return c
}

// eachDocument calls a function for every document of the case.
func (c *testCase) eachDocument(do func(*Document)) {
	d := &c.Documents
	for i := range d.Identity {
		do(&d.Identity[i].Document)
	}
	for _, attached := range [][]AttachedDocument{d.Resource, d.Endpoint} {
		for i := range attached {
			do(&attached[i].Document)
		}
	}
	for _, levels := range [][]Level{d.SCP, d.RCP} {
		for _, l := range levels {
			for i := range l.Documents {
				do(&l.Documents[i].Document)
			}
		}
	}
}
