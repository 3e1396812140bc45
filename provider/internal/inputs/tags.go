package inputs

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// The forms of single values: ids, names, ARNs, tags. Each says what it must be and what to write.

// Tags checks what AWS takes for tags. Source: "Tag naming limits and requirements".
func Tags(c *Check, at Path, value property.Value) {
	if !value.IsMap() {
		return
	}
	at = at.At(value)
	if n := value.AsMap().Len(); n > maxTags {
		c.Fail(at, "must have at most %d tags, got %d", maxTags, n)
	}
	for key, tag := range value.AsMap().AllStable {
		here := at.Key(key).At(tag)
		switch {
		case utf8.RuneCountInString(key) > 128 || key == "":
			c.Fail(here, "must have a key of 1 to 128 characters")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			c.Fail(here, "must not have a key that starts with aws:, which AWS keeps for itself")
		case !tagText.MatchString(key):
			c.Fail(here, "must have a key of letters, digits, spaces and _ . : / = + - @")
		}
		if !tag.IsString() {
			continue
		}
		switch text := tag.AsString(); {
		case utf8.RuneCountInString(text) > 256:
			c.Fail(here, "must have a value of at most 256 characters")
		case !tagText.MatchString(text):
			c.Fail(here, "must have a value of letters, digits, spaces and _ . : / = + - @")
		}
	}
}

// One Name tag is added to what the user gives.
const maxTags = 49

var (
	tagText         = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)
	vpcPattern      = regexp.MustCompile(`^vpc-[0-9a-f]+$`)
	endpointPattern = regexp.MustCompile(`^vpce-[0-9a-f]+$`)
	tablePattern    = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	routePattern    = regexp.MustCompile(`^rtb-[0-9a-f]+$`)
	subnetPattern   = regexp.MustCompile(`^subnet-[0-9a-f]+$`)
	kmsPattern      = regexp.MustCompile(`^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$`)
	targetPattern   = regexp.MustCompile(`^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12})$`)
	regionPattern   = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
)
