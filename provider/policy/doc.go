// Package policy renders and judges the IAM documents that keep a DynamoDB table private.
//
// # One intent, many documents
//
// An [Intent] says what counts as inside (its [Perimeter]), which classes of action are refused
// outside, and who is exempt and why. Every document is rendered from the same intent, so that a
// table policy and the endpoint policy beside it can never disagree.
//
// # Everything is a Deny
//
// Access inside an account comes from identity policies. The documents rendered here take it away
// outside the perimeter and grant nothing, so DynamoDB's Block Public Access has nothing to refuse and
// a mistake closes a door instead of opening one. The endpoint policy is the one Allow: a VPC endpoint
// without one lets every table of every account through.
//
// A Deny takes effect when all its conditions hold, so each further condition key is one more way
// around it. Statements therefore carry two at most: outside the perimeter, and not exempt. A negated
// operator is true when its key is missing; that is what refuses the internet, whose requests carry no
// aws:SourceVpc at all.
//
// # Pure
//
// The package imports nothing of Pulumi or AWS. It is given strings and returns documents, which makes
// each rule a table test away from proof.
package policy
