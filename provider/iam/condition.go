package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// condition is one key under one condition operator. All conditions of a statement must hold: "multiple condition
// operators, or multiple context keys attached to a single condition operator, are evaluated using a logical
// AND." Source for all of this file: IAM User Guide, "Conditions with multiple context keys or values",
// "Single-valued vs. multivalued context keys" and "IAM JSON policy elements: Condition operators".
type condition struct {
	operator string // as written, with its modifiers
	key      contextKey
	tests    []test // one for each value of the policy

	negated  bool
	set      setOperator
	ifAbsent bool      // the result for an absent key, except under Null
	null     *nullTest // nil for every operator but Null
}

// setOperator is the prefix that says how a condition treats several values of a request.
type setOperator int

const (
	noSet setOperator = iota
	forAnyValue
	forAllValues
)

// nullTest is the operator Null: its results for an absent and for a present key.
type nullTest struct{ absent, present bool }

// newConditions compiles a Condition element. Its order depends on operators and keys only.
func newConditions(element Conditions, language syntax) ([]condition, error) {
	var list []condition
	for _, name := range slices.Sorted(maps.Keys(element)) {
		if len(element[name]) == 0 {
			return nil, fmt.Errorf("condition %s has no keys", name)
		}
		folded := map[string]bool{}
		for _, key := range slices.Sorted(maps.Keys(element[name])) {
			c, err := newCondition(name, key, element[name][key], language)
			if err == nil && folded[c.key.folded] {
				err = errors.New("duplicate key")
			}
			if err != nil {
				return nil, fmt.Errorf("condition %s %s: %w", name, key, err)
			}
			folded[c.key.folded] = true
			list = append(list, c)
		}
	}
	return list, nil
}

func newCondition(operator, key string, values Values, language syntax) (condition, error) {
	c := condition{operator: operator}
	var err error
	if c.key, err = newContextKey(key); err != nil {
		return c, err
	}
	if len(values) == 0 {
		return c, errors.New("it has no values")
	}
	if operator == "Null" {
		c.null, err = newNullTest(values)
		return c, err
	}
	base, ifExists := c.cutModifiers()
	op, known := operators[base]
	switch {
	case !known:
		return c, errors.New("unknown operator")
	case c.set == noSet && c.key.multivalued:
		return c, errors.New("\"Multivalued context keys require a condition set operator\", such as ForAnyValue")
	case c.set == forAnyValue && ifExists:
		// "For no matching context key or if the key does not exist, the condition returns false", says one
		// sentence; "If the key is not present, evaluate the condition element as true", the other.
		return c, errors.New("AWS does not say what ForAnyValue with IfExists means for an absent key")
	}
	c.negated = op.negated
	// "If the key that you specify in a policy condition is not present in the request context, the values do
	// not match and the condition is false. If the policy condition requires that the key is not matched [...]
	// and the right key is not present, the condition is true." IfExists and ForAllValues are true without
	// the key, ForAnyValue false.
	c.ifAbsent = ifExists || c.set == forAllValues || op.negated && c.set == noSet
	for _, value := range values {
		t, err := op.read(value, language)
		if err != nil {
			return c, err
		}
		c.tests = append(c.tests, t)
	}
	return c, nil
}

// cutModifiers removes the set operator and IfExists from the operator's name. Operators are known in AWS's
// spelling only.
func (c *condition) cutModifiers() (base string, ifExists bool) {
	base = c.operator
	if rest, found := strings.CutPrefix(base, "ForAnyValue:"); found {
		base, c.set = rest, forAnyValue
	} else if rest, found := strings.CutPrefix(base, "ForAllValues:"); found {
		base, c.set = rest, forAllValues
	}
	return strings.CutSuffix(base, "IfExists")
}

func newNullTest(values Values) (*nullTest, error) {
	n := &nullTest{}
	for _, value := range values {
		absent, err := parseBool(value)
		if err != nil {
			return nil, err
		}
		n.absent = n.absent || absent
		n.present = n.present || !absent
	}
	return n, nil
}

// holds reports whether the condition is true for one request.
func (c *condition) holds(e *evaluation) (bool, error) {
	found, err := c.key.values(e)
	if err != nil {
		return false, err
	}
	count := found.count()
	switch {
	case c.null != nil && count == 0:
		return c.null.absent, nil
	case c.null != nil:
		return c.null.present, nil
	case count == 0:
		return c.ifAbsent, nil
	case c.set == noSet && count > 1:
		return false, fmt.Errorf("condition %s %s: the request has several values, but the condition has no set operator",
			c.operator, c.key.name)
	}
	// The first value that passes decides ForAnyValue; the first one that fails decides everything else.
	decisive := c.set == forAnyValue
	for i := range count {
		passes, err := c.passes(e, found.at(i))
		if err != nil {
			return false, fmt.Errorf("condition %s %s: %w", c.operator, c.key.name, err)
		}
		if passes == decisive {
			return decisive, nil
		}
	}
	return !decisive, nil
}

// passes compares one value of the request with all values of the policy. At least one must match ("a logical OR");
// under a negated operator none may ("NOR").
func (c *condition) passes(e *evaluation, value string) (bool, error) {
	for _, t := range c.tests {
		matches, err := t(e, value)
		if err != nil || matches {
			return matches != c.negated, err
		}
	}
	return c.negated, nil
}
