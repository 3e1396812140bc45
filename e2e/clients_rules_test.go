package e2e

import (
	"path"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// The services that requests are for.
const (
	tablesService  = "dynamodb"
	streamsService = "dynamodb-streams"
)

// The classes of action that the questions are of, as docs/policies.md has them.
const (
	read     = "read"
	write    = "write"
	stream   = "stream"
	movement = "movement"
	shape    = "shape"
	describe = "describe"
)

// The codes of the answers that are wanted. A call that goes through has none.
const (
	refused    = "AccessDeniedException"
	unknownKey = "UnrecognizedClientException"
	noAnswer   = "NoAnswer" // the clients' own word: nothing came back that is an answer of the service's
)

// question is one call that the API has, and what it needs.
type question struct {
	name      string
	operation string
	action    string // that IAM decides, on the table, or on what resource adds to its ARN
	class     string
	resource  string
	input     string // with the names in capitals replaced
}

func (q question) service() string {
	if q.class == stream {
		return streamsService
	}
	return tablesService
}

// questions are every operation on items and records, and one of each other class. They can be asked any number of
// times: what they write is there already, and what they delete is not there. FRESH is another text each time.
var questions = []question{
	{"GetItem", "GetItem", "GetItem", read, "", `{"TableName":"TABLE","Key":{"pk":{"S":"a"}}}`},
	{"GetItem by ARN", "GetItem", "GetItem", read, "", `{"TableName":"ARN","Key":{"pk":{"S":"a"}}}`},
	{"BatchGetItem", "BatchGetItem", "BatchGetItem", read, "", `{"RequestItems":{"TABLE":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}`},
	{"Query", "Query", "Query", read, "", `{"TableName":"TABLE","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}`},
	{"Query an index", "Query", "Query", read, "/index/byDay", `{"TableName":"TABLE","IndexName":"byDay","KeyConditionExpression":"#d = :d","ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":d":{"S":"monday"}}}`},
	{"Scan", "Scan", "Scan", read, "", `{"TableName":"TABLE","Limit":1}`},
	{"Scan an index", "Scan", "Scan", read, "/index/byDay", `{"TableName":"TABLE","IndexName":"byDay","Limit":1}`},
	{"TransactGetItems", "TransactGetItems", "GetItem", read, "", `{"TransactItems":[{"Get":{"TableName":"TABLE","Key":{"pk":{"S":"a"}}}}]}`},
	{"TransactWriteItems, a check", "TransactWriteItems", "ConditionCheckItem", read, "", `{"TransactItems":[{"ConditionCheck":{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(pk)"}}]}`},
	{"ExecuteStatement, SELECT", "ExecuteStatement", "PartiQLSelect", read, "", `{"Statement":"SELECT * FROM \"TABLE\" WHERE pk = ?","Parameters":[{"S":"a"}]}`},
	{"ExecuteTransaction, SELECT", "ExecuteTransaction", "PartiQLSelect", read, "", `{"TransactStatements":[{"Statement":"SELECT * FROM \"TABLE\" WHERE pk = 'a'"}]}`},

	{"PutItem", "PutItem", "PutItem", write, "", `{"TableName":"TABLE","Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}`},
	{"UpdateItem", "UpdateItem", "UpdateItem", write, "", `{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET #d = :d","ExpressionAttributeNames":{"#d":"day"},"ExpressionAttributeValues":{":d":{"S":"monday"}},"ReturnValues":"ALL_NEW"}`},
	{"DeleteItem", "DeleteItem", "DeleteItem", write, "", `{"TableName":"TABLE","Key":{"pk":{"S":"none"}}}`},
	{"BatchWriteItem", "BatchWriteItem", "BatchWriteItem", write, "", `{"RequestItems":{"TABLE":[{"PutRequest":{"Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"none"}}}}]}}`},
	{"TransactWriteItems, a put", "TransactWriteItems", "PutItem", write, "", `{"TransactItems":[{"Put":{"TableName":"TABLE","Item":{"pk":{"S":"a"},"day":{"S":"monday"}}}}]}`},
	{"TransactWriteItems, an update", "TransactWriteItems", "UpdateItem", write, "", `{"TransactItems":[{"Update":{"TableName":"TABLE","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET x = :x","ExpressionAttributeValues":{":x":{"S":"y"}}}}]}`},
	{"TransactWriteItems, a delete", "TransactWriteItems", "DeleteItem", write, "", `{"TransactItems":[{"Delete":{"TableName":"TABLE","Key":{"pk":{"S":"none"}}}}]}`},
	{"ExecuteStatement, UPDATE", "ExecuteStatement", "PartiQLUpdate", write, "", `{"Statement":"UPDATE \"TABLE\" SET x = 'y' WHERE pk = 'a'"}`},
	{"BatchExecuteStatement, INSERT", "BatchExecuteStatement", "PartiQLInsert", write, "", `{"Statements":[{"Statement":"INSERT INTO \"TABLE\" VALUE {'pk': 'FRESH'}"}]}`},
	{"BatchExecuteStatement, DELETE", "BatchExecuteStatement", "PartiQLDelete", write, "", `{"Statements":[{"Statement":"DELETE FROM \"TABLE\" WHERE pk = 'FRESH'"}]}`},
	{"ExecuteTransaction, UPDATE", "ExecuteTransaction", "PartiQLUpdate", write, "", `{"TransactStatements":[{"Statement":"UPDATE \"TABLE\" SET x = 'y' WHERE pk = 'a'"}]}`},

	{"DescribeStream", "DescribeStream", "DescribeStream", stream, "/stream", `{"StreamArn":"STREAM"}`},
	{"GetShardIterator", "GetShardIterator", "GetShardIterator", stream, "/stream", `{"StreamArn":"STREAM","ShardId":"SHARD","ShardIteratorType":"TRIM_HORIZON"}`},
	{"GetRecords", "GetRecords", "GetRecords", stream, "/stream", `{"ShardIterator":"ITERATOR","Limit":1}`},

	{"CreateBackup", "CreateBackup", "CreateBackup", movement, "", `{"TableName":"TABLE","BackupName":"copy"}`},
	{"TagResource", "TagResource", "TagResource", shape, "", `{"ResourceArn":"ARN","Tags":[{"Key":"team","Value":"orders"}]}`},
	{"DescribeTable", "DescribeTable", "DescribeTable", describe, "", `{"TableName":"TABLE"}`},
}

// few is one question of each class, for what differs by class alone.
var few = []string{"GetItem", "Query an index", "PutItem", "GetRecords", "CreateBackup", "TagResource", "DescribeTable"}

// The places that requests come from.
const (
	gateway   = "the VPC's gateway endpoint"
	second    = "another endpoint of the VPC"
	streaming = "the VPC's endpoint for streams"
	nextDoor  = "another VPC of the account"
	member    = "a VPC of another account of the organization"
)

var places = []string{gateway, second, streaming, nextDoor, member, gate.Internet, gate.Service}

// carries says whether anything answers at a place: an endpoint carries one service, and a gateway no streams.
func carries(place, service string) bool {
	switch place {
	case gate.Internet, gate.Service:
		return true
	case streaming:
		return service == streamsService
	default:
		return service == tablesService
	}
}

// inside are the places in which nothing is refused, by what a table calls inside.
var inside = map[pd.Perimeter][]string{
	pd.PerimeterVpcs:         {gateway, second, streaming},
	pd.PerimeterEndpoints:    {gateway},
	pd.PerimeterAccount:      {gateway, second, streaming, nextDoor},
	pd.PerimeterOrganization: {gateway, second, streaming, nextDoor, member},
}

// The callers. Every role may do everything by its own policies.
const (
	stranger = roles + "app/reader"
	backup   = roles + "service-role/backup"
	consumer = roles + "stream-consumer"
	nobody   = "an access key that nobody has"
)

var callers = []string{stranger, pipeline, breakGlass, backup, consumer, nobody}

// open are the classes, or single actions, that an exemption opens to a caller wherever it is.
var open = map[string][]string{
	pipeline:   {shape, describe},
	breakGlass: {read, write, stream, movement, shape, describe},
	backup:     {"CreateBackup", "DescribeTable"},
	consumer:   {stream},
}

// answered is the code that a call is answered with, by the rules that the docs give to people.
func answered(enforcement pd.Enforcement, perimeter pd.Perimeter, q question, caller, place string) string {
	switch {
	case caller == nobody:
		return unknownKey
	case !carries(place, q.service()):
		return noAnswer
	case enforcement == pd.EnforcementObserve,
		slices.Contains(inside[perimeter], place),
		slices.Contains(open[caller], q.class), slices.Contains(open[caller], q.action),
		enforcement == pd.EnforcementData && q.class == describe:
		return ""
	default:
		return refused
	}
}

// session is the ARN by which AWS names a role's session: without the role's path.
func session(role string) string {
	return "arn:aws:sts::" + workspace.Account + ":assumed-role/" + path.Base(role) + "/local"
}
