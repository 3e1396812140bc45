package iam

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// condition is one key under one operator. All conditions of a statement must hold: "multiple condition
// operators, or multiple context keys attached to a single condition operator, are evaluated using a logical
// AND." Source for all of this file: IAM User Guide, "Conditions with multiple context keys or values",
// "Single-valued vs. multivalued context keys" and "IAM JSON policy elements: Condition operators".
type condition struct {
	name  string // the operator as written
	key   contextKey
	tests []test

	negated bool
	set     setOperator
	missing bool // what an absent key means, except for Null
	null    *nullTest
}

// setOperator says how several values of a request count.
type setOperator int

const (
	noSet setOperator = iota
	forAnyValue
	forAllValues
)

// nullTest is the operator Null: which of absent and present it is true for.
type nullTest struct{ absent, present bool }

// newConditions reads a Condition element, in an order that does not depend on how it was written.
func newConditions(element Conditions, language syntax) ([]condition, error) {
	var list []condition
	for _, name := range slices.Sorted(maps.Keys(element)) {
		if len(element[name]) == 0 {
			return nil, fmt.Errorf("condition %s tests no key", name)
		}
		folded := map[string]bool{}
		for _, key := range slices.Sorted(maps.Keys(element[name])) {
			c, err := newCondition(name, key, element[name][key], language)
			if err == nil && folded[c.key.folded] {
				err = errors.New("the key stands there twice")
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

func newCondition(name, key string, wanted Values, language syntax) (condition, error) {
	c := condition{name: name}
	var err error
	if c.key, err = newContextKey(key); err != nil {
		return c, err
	}
	if len(wanted) == 0 {
		return c, errors.New("it has no value to compare with")
	}
	if name == "Null" {
		c.null = &nullTest{}
		return c, c.null.read(wanted)
	}
	base, ifExists := c.modifiers()
	op, known := operators[base]
	switch {
	case !known:
		return c, errors.New("no such operator is known")
	case c.set == noSet && c.key.multivalued:
		return c, errors.New("the key can have several values: \"Multivalued context keys require a condition set operator\"")
	case c.set == forAnyValue && ifExists:
		// "For no matching context key or if the key does not exist, the condition returns false", says one
		// sentence; "If the key is not present, evaluate the condition element as true", the other.
		return c, errors.New("AWS does not say what ForAnyValue with IfExists makes of an absent key")
	}
	c.negated = op.negated
	// "If the key that you specify in a policy condition is not present in the request context, the values do
	// not match and the condition is false. If the policy condition requires that the key is not matched [...]
	// and the right key is not present, the condition is true." IfExists and ForAllValues are true without
	// the key, ForAnyValue false.
	c.missing = ifExists || c.set == forAllValues || op.negated && c.set == noSet
	for _, value := range wanted {
		t, err := op.read(value, language)
		if err != nil {
			return c, err
		}
		c.tests = append(c.tests, t)
	}
	return c, nil
}

// modifiers takes the set operator and IfExists off the operator's name. Operators are known in AWS's
// spelling only.
func (c *condition) modifiers() (base string, ifExists bool) {
	base = c.name
	for prefix, set := range map[string]setOperator{"ForAnyValue:": forAnyValue, "ForAllValues:": forAllValues} {
		if rest, found := strings.CutPrefix(base, prefix); found {
			base, c.set = rest, set
			break
		}
	}
	return strings.CutSuffix(base, "IfExists")
}

func (n *nullTest) read(wanted Values) error {
	for _, value := range wanted {
		absent, err := parseBool(value)
		if err != nil {
			return err
		}
		n.absent = n.absent || absent
		n.present = n.present || !absent
	}
	return nil
}

// holds decides the condition for one request.
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
		return c.missing, nil
	case c.set == noSet && count > 1:
		return false, fmt.Errorf("condition %s %s: the request has several values and the condition no set operator",
			c.name, c.key.name)
	}
	// One value, or ForAllValues until one fails, or ForAnyValue until one passes.
	decisive := c.set == forAnyValue
	for i := range count {
		passes, err := c.passes(e, found.at(i))
		if err != nil {
			return false, fmt.Errorf("condition %s %s: %w", c.name, c.key.name, err)
		}
		if passes == decisive {
			return decisive, nil
		}
	}
	return !decisive, nil
}

// passes compares one value of the request with all of the policy's: one match is enough, and for a negated
// operator one match is too many ("a logical OR", and "NOR").
func (c *condition) passes(e *evaluation, value string) (bool, error) {
	for _, t := range c.tests {
		matches, err := t(e, value)
		if err != nil || matches {
			return matches != c.negated, err
		}
	}
	return c.negated, nil
}
