package iam

import (
	"fmt"
	"regexp"
	"strings"
)

// CallerKind says which rules a caller is under.
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
	// ServiceLinkedCaller is a role that only its AWS service can assume. No SCP and no RCP reaches it:
	// "SCPs do not affect any service-linked role" and "RCPs can't be used to restrict calls made by a
	// service-linked role" (AWS Organizations User Guide). Resource policies do.
	ServiceLinkedCaller
	// ServiceCaller is an AWS service that calls as itself, by its service principal. It has no account of
	// ours, no identity policy and no SCP: a resource policy alone lets it in.
	ServiceCaller
)

// Caller is who signs a request.
type Caller struct {
	Kind    CallerKind
	ARN     string // aws:PrincipalArn: of a role, never of its session; empty for a service
	Account string // empty for a service
	Session string // of a role: the session's name, where it is known
	Service string // of a service: "replication.dynamodb.amazonaws.com"
}

var (
	callerARN       = regexp.MustCompile(`^arn:[a-z-]+:iam::([^:]+):(?:(root)|(role|user)/[^:]*[^:/])$`)
	servicePattern  = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$`)
	sessionARN      = regexp.MustCompile(`^arn:[a-z-]+:sts::[0-9]{12}:assumed-role/[^:/]+/[^:/]+$`)
	serviceRolePath = "role/aws-service-role/"
)

// ParseCaller reads the ARN of a role, a user or an account's root, or the name of a service principal. A
// session's ARN is refused: it leaves out the role's path, so aws:PrincipalArn cannot be told from it. (GCK:
// "For IAM roles, the request context returns the ARN of the role, not the ARN of the user that assumed the
// role.") Name the role, and the session in [Caller.Session].
func ParseCaller(principal string) (Caller, error) {
	if servicePattern.MatchString(principal) {
		return Caller{Kind: ServiceCaller, Service: principal}, nil
	}
	if sessionARN.MatchString(principal) {
		return Caller{}, fmt.Errorf("caller %q is a session, whose ARN leaves out the role's path: give the role's ARN",
			principal)
	}
	found := callerARN.FindStringSubmatch(principal)
	if found == nil || strings.ContainsAny(principal, "*?") {
		return Caller{}, fmt.Errorf("caller %q is not the ARN of a role, a user or an account's root, "+
			"nor a service principal", principal)
	}
	caller := Caller{Kind: RoleCaller, ARN: principal, Account: found[1]}
	switch {
	case found[2] != "":
		caller.Kind = RootCaller
	case found[3] == "user":
		caller.Kind = UserCaller
	case strings.Contains(principal, ":"+serviceRolePath):
		caller.Kind = ServiceLinkedCaller
	}
	return caller, nil
}

// String names the caller as a report does.
func (c Caller) String() string {
	if c.Kind == ServiceCaller {
		return c.Service
	}
	return c.ARN
}

// sessionOf returns the ARN under which a resource policy can name a session: the role's name without its
// path, then the session's.
func (c Caller) sessionOf() string {
	if c.Session == "" {
		return ""
	}
	session, _ := ParseARN(c.ARN)
	name := c.ARN[strings.LastIndexByte(c.ARN, '/')+1:]
	session.Service, session.Resource = "sts", "assumed-role/"+name+"/"+c.Session
	return session.String()
}

// principalType is aws:PrincipalType. (IAM User Guide, "Principal key values".)
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
