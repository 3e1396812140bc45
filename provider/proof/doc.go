// Package proof finds out what a set of policy documents does, and holds it to the intent that they were rendered from.
//
// # What is asked
//
// [Prove] evaluates every DynamoDB action on a table, its indexes and its stream, for every kind of caller, from every
// kind of origin. Each request is evaluated by package iam under the documents alone, with callers that hold every
// right, so a result depends on nothing but these documents.
//
// The callers are the account's root user, an ordinary role and an ordinary user, a role of another account, the
// service-linked roles, services that call as themselves, the deployer, and every principal that the intent or a
// document names. Exemptions can be patterns and patterns can overlap, so there is one caller for each non-empty
// overlap; overlaps are decided by intersecting the patterns, never sampled. The origins are the table's own network
// through each of its known endpoints, other listed networks, networks that are not listed, the internet, and services
// that act for a caller. A document that names a value of its own, such as another VPC, adds callers and origins with
// that value.
//
// # Eight questions
//
// The results answer eight questions, one a file:
//
//  1. Outside: does anyone who is not exempt get in from outside?
//  2. Inside: is anything denied inside?
//  3. Repair: can somebody still change the policy, and is break-glass denied nothing?
//  4. Administrators: do they reach data from outside?
//  5. Exemptions: does each open exactly what it says, overlaps included?
//  6. Side doors: is the stream or an index a way around the table's policy?
//  7. Limits: does AWS accept the documents?
//  8. Two calls: who reads data after a first call that opens a way to it?
//
// A wrong answer is a [Finding]. It carries the question, the input at fault, and the request that shows it. An error
// stops a deployment; a warning is something that was asked for and may surprise.
//
// # Action groups
//
// Most actions cannot be told apart: the same statements cover them and the same exemptions open them. One action of
// such a group is evaluated, and its result counts for all. A test compares this with evaluating each action by itself.
//
// # Symbols at preview
//
// Some inputs are not known at preview. One of the [Symbols] stands for each: a well-formed value, distinct from all
// others. No document depends on more of an id than that it equals itself, so a proof about symbols holds for every
// well-formed value. The same questions are asked again of the resolved values.
//
// # The verdict and the report
//
// A [Report] says who gets through, from where, with which actions, and which statement decides. It names origins by
// the part they play, never by an id, so it is complete at preview. Its first line is the verdict:
//
//   - SEALED: nobody but break-glass reaches data from outside, in one call or in two.
//   - SEALED but for: nobody else does, apart from those whom no exemption names and what no document governs.
//   - OPEN: somebody else does, by an exemption or by a mistake.
//   - REMOVABLE: nobody does until somebody who is not named deletes the policy.
//   - OBSERVED ONLY: the documents are not attached.
//
// Data is what one call reads, writes, streams or moves. A call that changes a policy, or a table so that it gets a
// stream or a replica, leads there in two.
//
// The report ends with what the policies cannot stop, and what would. Each line says whether it is verified by
// evaluation, documented by AWS, or assumed.
//
// [ProveGuardrail] asks the same questions of a service control policy, and [EndpointReport] reports on an endpoint's
// policy alone.
//
// # Pure
//
// The package imports nothing of Pulumi or AWS, only packages iam and policy. The same case gives the same proof, to
// the byte.
package proof
