// Package iam decides whether AWS Identity and Access Management allows a request under a set of policies.
//
// # What it decides
//
// [Documents] are the policies that bear on a request: those of the caller, of the resource, of the VPC endpoint and
// of the organization. [Compile] turns them into a [Set], and [Set.Evaluate] decides one [Request] under it. The
// [Decision] says whether the request is allowed, explicitly denied or implicitly denied, and which policy and
// statement decided. [Evaluate] does both steps for one request.
//
// # In which order
//
// A request is denied unless something allows it, and an explicit Deny overrides every Allow. The layers are asked in
// AWS's order:
//
//  1. Resource control policies, for the account of the resource. They can only deny.
//  2. Service control policies, for the account of the caller. Every level of the organization must allow.
//  3. The resource's own policy.
//  4. The endpoint's policy. It must allow, if the request comes through an endpoint that has one.
//  5. The caller's identity policies.
//
// Inside one account, an Allow of the resource's policy or of an identity policy is enough. Across accounts both must
// allow. An Allow that names only the caller's account delegates to that account, whose own policies must then allow.
// Some callers are exempt from some layers: a service-linked role from the organization's policies, for example, and
// the root user from identity policies. Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to
// allow or deny access".
//
// # A missing key
//
// A condition under a negated operator, such as StringNotEquals, is true when its key is absent from the request. A
// Deny unless aws:SourceVpc has a value therefore denies requests from the internet, which carry no such key. Most
// mistakes in such policies are about absent keys, so the package derives the keys of the caller, the network and the
// resource from the request itself. For a key that AWS always sets, a request that does not give its value is an error:
// to treat the key as absent would be a guess. Some keys depend on what does not follow from a request, such as
// aws:PrincipalOrgID on whether the caller's account is in an organization. A request must give their values, or say
// that they are absent.
//
// # It refuses what it does not understand
//
// An element, an operator or a policy variable that is skipped could be the one that decides. [Parse], [Compile] and
// [Set.Evaluate] therefore return an error for anything that they do not know, for anything that AWS would reject, and
// wherever AWS's documentation does not settle the result. An error comes with a Decision that allows nothing.
//
// Permissions boundaries and session policies are not modelled. They only take permissions away.
//
// # Patterns
//
// A [Pattern] is text with wildcards as IAM matches it. [Witness] finds a text that some patterns match and others do
// not, which makes statements about all principals possible, not only about a sample.
//
// # Pure
//
// The package imports only the standard library. It takes strings and returns decisions, reads no file and calls no
// service. An independent simulator checks it on generated cases; each known difference is a test with the sentence of
// AWS's documentation that decides it.
package iam
