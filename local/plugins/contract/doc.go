// Package contract reads the contract of the official plugins from the official Pulumi SDKs, and holds a stand-in
// plugin to it.
//
// The contract is in the SDKs' types: the names of a resource's inputs and outputs, which of them are required, and the
// type of each. Reflection finds it there, so no list of names is kept by hand. From it follow the input check, the
// diff, the comparison of AWS with the program after a refresh, the preview, and the schema. What the types do not say,
// such as which property forces a replacement or which list has no order, a resource states in its [Traits].
//
// The package is pure: it makes no calls and knows no AWS service.
package contract
