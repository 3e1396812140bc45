package iam

import (
	"errors"
	"fmt"
	"strings"
)

// resourcePattern is one value of a Resource or NotResource element. Source for all of this file: IAM User Guide, "IAM
// JSON policy elements: Resource", "Identify AWS resources with ARNs" and "Variables and tags".
type resourcePattern struct {
	everything   bool // "*", which also matches a request that names no resource
	template     template
	trailingStar bool // a part before the last one ends in '*'
}

func newResourcePattern(written string, layer Layer, language syntax) (resourcePattern, error) {
	if written == "*" {
		return resourcePattern{everything: true}, nil
	}
	parts := strings.SplitN(written, ":", arnParts)
	if missing := arnParts - len(parts); missing > 0 {
		// "When you specify an incomplete ARN (one with fewer than the standard six fields) in an
		// identity-based policy, AWS automatically completes the ARN by adding wildcard characters (*) to all
		// missing fields." AWS does not say so of other policies.
		if layer != LayerIdentity || parts[0] != "arn" {
			return resourcePattern{}, errors.New("it is neither \"*\" nor an ARN of six parts")
		}
		written += strings.Repeat(":*", missing)
		parts = strings.SplitN(written, ":", arnParts)
	}
	if err := checkResource(parts); err != nil {
		return resourcePattern{}, err
	}
	p := resourcePattern{}
	for _, part := range parts[:arnParts-1] {
		p.trailingStar = p.trailingStar || strings.HasSuffix(part, "*")
	}
	language.wildcards, language.arn = true, true
	var err error
	p.template, err = newTemplate(written, language)
	return p, err
}

// checkResource refuses what AWS does not permit in the ARN of a resource, since nothing says what it would match.
func checkResource(parts []string) error {
	last := parts[arnParts-1]
	kind, _, _ := strings.Cut(last, "/")
	switch {
	case strings.Contains(strings.Join(parts[:arnParts-1], ":"), "${"):
		return errors.New("\"You can't use a variable to replace parts of the ARN before the fifth colon\"")
	case strings.ContainsAny(parts[2], "*?"):
		return errors.New("\"You can't use a wildcard in the service segment that identifies the AWS product\"")
	case parts[2] == "dynamodb" && last != "*" && strings.ContainsAny(kind, "*?$"):
		return errors.New("\"You cannot use a wildcard in the portion of the ARN that specifies the resource type\"")
	case last == "":
		return errors.New("its last part is empty")
	}
	return nil
}

// match reports whether the pattern matches the request's resource. A pattern with a variable that has no value "will
// not match any resource".
func (p *resourcePattern) match(e *evaluation) (bool, error) {
	if p.everything {
		return true, nil
	}
	pattern, known, err := p.template.resolve(e)
	if err != nil || !known {
		return false, err
	}
	if pattern.Match(e.Resource) {
		return true, nil
	}
	// "If the * wildcard is the last character of a resource ARN segment, it can expand to match beyond the
	// colon boundaries." AWS does not say when it does. The difference shows only for a resource whose last part
	// has colons, such as a stream, and no sensible pattern depends on it.
	if p.trailingStar && e.colons && pattern.unbound().Match(e.Resource) {
		return false, fmt.Errorf("resource %q matches %q only if '*' expands beyond a colon, "+
			"and AWS does not say when it does", p.template.written, e.Resource)
	}
	return false, nil
}
