package inputs

import "maps"

// Rules are what no schema can say of a component's inputs.
type Rules struct {
	// Formats has a check for each string with a format of its own, by path with every index left open, such as
	// exemptions[].reason.
	Formats Formats
	// Instead says what to use for names that other programs have for an input, by path like Formats. What it says goes
	// on "use …".
	Instead Names
	// Check looks at inputs together. It passes unknown values: they are checked again where they are used.
	Check func(*Check, Input)
}

// Names say what to use for names that are no inputs, by path.
type Names map[string]string

// Under returns the same names for properties of another input.
func (n Names) Under(parent string) Names {
	moved := Names{}
	for path, use := range n {
		moved[parent+"."+path] = use
	}
	return moved
}

// With returns the names of both.
func (n Names) With(more Names) Names {
	all := maps.Clone(n)
	maps.Copy(all, more)
	return all
}

// Formats are checks of strings, by path.
type Formats map[string]func(string) error

// Under returns the same checks for inputs that are properties of another one.
func (f Formats) Under(parent string) Formats {
	moved := Formats{}
	for path, check := range f {
		moved[parent+"."+path] = check
	}
	return moved
}

// With returns the checks of both. Where both have one of a path, that of more holds.
func (f Formats) With(more Formats) Formats {
	all := maps.Clone(f)
	maps.Copy(all, more)
	return all
}

// NotEmpty refuses a list that is given and empty.
func (c *Check) NotEmpty(list Input, reason string) {
	if list.Value.IsArray() && list.Len() == 0 {
		c.Fail(list, "%s", reason)
	}
}

// Distinct refuses a string that is in a list twice.
func (c *Check) Distinct(list Input) {
	seen := map[string]bool{}
	for _, item := range list.Items() {
		text := item.Text()
		if text != "" && seen[text] {
			c.Fail(item, "is a duplicate%s", of(item))
		}
		seen[text] = true
	}
}

// AtMost refuses a list that has too many items. What is the plural of what it lists.
func (c *Check) AtMost(list Input, most int, what string) {
	if n := list.Len(); n > most {
		c.Fail(list, "must list at most %d %s, got %d", most, what, n)
	}
}

// AtLeast refuses a number that is known and too small.
func (c *Check) AtLeast(in Input, least float64) {
	if number, known := in.Number(); known && number < least {
		c.Fail(in, "must be at least %v%s", least, Got(in))
	}
}
