package inputs

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What AWS takes for tags. One Name tag is added to those that a user gives. Source: "Tag naming limits and
// requirements".
const (
	maxTags        = 49
	maxTagKeyRunes = 128
	maxTagRunes    = 256
)

var tagText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

// Tags refuses tags that AWS would refuse.
func (c *Check) Tags(tags Input) {
	if !tags.IsObject() {
		return
	}
	if n := tags.Value.AsMap().Len(); n > maxTags {
		c.Fail(tags, "must have at most %d tags, got %d", maxTags, n)
	}
	for key, tag := range tags.Entries() {
		switch {
		case key == "" || utf8.RuneCountInString(key) > maxTagKeyRunes:
			c.Fail(tag, "must have a key of 1 to %d characters", maxTagKeyRunes)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			c.Fail(tag, "must not have a key that starts with aws:, which AWS keeps for itself")
		case !tagText.MatchString(key):
			c.Fail(tag, "must have a key of letters, digits, spaces and _ . : / = + - @")
		}
		switch text := tag.Text(); {
		case utf8.RuneCountInString(text) > maxTagRunes:
			c.Fail(tag, "must have a value of at most %d characters", maxTagRunes)
		case !tagText.MatchString(text):
			c.Fail(tag, "must have a value of letters, digits, spaces and _ . : / = + - @")
		}
	}
}
