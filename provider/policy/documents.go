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

// resourcePolicy renders the policy that is attached to one resource and governs all of resources: what the intent
// denies there, and what it grants. It names the actions that this kind of document accepts.
func (i Intent) resourcePolicy(arn string, resources iam.Values, accepts func(Action) bool) (iam.Document, error) {
	if err := i.checkPartition(arn); err != nil {
		return iam.Document{}, err
	}
	groups := i.denyGroups(accepts)
	document := iam.Document{Version: iam.Version}
	for _, group := range groups {
		document.Statement = append(document.Statement, group.denyOutside(i.Perimeter))
	}
	if i.Enforcement == EnforceAll {
		document.Statement = append(document.Statement, i.catchAll(groups)...)
	}
	for at := range document.Statement {
		document.Statement[at].Principal = iam.Principal{Everyone: true}
	}
	granted, err := i.grantStatements(arn, accepts)
	if err != nil {
		return iam.Document{}, err
	}
	document.Statement = append(document.Statement, granted...)
	for at := range document.Statement {
		document.Statement[at].Resource = resources
	}
	document.UniqueSids()
	return document, document.CheckSize(ResourcePolicyLimit)
}
