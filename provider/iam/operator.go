package iam

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// An operator compares one value of a request with one value of a policy. Source for all of this file: IAM
// User Guide, "IAM JSON policy elements: Condition operators".
type operator struct {
	// read turns a policy's value into a test of a request's value. What it cannot read it refuses.
	read func(value string, language syntax) (test, error)
	// negated: the condition holds where the test fails for every value of the policy.
	negated bool
}

// test reports whether a request's value passes.
type test func(e *evaluation, value string) (bool, error)

// operators are the operators by name. Null is not one of them: it tests for a key, not a value.
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
	return against(value, language, Pattern.Match)
}

func readFoldedString(value string, language syntax) (test, error) {
	return against(value, language, func(g Pattern, value string) bool { return strings.EqualFold(g.text, value) })
}

func readPattern(value string, language syntax) (test, error) {
	language.wildcards = true
	return against(value, language, Pattern.Match)
}

// against tests with a template. "Inverted condition operators like StringNotEquals or StringNotLike do
// match against a null value": the test fails where a variable has none, and negation does the rest.
// (IAM User Guide, "Policy variables with no value".)
func against(value string, language syntax, match func(Pattern, string) bool) (test, error) {
	pattern, err := newTemplate(value, language)
	if err != nil {
		return nil, err
	}
	return func(e *evaluation, value string) (bool, error) {
		g, known, err := pattern.resolve(e)
		return known && match(g, value), err
	}, nil
}

func readARN(value string, language syntax) (test, error) {
	language.wildcards, language.arn = true, true
	match, err := against(value, language, Pattern.Match)
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

// readBool: "Boolean conditions let you construct Condition elements that restrict access based on comparing
// a key to true or false."
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

// readBinary compares byte for byte what both sides write in base 64.
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

// readAddress: "The value must be in the standard CIDR format", and without a prefix length it is one address.
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
		return nil, fmt.Errorf("%q is an IPv4 address written as IPv6", value)
	}
	return func(_ *evaluation, value string) (bool, error) {
		address, err := parseAddress(value)
		return err == nil && network.Contains(address), err
	}, nil
}

func parseAddress(value string) (netip.Addr, error) {
	address, err := netip.ParseAddr(value)
	if err == nil && (address.Is4In6() || address.Zone() != "") {
		err = errors.New("IPv4 written as IPv6, or with a zone")
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

// ordered makes an operator of a way to read a value and of how the request's value may lie to the policy's.
func ordered[T interface{ Compare(T) int }](
	read func(string) (T, error), lies func(int) bool,
) func(string, syntax) (test, error) {
	return func(value string, _ syntax) (test, error) {
		bound, err := read(value)
		if err != nil {
			return nil, err
		}
		return func(_ *evaluation, value string) (bool, error) {
			got, err := read(value)
			return err == nil && lies(got.Compare(bound)), err
		}, nil
	}
}

// number is an integer or a decimal, of no more digits than a float holds exactly.
type number float64

// Compare orders numbers.
func (n number) Compare(m number) int {
	switch {
	case n < m:
		return -1
	case n > m:
		return 1
	default:
		return 0
	}
}

var numeral = regexp.MustCompile(`^[+-]?[0-9]{1,15}(\.[0-9]{1,6})?$`)

func readNumber(value string) (number, error) {
	if !numeral.MatchString(value) {
		return 0, fmt.Errorf("%q is not a number of up to 15 digits", value)
	}
	n, err := strconv.ParseFloat(value, 64)
	return number(n), err
}

var epoch = regexp.MustCompile(`^[0-9]{1,12}$`)

// readDate: "one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time", which
// counts seconds. Forms without a day, or with a time and no zone, could be read in several ways.
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
	return time.Time{}, fmt.Errorf("%q is not a date with its zone, such as 2026-01-31T00:00:00Z, nor an epoch", value)
}
