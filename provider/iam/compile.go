package iam

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Set is a compiled [Documents]. It is safe for concurrent use.
type Set struct {
	levels     []level
	management string
	rules      int // the number of all rules

	mutex    sync.RWMutex
	covering map[string][]bool // by action: whether each rule's Action or NotAction covers it
}

// level is a compiled [Level], or all policies of a layer outside an organization.
type level struct {
	layer     Layer
	name      string
	accounts  []string
	documents []compiledDocument
}

// compiledDocument is a compiled [AttachedDocument].
type compiledDocument struct {
	name  string
	to    string
	rules []rule
}

// Compile prepares documents for evaluation. It refuses whatever it does not understand: an operator, an element or a
// variable that it skipped could be the one that decides. The error reports every such place.
func Compile(d Documents) (*Set, error) {
	s := &Set{management: d.Management, covering: map[string][]bool{}}
	var errs []error
	add := func(layer Layer, name string, accounts []string, documents []AttachedDocument) {
		l := level{layer: layer, name: name, accounts: accounts}
		for _, attached := range documents {
			compiled, err := s.compileDocument(layer, attached)
			errs = append(errs, err)
			l.documents = append(l.documents, compiled)
		}
		s.levels = append(s.levels, l)
	}
	for layer, levels := range [][]Level{LayerRCP: d.RCP, LayerSCP: d.SCP} {
		for _, l := range levels {
			if len(l.Accounts) == 0 {
				errs = append(errs, fmt.Errorf("%s level %q lists no accounts", Layer(layer), l.Name))
			}
			add(Layer(layer), l.Name, l.Accounts, unattached(l.Documents))
		}
	}
	errs = append(errs, checkAttachments(LayerResource, d.Resource), checkAttachments(LayerEndpoint, d.Endpoint))
	add(LayerResource, "", nil, d.Resource)
	add(LayerEndpoint, "", nil, d.Endpoint)
	add(LayerIdentity, "", nil, unattached(d.Identity))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// unattached converts documents that are attached to no resource and no endpoint.
func unattached(documents []NamedDocument) []AttachedDocument {
	list := make([]AttachedDocument, len(documents))
	for i, d := range documents {
		list[i] = AttachedDocument{Name: d.Name, Document: d.Document}
	}
	return list
}

// checkAttachments refuses two policies on one resource or endpoint: AWS keeps only the last one.
func checkAttachments(layer Layer, documents []AttachedDocument) error {
	attached := map[string]bool{}
	for _, d := range documents {
		switch {
		case d.To == "" && len(documents) > 1:
			return fmt.Errorf("%s %q does not say what it is attached to, so it must be the only one", layer, d.Name)
		case attached[d.To]:
			return fmt.Errorf("%s %q: %q already has a policy", layer, d.Name, d.To)
		}
		attached[d.To] = true
	}
	return nil
}

func (s *Set) compileDocument(layer Layer, attached AttachedDocument) (compiledDocument, error) {
	d := compiledDocument{name: attached.Name, to: attached.To}
	language, err := languageOf(attached.Document.Version)
	if layer == LayerRCP && attached.Document.Version != Version {
		err = errors.New("an RCP must have the Version 2012-10-17") // RCP syntax, "Version element"
	}
	var errs []error
	if err != nil {
		errs = append(errs, fmt.Errorf("%s %q: %w", layer, d.name, err))
	}
	seen := map[string]bool{}
	for i, statement := range attached.Document.Statement {
		r, failures := newRule(i, statement, layer, attached.Endpoint, language)
		if statement.Sid != "" && seen[statement.Sid] {
			failures = append(failures, errors.New("duplicate Sid"))
		}
		seen[statement.Sid] = true
		for _, err := range failures {
			errs = append(errs, fmt.Errorf("%s %q, statement %s: %w", layer, d.name, r.label(), err))
		}
		r.number = s.rules
		s.rules++
		d.rules = append(d.rules, r)
	}
	return d, errors.Join(errs...)
}

// Covering reports for each statement, in the order of the documents, whether its Action or NotAction covers an action.
// The caller must not change the result.
func (s *Set) Covering(action string) ([]bool, error) {
	s.mutex.RLock()
	covering := s.covering[action]
	s.mutex.RUnlock()
	if covering != nil {
		return covering, nil
	}
	if err := checkAction(action); err != nil {
		return nil, err
	}
	covering = make([]bool, s.rules)
	folded := strings.ToLower(action)
	for _, l := range s.levels {
		for _, d := range l.documents {
			for i := range d.rules {
				covering[d.rules[i].number] = d.rules[i].actions.match(folded)
			}
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.covering[action] = covering
	return covering, nil
}
