// Package gate is a reverse proxy in front of moto. It forwards a request that the deployed policies allow, and answers
// every other as AWS would. It shows this repository's reading of AWS, not AWS.
//
// # Doors
//
// The door by which a request comes in stands for its origin. Each door is a listener of its own on the loopback
// address. One is the internet, through which every AWS service can be reached. One is a service that acts for the
// caller (aws:ViaAWSService). And every VPC endpoint for DynamoDB or DynamoDB Streams in the emulator has one, which
// opens and closes with the endpoint. GET /_gate/doors at the internet's door lists the doors, and so does the file
// doors.json in the runtime folder.
//
// A VPC endpoint carries one service in one Region: a gateway endpoint carries DynamoDB, and never DynamoDB Streams
// ("Gateway endpoints are not supported", "Using AWS PrivateLink for DynamoDB Streams"). A request for anything else is
// not answered: the connection is closed, because a host that cannot be reached does not answer. Clients at an
// endpoint's door therefore set AWS_ENDPOINT_URL_DYNAMODB to that door, and AWS_ENDPOINT_URL to the internet's.
//
// # Callers and decisions
//
// The access key id in the signature tells the caller, through moto's STS and IAM. The signature itself is not
// verified: the gate shows what policies do to a caller, not whether a caller is genuine. Package authorize decides
// each authorization that a request to DynamoDB needs. It evaluates the caller's identity policies and permissions
// boundary, and the policies of the table or stream, the endpoint and the organization. Session policies are not known,
// because moto does not return them. Every decision is one line of JSON in the log.
//
// Requests to other services are forwarded without a decision, unless [Options.DecideAll] asks for one by identity
// policies, and package awsrules checks some of them. AWS
// Cloud Control API, which moto does not have, the gate answers itself: GetResource of a table. It decides the action
// cloudformation:GetResource, and each request to DynamoDB that the read handler makes for the caller.
//
// What moto answers with an HTML page, because it does not have it or fails at it, is an error in the format of the
// service, with the status 501, which clients do not retry.
//
// When in doubt the gate refuses. Documents that cannot be evaluated refuse a request, and an emulator that does not
// answer is a 503.
package gate
