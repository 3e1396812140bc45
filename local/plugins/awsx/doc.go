// Command pulumi-resource-awsx is a stand-in for the official Pulumi awsx plugin 2.x, for AWS on one machine. It serves
// the component awsx:ec2:Vpc. It exists because the official plugin is not in any package registry.
//
// It keeps the official contract. It registers the children that awsx 2.22.0 registers, with the same types, names,
// parents, dependencies, inputs and aws version; a recording of the official plugin under testdata proves it. It lays
// out subnets as the Auto strategy does, and its outputs are the same resources. An argument that it does not implement
// is refused by name, and so is one that awsx does not have.
//
// It makes no call to AWS: the aws plugin that its children need does.
package main
