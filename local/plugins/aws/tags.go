package main

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// tagged is embedded in the state of a resource that has tags. Tags are the program's. TagsAll adds the provider's
// default tags, and is what AWS has. The functions of a resource type read and write only TagsAll.
type tagged struct {
	Tags    map[string]string `pulumi:"tags"`
	TagsAll map[string]string `pulumi:"tagsAll"`
}

func (t *tagged) tags() *tagged { return t }

// tagsOf returns the tags of a state. It is nil for a resource type without tags.
func tagsOf(state any) *tagged {
	if t, ok := state.(interface{ tags() *tagged }); ok {
		return t.tags()
	}
	return nil
}

// allTags returns the provider's default tags with a resource's own, as known as those are.
func (s *session) allTags(own property.Value) property.Value {
	if own.IsComputed() {
		return property.New(property.Computed)
	}
	all := property.Map{}
	for k, v := range s.defaultTags {
		all = all.Set(k, property.New(v))
	}
	if own.IsMap() {
		for k, v := range own.AsMap().All {
			all = all.Set(k, v)
		}
	}
	return property.New(all).WithSecret(own.Secret())
}

// ownTags leaves out the tags that the default tags explain, unless the program sets them too.
func (s *session) ownTags(all, program map[string]string) map[string]string {
	var own map[string]string
	for k, v := range all {
		if value, isDefault := s.defaultTags[k]; isDefault && value == v {
			if _, ok := program[k]; !ok {
				continue
			}
		}
		if own == nil {
			own = map[string]string{}
		}
		own[k] = v
	}
	return own
}

// tagChanges returns the tags to set and the keys to remove.
func tagChanges(now, want map[string]string) (set map[string]string, remove []string) {
	set = map[string]string{}
	for k, v := range want {
		if old, ok := now[k]; !ok || old != v {
			set[k] = v
		}
	}
	for k := range now {
		if _, ok := want[k]; !ok {
			remove = append(remove, k)
		}
	}
	slices.Sort(remove)
	return set, remove
}

// isAWSTag reports whether AWS created the tag. A program can neither set nor remove it.
func isAWSTag(key string) bool { return strings.HasPrefix(key, "aws:") }
