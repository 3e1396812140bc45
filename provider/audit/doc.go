// Package audit makes access reports of the state of a stack, for people who review it.
//
// A component keeps the evidence of its report ([proof.Evidence]). [Read] proves each report again, fails where it is
// not the one that was deployed, and compares the policies that it is about with those that the state says were sent to
// AWS. It reads a state and asks nobody: whether AWS still has them is what `pulumi refresh` finds.
package audit
