package e2e

import (
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// The services that requests are for.
const (
	tablesService  = "dynamodb"
	streamsService = "dynamodb-streams"
)

// The classes of action that the calls are of, as docs/policies.md has them.
const (
	read     = "read"
	write    = "write"
	stream   = "stream"
	movement = "movement"
	shape    = "shape"
	describe = "describe"
)

// The codes that calls are answered with. A call that succeeds has none.
const (
	accessDenied       = "AccessDeniedException"
	unrecognizedClient = "UnrecognizedClientException"
	noAnswer           = "NoAnswer" // what the clients write down where the service gave no answer
)

// sdkCall is a call that is sent with each SDK.
type sdkCall struct {
	name  string
	class string
	apiCall
}

func (c sdkCall) service() string {
	if c.class == stream {
		return streamsService
	}
	return tablesService
}

// sdkCalls are every operation on items and records, and one of each other class. They can be sent any number of times:
// what they write is there already, and what they delete is not there. FRESH is another text each time.
var sdkCalls = []sdkCall{
	{"GetItem", read, apiCall{"GetItem", "GetItem", onTable, `{"TableName":"TABLE","Key":{"pk":{"S":"a"}}}`}},
	{"GetItem by ARN", read, apiCall{"GetItem", "GetItem", onTable, `{"TableName":"ARN","Key":{"pk":{"S":"a"}}}`}},
	{"BatchGetItem", read, apiCall{"BatchGetItem", "BatchGetItem", onTable, `{"RequestItems":{"TABLE":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}`}},
	{"Query", read, apiCall{"Query", "Query", onTable, `{"TableName":"TABLE","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}`}},
	{"Query an index", read, apiCall{"Query", "Query", onIndex, `{"TableName":"TABLE","IndexName":"INDEX","KeyConditionExpression":"#d = :d","ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":d":{"S":"monday"}}}`}},
	{"Scan", read, apiCall{"Scan", "Scan", onTable, `{"TableName":"TABLE","Limit":1}`}},
	{"Scan an index", read, apiCall{"Scan", "Scan", onIndex, `{"TableName":"TABLE","IndexName":"INDEX","Limit":1}`}},
	{"TransactGetItems", read, apiCall{"TransactGetItems", "GetItem", onTable, `{"TransactItems":[{"Get":{"TableName":"TABLE","Key":{"pk":{"S":"a"}}}}]}`}},
	{"TransactWriteItems, a check", read, apiCall{"TransactWriteItems", "ConditionCheckItem", onTable, `{"TransactItems":[{"ConditionCheck":{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(pk)"}}]}`}},
	{"ExecuteStatement, SELECT", read, apiCall{"ExecuteStatement", "PartiQLSelect", onTable, `{"Statement":"SELECT * FROM \"TABLE\" WHERE pk = ?","Parameters":[{"S":"a"}]}`}},
	{"ExecuteTransaction, SELECT", read, apiCall{"ExecuteTransaction", "PartiQLSelect", onTable, `{"TransactStatements":[{"Statement":"SELECT * FROM \"TABLE\" WHERE pk = 'a'"}]}`}},

	{"PutItem", write, apiCall{"PutItem", "PutItem", onTable, `{"TableName":"TABLE","Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}`}},
	{"UpdateItem", write, apiCall{"UpdateItem", "UpdateItem", onTable, `{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET #d = :d","ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":d":{"S":"monday"}},"ReturnValues":"ALL_NEW"}`}},
	{"DeleteItem", write, apiCall{"DeleteItem", "DeleteItem", onTable, `{"TableName":"TABLE","Key":{"pk":{"S":"none"}}}`}},
	{"BatchWriteItem", write, apiCall{"BatchWriteItem", "BatchWriteItem", onTable, `{"RequestItems":{"TABLE":[{"PutRequest":{"Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"none"}}}}]}}`}},
	{"TransactWriteItems, a put", write, apiCall{"TransactWriteItems", "PutItem", onTable, `{"TransactItems":[{"Put":{"TableName":"TABLE","Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}}]}`}},
	{"TransactWriteItems, an update", write, apiCall{"TransactWriteItems", "UpdateItem", onTable, `{"TransactItems":[{"Update":{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET x = :x","ExpressionAttributeValues":{":x":{"S":"y"}}}}]}`}},
	{"TransactWriteItems, a delete", write, apiCall{"TransactWriteItems", "DeleteItem", onTable, `{"TransactItems":[{"Delete":{"TableName":"TABLE","Key":{"pk":{"S":"none"}}}}]}`}},
	{"ExecuteStatement, UPDATE", write, apiCall{"ExecuteStatement", "PartiQLUpdate", onTable, `{"Statement":"UPDATE \"TABLE\" SET x = 'y' WHERE pk = 'a'"}`}},
	{"BatchExecuteStatement, INSERT", write, apiCall{"BatchExecuteStatement", "PartiQLInsert", onTable, `{"Statements":[{"Statement":"INSERT INTO \"TABLE\" VALUE {'pk': 'FRESH'}"}]}`}},
	{"BatchExecuteStatement, DELETE", write, apiCall{"BatchExecuteStatement", "PartiQLDelete", onTable, `{"Statements":[{"Statement":"DELETE FROM \"TABLE\" WHERE pk = 'FRESH'"}]}`}},
	{"ExecuteTransaction, UPDATE", write, apiCall{"ExecuteTransaction", "PartiQLUpdate", onTable, `{"TransactStatements":[{"Statement":"UPDATE \"TABLE\" SET x = 'y' WHERE pk = 'a'"}]}`}},

	{"DescribeStream", stream, apiCall{"DescribeStream", "DescribeStream", onStream, `{"StreamArn":"STREAM"}`}},
	{"GetShardIterator", stream, apiCall{"GetShardIterator", "GetShardIterator", onStream, `{"StreamArn":"STREAM","ShardId":"SHARD","ShardIteratorType":"TRIM_HORIZON"}`}},
	{"GetRecords", stream, apiCall{"GetRecords", "GetRecords", onStream, `{"ShardIterator":"ITERATOR","Limit":1}`}},

	{"CreateBackup", movement, apiCall{"CreateBackup", "CreateBackup", onTable, `{"TableName":"TABLE","BackupName":"copy"}`}},
	{"TagResource", shape, apiCall{"TagResource", "TagResource", onTable, `{"ResourceArn":"RESOURCE","Tags":[{"Key":"team","Value":"orders"}]}`}},
	{"DescribeTable", describe, apiCall{"DescribeTable", "DescribeTable", onTable, `{"TableName":"TABLE"}`}},
}

// oneOfEachClass names one call of each class, for what differs by class alone.
var oneOfEachClass = []string{
	"GetItem", "Query an index", "PutItem", "GetRecords", "CreateBackup", "TagResource", "DescribeTable",
}

// The origins that requests come from.
const (
	gatewayEndpoint = "the VPC's gateway endpoint"
	secondEndpoint  = "another endpoint of the VPC"
	streamsEndpoint = "the VPC's endpoint for streams"
	anotherVPC      = "another VPC of the account"
	memberVPC       = "a VPC of another account of the organization"
)

var origins = []string{
	gatewayEndpoint, secondEndpoint, streamsEndpoint, anotherVPC, memberVPC, gate.Internet, gate.Service,
}

// carries reports whether a service answers at an origin. An endpoint carries one service, and a gateway endpoint never
// streams.
func carries(origin, service string) bool {
	switch origin {
	case gate.Internet, gate.Service:
		return true
	case streamsEndpoint:
		return service == streamsService
	default:
		return service == tablesService
	}
}

// inside lists the origins that are inside each perimeter.
var inside = map[pd.Perimeter][]string{
	pd.PerimeterVpcs:         {gatewayEndpoint, secondEndpoint, streamsEndpoint},
	pd.PerimeterEndpoints:    {gatewayEndpoint},
	pd.PerimeterAccount:      {gatewayEndpoint, secondEndpoint, streamsEndpoint, anotherVPC},
	pd.PerimeterOrganization: {gatewayEndpoint, secondEndpoint, streamsEndpoint, anotherVPC, memberVPC},
}

// The callers. The policies of each role allow it everything.
const (
	reader   = roles + "app/reader" // exempt from nothing
	backup   = roles + "service-role/backup"
	consumer = roles + "stream-consumer"
	nobody   = "an access key that nobody has"
)

var callers = []string{reader, pipeline, breakGlass, backup, consumer, nobody}

// exempt lists the classes and single actions that a caller may use from everywhere.
var exempt = map[string][]string{
	pipeline:   {shape, describe},
	breakGlass: {read, write, stream, movement, shape, describe},
	backup:     {"CreateBackup", "DescribeTable"},
	consumer:   {stream},
}

// wantedCode is the code that a call is answered with, by the rules that the docs give to people.
func wantedCode(enforcement pd.Enforcement, perimeter pd.Perimeter, c sdkCall, caller, origin string) string {
	switch {
	case caller == nobody:
		return unrecognizedClient
	case !carries(origin, c.service()):
		return noAnswer
	case enforcement == pd.EnforcementObserve,
		slices.Contains(inside[perimeter], origin),
		slices.Contains(exempt[caller], c.class), slices.Contains(exempt[caller], c.action),
		enforcement == pd.EnforcementData && c.class == describe:
		return ""
	default:
		return accessDenied
	}
}
