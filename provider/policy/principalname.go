package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// The longest name of a role or user, and the longest path, its slashes at both ends included. Source: CreateRole and
// CreateUser, IAM API Reference.
const (
	longestName = 64
	longestPath = 512
)

// pathCharacters are the characters of a path and a name, and the wildcards. IAM allows a colon in a path as well, but
// no ARN that AWS gives as an example has one, and it would be unclear where a part of the ARN ends. The page allows
// DEL too; the pattern in IAM's API model (botocore 1.44.5, pathType) does not. Source: CreateRole, IAM API Reference.
var pathCharacters = regexp.MustCompile(`^[!-9;-~]+$`)

// checkPrincipalName returns an error where no path and name that IAM accepts matches a pattern: everything after the
// "role/" or "user/" of its ARN.
func checkPrincipalName(pattern string) error {
	switch {
	case !pathCharacters.MatchString(pattern):
		return errors.New("must contain only characters that IAM allows in a path or name, and no colon")
	case strings.HasSuffix(pattern, "/"):
		return errors.New("must end in a name, or in * for every principal under the path")
	case strings.HasPrefix(pattern, "/") || strings.Contains(pattern, "//"):
		return errors.New("must not have two slashes in a row: between the slashes of a path there is a name")
	case len(strings.ReplaceAll(pattern[:strings.LastIndex(pattern, "/")+1], "*", "")) >= longestPath:
		return fmt.Errorf("must have a path of at most %d characters, or it matches nobody", longestPath)
	case !matchesSomeName(pattern):
		return fmt.Errorf("must end in a name that IAM accepts, or it matches nobody: 1 to %d letters, digits and _+=,.@-",
			longestName)
	}
	return nil
}

// nameStates are the ways in which a text can be read so far, as a path and a name. Up to longestName an index is the
// length of what may be the name, with 0 after a slash. The last index stands for text that can only be part of the
// path: it is too long for a name, or has a character that a name cannot have.
type nameStates [longestName + 2]bool

// matchesSomeName reports whether a pattern matches some path and name that IAM accepts. It follows every reading of
// the pattern at once, since a wildcard can match a slash too.
func matchesSomeName(pattern string) bool {
	states := nameStates{0: true}
	for _, character := range pattern {
		switch {
		case character == '?':
			states = states.read('a', '!', '/')
		case character != '*':
			states = states.read(character)
		case states != nameStates{}: // any text leads from every state to every other
			for at := range states {
				states[at] = true
			}
		}
	}
	return slices.Contains(states[1:longestName+1], true)
}

// read returns the states after any one of some characters. No slash follows another.
func (s nameStates) read(characters ...rune) nameStates {
	var next nameStates
	for at, possible := range s {
		if !possible {
			continue
		}
		for _, character := range characters {
			switch {
			case character == '/':
				next[0] = next[0] || at > 0
			case isNameCharacter(character):
				next[min(at+1, len(next)-1)] = true
			default:
				next[len(next)-1] = true
			}
		}
	}
	return next
}

// isNameCharacter reports whether the name of a role or user can have a character. Source: CreateRole, IAM API
// Reference, RoleName: [\w+=,.@-]+.
func isNameCharacter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_+=,.@-", r)
}

var (
	// permissionSetRole matches the role of one Identity Center permission set. AWS ends the name in an underscore and
	// sixteen hexadecimal digits of its own, and puts the Region of Identity Center into the path, unless that is
	// us-east-1. Source: "Referencing permission sets in resource policies, Amazon EKS Cluster config maps, and AWS KMS
	// key policies", IAM Identity Center User Guide. How the path begins in China is in no page that was found.
	permissionSetRole = regexp.MustCompile(`^aws-reserved/sso\.amazonaws\.com(\.cn)?/([a-z0-9*?-]+/)?` +
		`AWSReservedSSO_[A-Za-z0-9_+=,.@-]{1,32}_([0-9a-f]{16}|\?{16})$`)
	permissionSetEnd = regexp.MustCompile(`_([0-9a-f]{16}|\?{16})$`)
	// hexTail matches a pattern that can match the end of such a name, by what follows its last wildcard.
	hexTail = regexp.MustCompile(`(^|[*?])([0-9a-f]{0,16}|[^*?]*_[0-9a-f]{16})$`)
)

// everyPermissionSet matches the roles of all permission sets.
var everyPermissionSet = iam.NewPattern("aws-reserved/*AWSReservedSSO_*_????????????????")

// checkPermissionSet returns an error where the pattern of a role's path and name matches the roles of several Identity
// Center permission sets.
func checkPermissionSet(pattern string) error {
	reserved := strings.Contains(pattern, "AWSReservedSSO_")
	switch {
	case permissionSetRole.MatchString(pattern):
		return nil
	case reserved && !permissionSetEnd.MatchString(pattern):
		return errors.New("must end in an underscore and sixteen ? to match an Identity Center role: " +
			"AWSReservedSSO_Admin_* would also match AWSReservedSSO_Admin_ReadOnly_…")
	case reserved && !strings.HasPrefix(pattern, "aws-reserved/sso.amazonaws.com"):
		return errors.New("must have the path of an Identity Center role, or it matches none: " +
			"aws-reserved/sso.amazonaws.com/REGION/AWSReservedSSO_…, without REGION where Identity Center is in us-east-1")
	case reserved:
		return errors.New("must name one permission set without wildcards, or it matches others too: whoever creates a " +
			"permission set chooses its name")
	case hexTail.MatchString(pattern) && iam.Overlap(iam.NewPattern(pattern), everyPermissionSet):
		return errors.New("must not match the roles of every Identity Center permission set, which are under " +
			"role/aws-reserved/: name one permission set, or a longer path of your own")
	}
	return nil
}
