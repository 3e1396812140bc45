package call

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// The forms of names and ARNs. ("Naming rules", Amazon DynamoDB Developer Guide; "Resource types defined by
// Amazon DynamoDB", Service Authorization Reference.)
var (
	tableName  = regexp.MustCompile(`^[A-Za-z0-9_.-]{3,255}$`)
	tableARN   = regexp.MustCompile(`^` + tableForm + `$`)
	indexARN   = regexp.MustCompile(`^` + tableForm + `/index/[A-Za-z0-9_.-]{3,255}$`)
	streamARN  = regexp.MustCompile(`^` + tableForm + `/stream/[0-9T:.-]+$`)
	partForm   = `/(?:backup|export|import)/[A-Za-z0-9-]+`
	archiveARN = regexp.MustCompile(`^` + tableForm + partForm + `$`)
)

const tableForm = `arn:(aws[a-z-]*):dynamodb:([a-z0-9-]+):([0-9]{12}):table/([A-Za-z0-9_.-]{3,255})`

// IsStream reports whether an ARN is a stream's.
func IsStream(arn string) bool { return streamARN.MatchString(arn) }

// TableOf is the ARN of the table that a resource belongs to, and its name; "" for anything else.
func TableOf(arn string) (table, name string) {
	for _, form := range []*regexp.Regexp{tableARN, indexARN, streamARN, archiveARN} {
		if parts := form.FindStringSubmatch(arn); parts != nil {
			return strings.Join([]string{"arn", parts[1], "dynamodb", parts[2], parts[3], "table/" + parts[4]}, ":"), parts[4]
		}
	}
	return "", ""
}

// Partition is the part of AWS that a Region is in. ("Amazon Resource Names (ARNs)", IAM User Guide.)
func Partition(region string) string {
	return cmp.Or(policy.PartitionOf(region), "aws")
}

// Table is the ARN of a table at home.
func (h Home) Table(name string) string { return h.arn("table/" + name) }

func (h Home) arn(resource string) string {
	return "arn:" + Partition(h.Region) + ":dynamodb:" + h.Region + ":" + h.Account + ":" + resource
}

// table reads a field that holds a table's name or ARN. ("TableName: the name of the table [...] You can also
// provide the ARN of the table in this parameter", Amazon DynamoDB API Reference.)
func (r *reader) table(fields Fields, field string) (string, error) {
	given, err := fields.required(field)
	if err != nil {
		return "", err
	}
	return r.tableNamed(field, given)
}

func (r *reader) tableNamed(field, given string) (string, error) {
	switch {
	case tableName.MatchString(given):
		return r.home.Table(given), nil
	case tableARN.MatchString(given):
		return given, r.here(given)
	default:
		return "", invalid("%s %q is neither the name nor the ARN of a table", field, given)
	}
}

// tableOrIndex is the index that a request asks, or the table where it names none: "To access a secondary index
// by Query or Scan, use the index's ARN".
func (r *reader) tableOrIndex() (string, error) {
	arn, err := r.table(r.Fields, "TableName")
	if err != nil {
		return "", err
	}
	index, err := r.String("IndexName")
	if err != nil || index == "" {
		return arn, err
	}
	return indexOf(arn, index)
}

func indexOf(table, index string) (string, error) {
	if !tableName.MatchString(index) {
		return "", invalid("IndexName %q is not the name of an index", index)
	}
	return table + "/index/" + index, nil
}

// resource reads a field that holds an ARN in one of some forms.
func (r *reader) resource(field string, forms ...*regexp.Regexp) (string, error) {
	arn, err := r.required(field)
	if err != nil {
		return "", err
	}
	for _, form := range forms {
		if form.MatchString(arn) {
			return arn, r.here(arn)
		}
	}
	if indexARN.MatchString(arn) {
		return "", invalid("Invalid resource arn provided, only table or stream is accepted. Provided resource arn: %s", arn)
	}
	if !strings.HasPrefix(arn, "arn:") {
		return "", invalid("ARNs must start with 'arn:': %s", arn)
	}
	return "", invalid("Invalid resource Arn: %s", arn)
}

// here refuses the ARN of another Region: the request was sent to this one, and the emulator would look here
// for a table of that name.
func (r *reader) here(arn string) error {
	parts := strings.SplitN(arn, ":", 5)
	if parts[1] != Partition(r.home.Region) || parts[3] != r.home.Region {
		return invalid("Invalid resource Arn: %s", arn)
	}
	return nil
}
