package policy

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var (
	principalARN = regexp.MustCompile(`^arn:([a-z-]*):iam::([^:]*):(role/|user/|root$)(.*)$`)
	// Source: "Organization", AWS Organizations API Reference.
	organizationID = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
)

// IsOrganizationID reports whether the text is the id of an AWS organization.
func IsOrganizationID(text string) bool { return organizationID.MatchString(text) }

// CheckPrincipal returns an error where a principal pattern could mean anyone, or can never match. The error says what
// to write instead.
//
// Patterns are compared with aws:PrincipalArn. For an assumed role that key holds the ARN of the role, with its path,
// never the ARN of the session. Source: "AWS global condition context keys".
func CheckPrincipal(pattern string) error { return checkPrincipal(pattern, false) }

// CheckGuardrailPrincipal is [CheckPrincipal] for a service control policy, where the account may be a wildcard. Such a
// policy applies only to principals of the accounts that it is attached to, so it exempts no role of the same name in
// another organization.
func CheckGuardrailPrincipal(pattern string) error { return checkPrincipal(pattern, true) }

func checkPrincipal(pattern string, anyAccount bool) error {
	if strings.Contains(pattern, "$") {
		return errors.New("must not contain $: a policy variable could stand for every principal")
	}
	if strings.Contains(pattern, ":assumed-role/") {
		return errors.New("is the ARN of a session, which no policy condition ever sees; " +
			"give the role's own ARN, with its path: arn:aws:iam::ACCOUNT:role/PATH/NAME")
	}
	parts := principalARN.FindStringSubmatch(pattern)
	if parts == nil {
		return fmt.Errorf("must be the ARN of an IAM role or user, such as "+
			"arn:aws:iam::111122223333:role/ci/deployer, got %q", pattern)
	}
	partition, account, kind, name := parts[1], parts[2], parts[3], parts[4]
	switch _, known := partitions[partition]; {
	case !known:
		return fmt.Errorf("must be of a partition that AWS has (%s), got %q",
			strings.Join(slices.Sorted(maps.Keys(partitions)), ", "), partition)
	case !iam.IsAccountID(account) && (!anyAccount || account != "*"):
		return fmt.Errorf("must name one account by its 12 digits, got %q", account)
	case kind == "root":
		return nil
	case name == "":
		return fmt.Errorf("must name a principal after %q", kind)
	case strings.ContainsAny(name[:1], "*?"):
		return fmt.Errorf("must not have a wildcard directly after %q: it would match every %s in the account",
			kind, strings.TrimSuffix(kind, "/"))
	}
	if err := checkPrincipalName(name); err != nil {
		return fmt.Errorf("%w, got %q", err, pattern)
	}
	if kind == "role/" {
		return checkPermissionSet(name)
	}
	return nil
}

// CheckService returns an error unless its argument is the name of a service principal.
func CheckService(name string) error {
	if caller, err := iam.ParseCaller(name); err != nil || caller.Kind != iam.ServiceCaller {
		return fmt.Errorf("must be a service principal, such as glue.amazonaws.com, got %q", name)
	}
	return nil
}

// CheckAccountID returns an error unless its argument is the id of an account.
func CheckAccountID(id string) error {
	if !iam.IsAccountID(id) {
		return fmt.Errorf("must be the 12-digit id of an account, got %q", id)
	}
	return nil
}

// CheckOrganizationID returns an error unless its argument is the id of an organization.
func CheckOrganizationID(id string) error {
	if !organizationID.MatchString(id) {
		return fmt.Errorf("must be the id of an organization, such as o-a1b2c3d4e5, got %q", id)
	}
	return nil
}
