package policy

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Documents renders the policy of a table and, where stream is not empty, that of its stream.
func (i Intent) Documents(table, stream string) (iam.Documents, error) {
	document, err := i.TablePolicy(table)
	if err != nil {
		return iam.Documents{}, err
	}
	documents := iam.Documents{Resource: []iam.AttachedDocument{{Name: "table policy", To: table, Document: document}}}
	if stream == "" {
		return documents, nil
	}
	document, err = i.StreamPolicy(stream)
	attached := iam.AttachedDocument{Name: "stream policy", To: stream, Document: document}
	documents.Resource = append(documents.Resource, attached)
	return documents, err
}

// resourceKind is a kind of resource policy.
type resourceKind struct {
	// names reports whether the policy may name an action.
	names func(Action) bool
	// covers reports whether a pattern in the policy may match an action.
	covers func(Action) bool
	// exports reports whether the policy also governs the exports of its resource.
	exports bool
}

var (
	tableKind = resourceKind{
		names:   Action.InTablePolicy,
		covers:  func(a Action) bool { return a.Class != ClassStream },
		exports: true,
	}
	streamKind = resourceKind{
		names:  Action.InStreamPolicy,
		covers: func(a Action) bool { return a.Stream != Rejected },
	}
)

// resourcePolicy renders the policy that is attached to one resource and governs all of resources: what the intent
// denies there, and what it grants.
func (i Intent) resourcePolicy(arn string, resources iam.Values, kind resourceKind) (iam.Document, error) {
	if err := i.checkPartition(arn); err != nil {
		return iam.Document{}, err
	}
	groups := i.denyGroups(kind.names)
	if i.UsesPatterns() {
		groups = i.denyGroups(kind.covers)
	}
	document := iam.Document{Version: iam.Version}
	for _, group := range groups {
		if i.UsesPatterns() {
			group.actions = group.patternsWithNew(kind.names)
		}
		if len(group.actions) == 0 {
			continue // it holds only what the policy neither names nor governs
		}
		document.Statement = append(document.Statement, group.denyOutside(i.Perimeter))
	}
	document.Statement = append(document.Statement, i.catchAll(groups)...)
	for at := range document.Statement {
		document.Statement[at].Principal = iam.Principal{Everyone: true}
	}
	granted, err := i.grantStatements(arn, kind.names)
	var exports []iam.Statement
	if err == nil && kind.exports {
		exports, err = i.exportStatements(arn)
	}
	if err != nil {
		return iam.Document{}, err
	}
	document.Statement = append(document.Statement, granted...)
	for at := range document.Statement {
		document.Statement[at].Resource = resources
	}
	document.Statement = append(document.Statement, exports...)
	document.UniqueSids()
	return document, document.CheckSize(ResourcePolicyLimit)
}
