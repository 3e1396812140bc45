package iam

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// operator compares one value of a request with one value of a policy. Source for all of this file: IAM
// User Guide, "IAM JSON policy elements: Condition operators".
type operator struct {
	// read turns a value of the policy into a test of the request's value. It refuses a value that it cannot read.
	read func(value string, language syntax) (test, error)
	// negated means that the condition holds if the test fails for every value of the policy.
	negated bool
}

// test reports whether a value of the request passes.
type test func(e *evaluation, value string) (bool, error)

// operators are the operators by name. Null is not among them: it tests whether a key is present, not its values.
var operators = map[string]operator{
	"StringEquals":              {read: readString},
	"StringNotEquals":           {read: readString, negated: true},
	"StringEqualsIgnoreCase":    {read: readFoldedString},
	"StringNotEqualsIgnoreCase": {read: readFoldedString, negated: true},
	"StringLike":                {read: readPattern},
	"StringNotLike":             {read: readPattern, negated: true},

	// "The ArnEquals and ArnLike condition operators behave identically."
	"ArnEquals":    {read: readARN},
	"ArnLike":      {read: readARN},
	"ArnNotEquals": {read: readARN, negated: true},
	"ArnNotLike":   {read: readARN, negated: true},

	"Bool":         {read: readBool},
	"BinaryEquals": {read: readBinary},
	"IpAddress":    {read: readAddress},
	"NotIpAddress": {read: readAddress, negated: true},

	"NumericEquals":            {read: ordered(readNumber, equal)},
	"NumericNotEquals":         {read: ordered(readNumber, equal), negated: true},
	"NumericLessThan":          {read: ordered(readNumber, less)},
	"NumericLessThanEquals":    {read: ordered(readNumber, lessOrEqual)},
	"NumericGreaterThan":       {read: ordered(readNumber, greater)},
	"NumericGreaterThanEquals": {read: ordered(readNumber, greaterOrEqual)},

	"DateEquals":            {read: ordered(readDate, equal)},
	"DateNotEquals":         {read: ordered(readDate, equal), negated: true},
	"DateLessThan":          {read: ordered(readDate, less)},
	"DateLessThanEquals":    {read: ordered(readDate, lessOrEqual)},
	"DateGreaterThan":       {read: ordered(readDate, greater)},
	"DateGreaterThanEquals": {read: ordered(readDate, greaterOrEqual)},
}

func readString(value string, language syntax) (test, error) {
	return readTemplate(value, language, Pattern.Match)
}

func readFoldedString(value string, language syntax) (test, error) {
	return readTemplate(value, language, func(p Pattern, value string) bool { return strings.EqualFold(p.text, value) })
}

func readPattern(value string, language syntax) (test, error) {
	language.wildcards = true
	return readTemplate(value, language, Pattern.Match)
}

// readTemplate returns a test against a template. The test fails if a variable has no value, so that a negated operator
// passes: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value". (IAM User
// Guide, "Policy variables with no value".)
func readTemplate(value string, language syntax, match func(Pattern, string) bool) (test, error) {
	t, err := newTemplate(value, language)
	if err != nil {
		return nil, err
	}
	return func(e *evaluation, value string) (bool, error) {
		pattern, known, err := t.resolve(e)
		return known && match(pattern, value), err
	}, nil
}

func readARN(value string, language syntax) (test, error) {
	language.wildcards, language.arn = true, true
	match, err := readTemplate(value, language, Pattern.Match)
	if err != nil {
		return nil, err
	}
	return func(e *evaluation, value string) (bool, error) {
		if !strings.HasPrefix(value, "arn:") || strings.Count(value, ":") < arnParts-1 {
			return false, fmt.Errorf("the request's %q is not an ARN", value)
		}
		return match(e, value)
	}, nil
}

// readBool returns a test of a boolean. "Boolean conditions let you construct Condition elements that restrict access
// based on comparing a key to true or false."
func readBool(value string, _ syntax) (test, error) {
	wanted, err := parseBool(value)
	if err != nil {
		return nil, err
	}
	return func(_ *evaluation, value string) (bool, error) {
		got, err := parseBool(value)
		return got == wanted, err
	}, nil
}

func parseBool(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, fmt.Errorf("%q is neither true nor false", value)
	}
}

// readBinary returns a test of binary data. Both sides write it in base 64, and every byte must be equal.
func readBinary(value string, _ syntax) (test, error) {
	wanted, err := base64.StdEncoding.Strict().DecodeString(value)
	if err != nil {
		return nil, fmt.Errorf("read %q as base 64: %w", value, err)
	}
	return func(_ *evaluation, value string) (bool, error) {
		got, err := base64.StdEncoding.Strict().DecodeString(value)
		return string(got) == string(wanted), err
	}, nil
}

// readAddress returns a test of an IP address. "The value must be in the standard CIDR format"; without a prefix length
// it is a single address.
func readAddress(value string, _ syntax) (test, error) {
	network, err := netip.ParsePrefix(value)
	if err != nil {
		var address netip.Addr
		if address, err = parseAddress(value); err != nil {
			return nil, err
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	if network.Addr().Is4In6() {
		return nil, fmt.Errorf("%q is an IPv4 address in IPv6 form", value)
	}
	return func(_ *evaluation, value string) (bool, error) {
		address, err := parseAddress(value)
		return err == nil && network.Contains(address), err
	}, nil
}

func parseAddress(value string) (netip.Addr, error) {
	address, err := netip.ParseAddr(value)
	switch {
	case err != nil:
	case address.Is4In6():
		err = errors.New("it is an IPv4 address in IPv6 form")
	case address.Zone() != "":
		err = errors.New("it has a zone")
	}
	if err != nil {
		return netip.Addr{}, fmt.Errorf("read %q as an IP address: %w", value, err)
	}
	return address, nil
}

func equal(c int) bool { return c == 0 }

func less(c int) bool { return c < 0 }

func lessOrEqual(c int) bool { return c <= 0 }

func greater(c int) bool { return c > 0 }

func greaterOrEqual(c int) bool { return c >= 0 }

// ordered returns the read function of an operator that compares values with an order. It holds if the request's value
// compared with the policy's satisfies the condition.
func ordered[T interface{ Compare(T) int }](
	read func(string) (T, error), satisfies func(int) bool,
) func(string, syntax) (test, error) {
	return func(value string, _ syntax) (test, error) {
		bound, err := read(value)
		if err != nil {
			return nil, err
		}
		return func(_ *evaluation, value string) (bool, error) {
			got, err := read(value)
			return err == nil && satisfies(got.Compare(bound)), err
		}, nil
	}
}

// number is an integer or a decimal with few enough digits for a float.
type number float64

// Compare orders numbers.
func (n number) Compare(m number) int { return cmp.Compare(n, m) }

var numeral = regexp.MustCompile(`^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?$`)

func readNumber(value string) (number, error) {
	if !numeral.MatchString(value) {
		return 0, fmt.Errorf("%q is not a number of up to 15 digits", value)
	}
	n, err := strconv.ParseFloat(value, 64)
	return number(n), err
}

var epoch = regexp.MustCompile(`^[0-9]{1,12}$`)

// readDate reads "one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time", which
// counts seconds. It refuses a date without a day and a time without a zone, which are ambiguous.
func readDate(value string) (time.Time, error) {
	if epoch.MatchString(value) {
		seconds, err := strconv.ParseInt(value, 10, 64)
		return time.Unix(seconds, 0), err
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339} {
		if date, err := time.Parse(layout, value); err == nil {
			return date, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date such as 2026-01-31, a time with its zone such as "+
		"2026-01-31T00:00:00Z, or an epoch time", value)
}
