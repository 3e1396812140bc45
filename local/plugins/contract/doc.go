// Package contract reads, from the official Pulumi SDKs, what the official plugins promise, and holds a stand-in
// plugin to it.
//
// The promise is in the SDK's types: the names of a resource's inputs and outputs, which of them are required, and
// what type each has. Reflection finds it there, so that no list of names is kept by hand and none can go stale. From
// it come the input check, the diff, the comparison of AWS with the program after a refresh, the preview, and the
// schema. What the types cannot say (which property forces a replacement, which list has no order) a resource states
// in its [Traits].
//
// The package is pure: it talks to nobody and knows no AWS service.
package contract
