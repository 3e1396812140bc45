package proof

import (
	"cmp"
	"fmt"
	"strings"
)

// Symbols makes well-formed values for inputs that are not known at preview, no two of them equal. A proof about them
// holds for every well-formed value: nothing in a document depends on more of an id than that it equals itself, and a
// symbol for a principal is one name and no pattern. A value that turns out to be different is found when the same
// questions are asked of the resolved values.
type Symbols struct {
	// Partition is that of principals, tables and sources. Where it is empty it is "aws".
	Partition string
	given     int
}

// VPC returns a symbol for the id of a VPC.
func (s *Symbols) VPC() string { return "vpc-5eed" + s.next(13) }

// Endpoint returns a symbol for the id of a VPC endpoint.
func (s *Symbols) Endpoint() string { return "vpce-5eed" + s.next(13) }

// Account returns a symbol for the id of an account.
func (s *Symbols) Account() string { return "9000" + s.next(8) }

// Organization returns a symbol for the id of an organization.
func (s *Symbols) Organization() string { return "o-5eed" + s.next(8) }

// Principal returns a symbol for a role of an account.
func (s *Symbols) Principal(account string) string {
	return s.arn() + "iam::" + account + ":role/" + unknownName + s.next(4)
}

// Service returns a symbol for a service principal.
func (s *Symbols) Service() string { return unknownName + s.next(4) + ".amazonaws.com" }

// Source returns a symbol for the ARN of a resource on whose behalf a service acts.
func (s *Symbols) Source(account string) string {
	return s.arn() + "unknown:" + UnknownRegion + ":" + account + ":" + unknownName + s.next(4)
}

// Table returns a symbol for the ARN of a table.
func (s *Symbols) Table(account string) string {
	return s.arn() + "dynamodb:" + UnknownRegion + ":" + account + ":table/" + unknownName + s.next(4)
}

// Stream returns a symbol for the ARN of a table's stream.
func (s *Symbols) Stream(table string) string { return table + "/stream/2000-01-01T00:00:00.000" }

// Region returns a symbol for a Region. It differs from [UnknownRegion].
func (s *Symbols) Region() string {
	letters := strings.Map(func(digit rune) rune { return digit - '0' + 'a' }, s.next(4))
	return "xx-unknown-" + letters + "-1"
}

// UnknownRegion is the Region in the symbols for tables and sources.
const UnknownRegion = "xx-unknown-1"

// unknownName begins the names in symbols, so that a report shows what is not known.
const unknownName = "not-known-yet-"

func (s *Symbols) arn() string { return "arn:" + cmp.Or(s.Partition, "aws") + ":" }

func (s *Symbols) next(digits int) string {
	s.given++
	return fmt.Sprintf("%0*d", digits, s.given)
}
