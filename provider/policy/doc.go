// Package policy renders the IAM documents that keep a DynamoDB table private.
//
// # One intent, every document
//
// An [Intent] says what counts as inside (its [Perimeter]), which classes of action are denied outside (its
// [Enforcement]), who is exempt and why (its [Exemption] list), and who from elsewhere is let in (its [Grant] list).
// The table policy, the stream policy and the guardrail on a table are all rendered from it, so they can never
// disagree. An organization has an intent of its own, the [Guardrail]. The endpoint policy depends on an account or an
// organization alone; see [EndpointPolicy].
//
// # A Deny, and who escapes it
//
// Access inside an account comes from identity policies. The documents rendered here take it away outside the
// perimeter. A mistake in one of them can lock a principal out, but gives nobody a permission.
//
// A Deny applies when all its conditions hold, so every further condition key is one more way around it. Statements
// test two things at most: that the request is outside the perimeter, and that the caller is not exempt (in a
// [Guardrail], the Region too). A negated operator is true when its key is missing. That is what denies the internet,
// whose requests carry no aws:SourceVpc.
//
// Only two things are an Allow. An endpoint policy is one, because a VPC endpoint without a policy of its own lets
// every principal reach every table of every account. A [Grant] is one, because no identity policy in the table's
// account can let in a foreign account or a service; it must be asked for, and is rejected where DynamoDB's Block
// Public Access would reject it ([IsPublic]).
//
// # Names, or a wildcard
//
// Every DynamoDB action is in one [Class], and has a [Support] for each kind of resource policy: one name that AWS does
// not accept there makes it reject the whole document. [EnforceData] denies actions by name, and so leaves open what
// has no name in a resource policy yet. [EnforceAll] adds a catch-all, dynamodb:*, which also denies the actions that
// AWS will add later; see [ActionStyle] for what it does about a principal that is exempt from some of them.
//
// # Pure
//
// The package imports the standard library and package iam, and nothing of Pulumi or AWS. It is given strings and
// returns documents, so each rule can be tested in a table. It does not judge what it renders: package iam evaluates
// requests, and package proof evaluates these documents for every caller, origin and action.
package policy
