package proof

// Question is one of the eight that every set of documents is asked.
type Question int

// The questions.
const (
	// QuestionOutside: no action that the documents govern succeeds from outside for anyone not exempt.
	QuestionOutside Question = iota + 1
	// QuestionInside: nothing that a role could do inside, through a listed endpoint, is denied.
	QuestionInside
	// QuestionRepair: break-glass is in the table's account and denied nothing, and somebody can repair the policy.
	QuestionRepair
	// QuestionAdministrators: administrators reach no data from outside in one request.
	QuestionAdministrators
	// QuestionExemptions: each exemption opens exactly what it says, overlaps included.
	QuestionExemptions
	// QuestionSideDoors: the stream is no side door, and neither is an index.
	QuestionSideDoors
	// QuestionLimits: every document is within AWS's limits and names only actions that AWS documents for it.
	QuestionLimits
	// QuestionTwoCalls: in a policy or shape call and any other, only those who are named read data from outside.
	QuestionTwoCalls
)

// String puts the question in words.
func (q Question) String() string {
	return [...]string{
		"", "does anyone outside get in", "is anyone inside shut out", "can the policy be repaired",
		"do administrators reach data", "do exemptions open what they say", "is the stream or an index a side door",
		"will AWS take the documents", "who gets in by two calls",
	}[q]
}
