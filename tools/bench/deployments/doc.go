// Package deployments measures what it costs to deploy tables with this package, against the same tables and policies
// declared with the SDKs of the aws package.
//
// A contender is a way to declare them. All contenders deploy to one local AWS, on a VPC that is there before, and take
// turns. They call it through the gate, which has what an update reads back and the emulator lacks. What counts is the
// time that the pulumi command takes: neither what the automation API does before and after it, nor the import of an
// SDK, nor the compilation of a program.
package deployments
