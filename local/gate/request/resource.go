package request

import (
	"regexp"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
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

const tableForm = `(arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/([A-Za-z0-9_.-]{3,255}))`

// IsStream reports whether an ARN is a stream's.
func IsStream(arn string) bool { return streamARN.MatchString(arn) }

// TableOf returns the ARN and the name of the table that a resource belongs to. Both are empty for anything else.
func TableOf(arn string) (table, name string) {
	for _, form := range []*regexp.Regexp{tableARN, indexARN, streamARN, archiveARN} {
		if parts := form.FindStringSubmatch(arn); parts != nil {
			return parts[1], parts[2]
		}
	}
	return "", ""
}

// Partition returns the AWS partition of a Region. ("Amazon Resource Names (ARNs)", IAM User Guide.)
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

// Table returns the ARN of the table of a name.
func (h Home) Table(name string) string {
	return iam.ARN{
		Partition: Partition(h.Region), Service: "dynamodb", Region: h.Region, Account: h.Account, Resource: "table/" + name,
	}.String()
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
		return given, r.checkRegion(given)
	default:
		return "", invalid("%s %q is neither the name nor the ARN of a table", field, given)
	}
}

// tableOrIndex returns the index that a request names, or the table where it names none: "To access a secondary index
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

// resource reads a field that holds an ARN of one of some forms.
func (r *reader) resource(field string, forms ...*regexp.Regexp) (string, error) {
	arn, err := r.required(field)
	if err != nil {
		return "", err
	}
	for _, form := range forms {
		if form.MatchString(arn) {
			return arn, r.checkRegion(arn)
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

// checkRegion refuses the ARN of another Region. The request was sent to this one, where the emulator would look for a
// table of that name.
func (r *reader) checkRegion(arn string) error {
	if parsed, _ := iam.ParseARN(arn); parsed.Partition != Partition(r.home.Region) || parsed.Region != r.home.Region {
		return invalid("Invalid resource Arn: %s", arn)
	}
	return nil
}
