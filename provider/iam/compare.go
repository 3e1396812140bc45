package iam

import (
	"maps"
	"strings"
)

// Compare tells by which statements two documents differ: those of d that other lacks, and those that only other has.
// Documents without a difference mean the same. AWS may return a document in another form than it was sent: with other
// white space, a list of one value for a string, or an account as the ARN of its root. Neither that nor the order of
// statements and values is a difference, nor the case of what IAM reads without regard to it.
func (d Document) Compare(other Document) (missing, added []Statement) {
	return d.without(other), other.without(d)
}

// without returns the statements of a document that another one lacks.
func (d Document) without(other Document) []Statement {
	theirs := map[string]bool{}
	for _, s := range other.Statement {
		theirs[other.meaning(s)] = true
	}
	var lacking []Statement
	for _, s := range d.Statement {
		if !theirs[d.meaning(s)] {
			lacking = append(lacking, s)
		}
	}
	return lacking
}

// meaning is equal for statements that mean the same. The version is part of it: variables are plain text in a document
// of another version.
func (d Document) meaning(s Statement) string {
	s.Principal, s.NotPrincipal = s.Principal.canonical(), s.NotPrincipal.canonical()
	s.Action, s.NotAction = lowered(s.Action), lowered(s.NotAction)
	s.Resource, s.NotResource = CanonicalValues(s.Resource), CanonicalValues(s.NotResource)
	conditions := Conditions{}
	for operator, tests := range s.Condition {
		for key, values := range tests {
			conditions.Add(strings.ToLower(operator), map[string]Values{strings.ToLower(key): CanonicalValues(values)})
		}
	}
	s.Condition = conditions
	text, _ := encode(s) // strings, lists and maps of them always encode
	return d.Version + string(text)
}

// canonical returns an element that is equal for all that name the same principals.
func (p Principal) canonical() Principal {
	switch {
	case p.IsZero():
		return p
	case p.IsEveryone():
		return Principal{Everyone: true}
	}
	kinds := maps.Clone(p.ByKind)
	for kind, names := range kinds {
		var same []string
		for _, name := range names {
			if arn, known := ParseARN(name); known && arn.Service == "iam" && arn.Resource == "root" {
				name = arn.Account
			}
			same = append(same, name)
		}
		kinds[kind] = CanonicalValues(same)
	}
	return Principal{ByKind: kinds}
}

func lowered(actions Values) Values {
	var lower []string
	for _, action := range actions {
		lower = append(lower, strings.ToLower(action))
	}
	return CanonicalValues(lower)
}
