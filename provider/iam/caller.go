package iam

import (
	"fmt"
	"regexp"
	"strings"
)

// CallerKind is a kind of principal. It decides which layers apply to the caller.
type CallerKind int

// The kinds of caller.
const (
	// RoleCaller is a session of an IAM role.
	RoleCaller CallerKind = iota + 1
	// UserCaller is an IAM user.
	UserCaller
	// RootCaller is an account's root user. It needs no identity policy: "By default, all requests are
	// implicitly denied with the exception of the AWS account root user, which has full access." (IAM User
	// Guide, "How AWS enforcement code logic evaluates requests".)
	RootCaller
	// ServiceLinkedCaller is a role that only its AWS service can assume. No SCP and no RCP applies to it:
	// "SCPs do not affect any service-linked role" and "RCPs can't be used to restrict calls made by a
	// service-linked role" (AWS Organizations User Guide). Resource policies do.
	ServiceLinkedCaller
	// ServiceCaller is an AWS service that calls as itself, by its service principal. It belongs to no customer's
	// account, so it has no identity policy and no SCP: only a resource policy can allow it.
	ServiceCaller
)

// Caller is the principal that signs a request.
type Caller struct {
	Kind    CallerKind
	ARN     string // aws:PrincipalArn: of the role, not of its session; empty for a service
	Account string // empty for a service
	Session string // the name of a role's session, if known
	Service string // of a service: "replication.dynamodb.amazonaws.com"
}

var (
	callerSyntax  = regexp.MustCompile(`^arn:[a-z-]+:iam::([^:]+):(?:(root)|(role|user)/[^:]*[^:/])$`)
	serviceSyntax = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$`)
	sessionSyntax = regexp.MustCompile(`^arn:[a-z-]+:sts::[0-9]{12}:assumed-role/[^:/]+/[^:/]+$`)
)

// ParseCaller reads the ARN of a role, a user or an account's root user, or the name of a service principal. It
// refuses the ARN of a session, which omits the role's path, so that aws:PrincipalArn cannot be derived from it. (GCK:
// "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the
// role.") Give the role's ARN instead, and the session's name in [Caller.Session].
func ParseCaller(principal string) (Caller, error) {
	if serviceSyntax.MatchString(principal) {
		return Caller{Kind: ServiceCaller, Service: principal}, nil
	}
	if sessionSyntax.MatchString(principal) {
		return Caller{}, fmt.Errorf("caller %q is a session, whose ARN omits the role's path: give the role's ARN", principal)
	}
	found := callerSyntax.FindStringSubmatch(principal)
	if found == nil || strings.ContainsAny(principal, "*?") {
		return Caller{}, fmt.Errorf("caller %q is neither the ARN of a role, a user or an account's root user "+
			"nor a service principal", principal)
	}
	caller := Caller{Kind: RoleCaller, ARN: principal, Account: found[1]}
	switch {
	case found[2] != "":
		caller.Kind = RootCaller
	case found[3] == "user":
		caller.Kind = UserCaller
	case strings.Contains(principal, ":role/aws-service-role/"):
		caller.Kind = ServiceLinkedCaller
	}
	return caller, nil
}

// String returns the caller's ARN, or the name of a service principal.
func (c Caller) String() string {
	if c.Kind == ServiceCaller {
		return c.Service
	}
	return c.ARN
}

// sessionARN returns the ARN by which a resource policy names a role's session. It has the role's name without its
// path. It is empty if the session's name is unknown.
func (c Caller) sessionARN() string {
	if c.Session == "" {
		return ""
	}
	arn, _ := ParseARN(c.ARN)
	arn.Service, arn.Resource = "sts", "assumed-role/"+c.name()+"/"+c.Session
	return arn.String()
}

// isOfPartition reports whether the caller's partition is the given one: "You cannot use IAM credentials from one
// partition to interact with resources in a different partition." (AWS Fault Isolation Boundaries, "Partitions".) A
// service has the same name in every partition, except that some have another one in China.
func (c Caller) isOfPartition(partition string) bool {
	if c.Kind == ServiceCaller {
		return partition == "aws-cn" || !strings.HasSuffix(c.Service, ".cn")
	}
	rest, found := strings.CutPrefix(c.ARN, "arn:"+partition)
	return found && strings.HasPrefix(rest, ":")
}

// name returns the name of a role or a user without its path.
func (c Caller) name() string { return c.ARN[strings.LastIndexByte(c.ARN, '/')+1:] }

// principalType returns aws:PrincipalType. (IAM User Guide, "Principal key values".)
func (c Caller) principalType() string {
	switch c.Kind {
	case RoleCaller, ServiceLinkedCaller:
		return "AssumedRole"
	case UserCaller:
		return "User"
	case RootCaller:
		return "Account"
	default:
		return ""
	}
}
