package iam

import (
	"maps"
	"slices"
)

// reductions returns cases that each lack one part of a case, the largest parts first.
func reductions(c testCase) []testCase {
	var list []testCase
	without := func(cut func(*testCase)) {
		reduced := c.clone()
		cut(&reduced)
		list = append(list, reduced)
	}
	for i := range c.Documents.SCP {
		without(func(c *testCase) { c.Documents.SCP = slices.Delete(c.Documents.SCP, i, i+1) })
		for j := range c.Documents.SCP[i].Documents {
			without(func(c *testCase) { c.Documents.SCP[i].Documents = slices.Delete(c.Documents.SCP[i].Documents, j, j+1) })
		}
	}
	for i := range c.Documents.RCP {
		without(func(c *testCase) { c.Documents.RCP = slices.Delete(c.Documents.RCP, i, i+1) })
		for j := range c.Documents.RCP[i].Documents {
			without(func(c *testCase) { c.Documents.RCP[i].Documents = slices.Delete(c.Documents.RCP[i].Documents, j, j+1) })
		}
	}
	for i := range c.Documents.Resource {
		without(func(c *testCase) { c.Documents.Resource = slices.Delete(c.Documents.Resource, i, i+1) })
	}
	for i := range c.Documents.Endpoint {
		without(func(c *testCase) { c.Documents.Endpoint = slices.Delete(c.Documents.Endpoint, i, i+1) })
	}
	for i := range c.Documents.Identity {
		without(func(c *testCase) { c.Documents.Identity = slices.Delete(c.Documents.Identity, i, i+1) })
	}
	for _, key := range slices.Sorted(maps.Keys(c.Keys)) {
		without(func(c *testCase) { delete(c.Keys, key) })
	}
	if c.Request.Origin.Endpoint != "" || c.Request.Origin.Via != nil {
		without(func(c *testCase) { c.Request.Origin = Origin{} })
	}
	n := 0
	c.eachDocument(func(d *Document) {
		at := n
		n++
		for i := range d.Statement {
			inDocument := func(cut func(*Document)) {
				without(func(c *testCase) {
					m := 0
					c.eachDocument(func(d *Document) {
						if m == at {
							cut(d)
						}
						m++
					})
				})
			}
			inDocument(func(d *Document) { d.Statement = slices.Delete(d.Statement, i, i+1) })
			s := d.Statement[i]
			for _, operator := range slices.Sorted(maps.Keys(s.Condition)) {
				inDocument(func(d *Document) { delete(d.Statement[i].Condition, operator) })
				for _, key := range slices.Sorted(maps.Keys(s.Condition[operator])) {
					inDocument(func(d *Document) { delete(d.Statement[i].Condition[operator], key) })
					for v := range s.Condition[operator][key] {
						inDocument(func(d *Document) {
							tests := d.Statement[i].Condition[operator]
							tests[key] = slices.Delete(tests[key], v, v+1)
						})
					}
				}
			}
			for _, element := range []func(*Statement) *Values{
				func(s *Statement) *Values { return &s.Action }, func(s *Statement) *Values { return &s.NotAction },
				func(s *Statement) *Values { return &s.Resource }, func(s *Statement) *Values { return &s.NotResource },
			} {
				for v := range *element(&s) {
					inDocument(func(d *Document) {
						values := element(&d.Statement[i])
						*values = slices.Delete(*values, v, v+1)
					})
				}
			}
		}
	})
	return list
}
