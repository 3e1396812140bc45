// Command pulumi-resource-awsx is a stand-in for the official Pulumi awsx plugin 2.x, for AWS on one machine: it serves
// the component awsx:ec2:Vpc. It exists because the official plugin cannot be had from a package registry.
//
// It holds the official contract: it registers the children that awsx 2.22.0 registers, with the same types, names,
// parents, dependencies, inputs and aws version, which a recording of the official plugin under testdata proves; it
// lays out subnets as the Auto strategy does; and its outputs are the same resources. It never pretends: an argument
// that it does not implement is refused by name, and so is one that awsx does not have.
//
// It talks to no AWS: the aws plugin that its children need does.
package main
