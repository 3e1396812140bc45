// Package policy renders and judges the IAM documents that keep a DynamoDB table private.
//
// # One intent, many documents
//
// An [Intent] says what counts as inside (its [Perimeter]), which classes of action are refused
// outside, and who is exempt and why. Every document is rendered from the same intent, so that a
// table policy and the endpoint policy beside it can never disagree.
//
// # A Deny, and who escapes it
//
// Access inside an account comes from identity policies. The documents rendered here take it away
// outside the perimeter, so DynamoDB's Block Public Access has nothing to refuse and a mistake closes a
// door instead of opening one. Two things are an Allow: the endpoint policy, since a VPC endpoint without
// one lets every table of every account through, and a [Grant] to a foreign account or a service, which
// must be asked for and is refused where it could mean anyone.
//
// A Deny takes effect when all its conditions hold, so each further condition key is one more way
// around it. Statements therefore test two things at most: outside the perimeter, and not exempt. A
// negated operator is true when its key is missing; that is what refuses the internet, whose requests
// carry no aws:SourceVpc at all.
//
// # Rendered, judged, proven
//
// [Evaluate] decides one request under a set of documents as IAM does, whoever wrote them. [Prove] asks
// a rendered set the same questions every time and reports who gets in. The judge reads documents alone,
// never the intent that they came from, and is held to an independent simulator.
//
// # Pure
//
// The package imports nothing of Pulumi or AWS. It is given strings and returns documents, which makes
// each rule a table test away from proof.
package policy
