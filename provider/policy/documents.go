package policy

import (
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// Documents renders what an intent says of a table and, where it has one, of its stream.
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
