package iam

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Layer is a kind of policy. Each kind has its own say in a decision.
type Layer int

// The layers, in the order in which AWS asks them. (IAM User Guide, "How AWS enforcement code logic evaluates
// requests to allow or deny access".)
const (
	LayerRCP      Layer = iota // resource control policies
	LayerSCP                   // service control policies
	LayerResource              // the policy of a table or a stream
	LayerEndpoint              // the policy of a VPC endpoint
	LayerIdentity              // the caller's own policies
)

// String names the layer in a sentence.
func (l Layer) String() string {
	return [...]string{
		"resource control policy", "service control policy", "resource policy", "endpoint policy", "identity policy",
	}[l]
}

// Documents are the policies that bear on requests. Permissions boundaries and session policies are not among
// them: they only take away from what a caller may do, so a request that is allowed here may still be refused
// to a caller who has one, and a request that is denied here is denied.
type Documents struct {
	// Identity are the policies attached to the caller: a user's with its groups', or a role's.
	Identity []NamedDocument
	// Resource are the policies of resources, one for each: a table's also governs its indexes, never its stream.
	Resource []AttachedDocument
	// Endpoint are the policies of VPC endpoints, one for each. An endpoint that has none here lets everything
	// through: "we attach a default policy that allows full access to the service" (AWS PrivateLink Guide,
	// "Control access to VPC endpoints using endpoint policies").
	Endpoint []AttachedDocument
	// SCP and RCP are an organization's policies, a level for the root, for each OU and for an account. None is
	// no organization. RCPs need not hold RCPFullAWSAccess: it is always attached.
	SCP, RCP []Level
	// Management is the organization's management account, which no SCP and no RCP reaches: "SCPs don't affect
	// users or roles in the management account", and RCPs not its resources.
	Management string
}

// NamedDocument is a policy under the name by which a decision cites it.
type NamedDocument struct {
	Name     string
	Document Document
}

// AttachedDocument is a policy attached to one thing: the ARN of a table or a stream, or the id of an endpoint.
// With no To it is attached to whatever the request names.
type AttachedDocument struct {
	Name     string
	To       string
	Document Document
}

// Level is the policies attached to one root, OU or account, and the accounts under it. Every level must allow
// a request, and in a level any policy can. (AWS Organizations User Guide, "SCP evaluation".)
type Level struct {
	Name      string
	Accounts  []string // the caller's for SCPs, the resource's for RCPs
	Documents []NamedDocument
}

// SCPLevel is a level of service control policies on one account, beside AWS's FullAWSAccess, without which they would
// allow nothing.
func SCPLevel(name, account string, documents ...NamedDocument) Level {
	return Level{
		Name: name, Accounts: []string{account},
		Documents: append([]NamedDocument{{Name: "FullAWSAccess", Document: everythingDocument}}, documents...),
	}
}

// Everything is what an identity policy says that allows everything.
func Everything() NamedDocument {
	return NamedDocument{Name: "everything", Document: everythingDocument}
}

// Set is a compiled [Documents]. Any number of goroutines may ask it.
type Set struct {
	levels     []level
	management string
	rules      int

	mutex    sync.RWMutex
	covering map[string][]bool // by action, whether each rule's actions cover it: computed once for all requests
}

type level struct {
	layer     Layer
	name      string
	accounts  []string
	documents []document
}

type document struct {
	name  string
	to    string
	rules []rule
}

