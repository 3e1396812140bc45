package proof

// Question is one of the eight questions that are asked of every set of documents.
type Question int

// The questions.
const (
	// QuestionOutside asks whether an action that the documents govern succeeds from outside for anyone not exempt.
	QuestionOutside Question = iota + 1
	// QuestionInside asks whether the documents deny anything inside, through a listed endpoint.
	QuestionInside
	// QuestionRepair asks whether break-glass is in the table's account and denied nothing, and whether somebody can
	// change the policy.
	QuestionRepair
	// QuestionAdministrators asks whether administrators reach data from outside in one request.
	QuestionAdministrators
	// QuestionExemptions asks whether each exemption opens exactly what it says, overlaps included.
	QuestionExemptions
	// QuestionSideDoors asks whether the stream or an index is a way around the table's policy.
	QuestionSideDoors
	// QuestionLimits asks whether every document is within AWS's limits and names only actions that AWS documents for
	// that kind of policy.
	QuestionLimits
	// QuestionTwoCalls asks who reads data from outside in two calls, the first of which changes the policy or the table,
	// or copies it. Break-glass and administrators are meant to; any other exemption is a warning.
	QuestionTwoCalls
)

// String returns the question in words.
func (q Question) String() string {
	return [...]string{
		"", "does anyone outside get in", "is anyone inside shut out", "can the policy be repaired",
		"do administrators reach data", "do exemptions open what they say", "is the stream or an index a side door",
		"will AWS take the documents", "who gets in by two calls",
	}[q]
}
