// Package inputs checks the inputs of a component before it registers anything.
//
// The engine calls Construct without checking: a missing input arrives as a zero value, a misspelt one is dropped, and
// an enum holds any text. [Checked] therefore wraps a provider. It walks the raw inputs along the package's own schema,
// then asks the component's [Rules], and reports every failure at once, each under its property path.
//
// # Unknown and secret values
//
// An unknown value passes every rule. It is checked again where it is used, once it is known. A secret is never
// printed: the engine looks a path up and prints the value that it finds there, so the path of a secret gets a note
// that makes it unreadable to the engine.
//
// # Raw inputs in a component
//
// The [Check] of a component travels in the context ([From]). Through it a component reads its raw inputs element by
// element ([Check.Find]), reports what only it can find wrong ([Check.Fail]), and redacts what it prints
// ([Check.Redact]).
package inputs
