// Package gate is a reverse proxy in front of moto that lets a request through where the deployed policies do, and
// otherwise answers as AWS would. It shows this repository's reading of AWS, not AWS.
//
// # Doors
//
// Where a request comes from is which door it comes in by; each is a listener of its own on the loopback address.
// One is the internet: every AWS service passes through it. One is a service that acts for the caller
// (aws:ViaAWSService). And every VPC endpoint for DynamoDB or DynamoDB Streams that exists in the emulator has one,
// opened and closed as endpoints come and go. GET /_gate/doors on the internet's door lists them, and so does the
// file doors.json in the runtime folder.
//
// A VPC endpoint carries one service in one Region: a gateway endpoint DynamoDB, never DynamoDB Streams ("Gateway
// endpoints are not supported", "Using AWS PrivateLink for DynamoDB Streams"). What it does not carry is not
// answered: the connection is closed, as a host that cannot be reached gives no answer. Clients at an endpoint's
// door are therefore pointed at it with AWS_ENDPOINT_URL_DYNAMODB, and with AWS_ENDPOINT_URL at the internet.
//
// # Who calls, and what is decided
//
// The access key id of the signature says who calls, by way of moto's STS and IAM; the signature itself is not
// verified. The gate shows what policies do to a caller, not whether a caller is genuine. Each authorisation that
// a request to DynamoDB needs is decided by policy.Evaluate over the caller's identity policies and permissions
// boundary, the policy of the table or stream, the endpoint's, and the organization's. Session policies are not
// known: moto does not give them back. Every decision is one line of JSON in the log.
//
// Other services are forwarded without a decision, but for the promises of package promise.
//
// Nothing is allowed for want of an answer: documents that cannot be judged refuse a request, and an emulator that
// cannot be asked is a 503.
package gate
