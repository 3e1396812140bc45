// Command pulumi-resource-aws is a stand-in for the official Pulumi aws plugin 6.x, for AWS on one machine. It serves
// the resource types and functions that this repository's components and examples use, and talks to local AWS
// through the AWS SDK for Go. It exists because the official plugin is not in any package registry.
//
// It keeps the official contract: the tokens, property names and types of pulumi-aws 6.83, read from the official SDK;
// the properties that replace a resource; the defaults; reading on refresh and import; deleting on destroy. It ignores
// nothing silently: a property that it does not implement is refused by name. What it answers is held by answers of the
// real provider in testdata/recorded. As the real one does, it plans an update from the state, stores what it planned
// when a call fails, and does not ask whether AWS kept what it was given.
//
// It cannot reach AWS: every endpoint must be an http address on the loopback interface, and its HTTP client dials no
// other.
//
// A resource type is one file with one resourceType value, listed in provider.go.
package main
