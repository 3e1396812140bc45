// Command pulumi-resource-aws is a stand-in for the official Pulumi aws plugin 6.x, for AWS on one machine: it serves
// the resource types and functions that this package's components and examples use, and talks to an AWS emulator with
// the AWS SDK for Go. It exists because the official plugin cannot be had from a package registry.
//
// It holds the official contract: the tokens, property names and types of pulumi-aws 6.83, read from the official SDK;
// the properties that replace a resource; the defaults; read back on refresh and import; delete on destroy. It never
// pretends. A property that it does not implement is refused by name, and an input that the emulator takes and forgets
// is an error.
//
// It cannot touch real AWS: every endpoint must be a loopback http address, and its HTTP client dials no other.
//
// A resource type is one file with one kind value in it, listed in provider.go.
package main