// Compile makes documents ready to be asked. It refuses what it does not understand: an operator, an element
// or a variable that it passed over could be the one that decides.
func Compile(d Documents) (*Set, error) {
	s := &Set{management: d.Management, covering: map[string][]bool{}}
	var errs []error
	add := func(layer Layer, name string, accounts []string, documents []AttachedDocument) {
		l := level{layer: layer, name: name, accounts: accounts}
		for _, given := range documents {
			compiled, err := s.newDocument(layer, given)
			errs = append(errs, err)
			l.documents = append(l.documents, compiled)
		}
		s.levels = append(s.levels, l)
	}
	for layer, levels := range [][]Level{LayerRCP: d.RCP, LayerSCP: d.SCP} {
		for _, l := range levels {
			if len(l.Accounts) == 0 {
				errs = append(errs, fmt.Errorf("level %q of %s says of no account that it is under it", l.Name, Layer(layer)))
			}
			add(Layer(layer), l.Name, l.Accounts, attach(l.Documents))
		}
	}
	errs = append(errs, onePolicyEach(LayerResource, d.Resource), onePolicyEach(LayerEndpoint, d.Endpoint))
	add(LayerResource, "", nil, d.Resource)
	add(LayerEndpoint, "", nil, d.Endpoint)
	add(LayerIdentity, "", nil, attach(d.Identity))
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

func attach(documents []NamedDocument) []AttachedDocument {
	list := make([]AttachedDocument, len(documents))
	for i, d := range documents {
		list[i] = AttachedDocument{Name: d.Name, Document: d.Document}
	}
	return list
}

// onePolicyEach refuses two policies in one place, where AWS keeps only the last one.
func onePolicyEach(layer Layer, documents []AttachedDocument) error {
	places := map[string]bool{}
	for _, d := range documents {
		if places[d.To] || len(documents) > 1 && d.To == "" {
			return fmt.Errorf("%s %q: %q would have two policies", layer, d.Name, d.To)
		}
		places[d.To] = true
	}
	return nil
}

func (s *Set) newDocument(layer Layer, given AttachedDocument) (document, error) {
	d := document{name: given.Name, to: given.To}
	language, err := languageOf(given.Document.Version)
	if layer == LayerRCP && given.Document.Version != Version {
		err = errors.New("an RCP must have the Version 2012-10-17") // RCP syntax, "Version element"
	}
	var errs []error
	if err != nil {
		errs = append(errs, fmt.Errorf("%s %q: %w", layer, given.Name, err))
	}
	sids := map[string]bool{}
	for i, statement := range given.Document.Statement {
		r, refused := newRule(i, statement, layer, language)
		if sids[statement.Sid] {
			refused = append(refused, errors.New("another statement has the same Sid"))
		}
		sids[statement.Sid] = statement.Sid != ""
		for _, err := range refused {
			errs = append(errs, fmt.Errorf("%s %q, statement %s: %w", layer, given.Name, r.label(), err))
		}
		r.number = s.rules
		s.rules++
		d.rules = append(d.rules, r)
	}
	return d, errors.Join(errs...)
}

// Covering reports of each statement, in the order of the documents, whether its Action or NotAction covers an action.
// The result must not be changed.
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

// validate refuses a statement that this kind of policy cannot hold.
func (l Layer) validate(s Statement) error {
	names := !s.Principal.IsZero() || !s.NotPrincipal.IsZero()
	switch {
	case s.Effect != Allow && s.Effect != Deny: // "The Effect value is case sensitive."
		return fmt.Errorf("effect %q is neither Allow nor Deny", s.Effect)
	case !s.Principal.IsZero() && !s.NotPrincipal.IsZero():
		return errors.New("it has both a Principal and a NotPrincipal")
	case (l == LayerIdentity || l == LayerSCP) && names:
		return fmt.Errorf("it has a Principal, which has no place in this %s", l)
	case l != LayerIdentity && l != LayerSCP && !names:
		return fmt.Errorf("it has no Principal, which a %s needs", l)
	case l == LayerEndpoint && !s.Principal.IsEveryone():
		// "For gateway endpoints, the Principal element must be set to *", and conditions name principals.
		return errors.New(`the Principal of an endpoint policy must be "*"`)
	case l == LayerRCP && s.Effect == Allow:
		all := Values{"*"}
		if s.Condition == nil && s.Principal.IsEveryone() && slices.Equal(s.Action, all) && slices.Equal(s.Resource, all) {
			return nil
		}
		return errors.New("\"The effect of Allow is only supported for the RCPFullAWSAccess policy\"")
	case l == LayerRCP && (!s.Principal.IsEveryone() || s.NotAction != nil): // RCP syntax, "Elements summary"
		return errors.New(`an RCP takes the Principal "*" and no NotAction`)
	}
	return nil
}

// everythingDocument is what a caller's identity policies are taken to allow: what is denied is denied by the documents.
var everythingDocument = Document{Version: Version, Statement: []Statement{
	{Effect: Allow, Action: Values{"*"}, Resource: Values{"*"}},
}}
