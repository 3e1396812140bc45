package iam

// This file has the parts that the rules of condition keys are made of.

func one(derive func(*evaluation) string) func(*evaluation) keyValues {
	return func(e *evaluation) keyValues { return keyValues{one: derive(e)} }
}

func many(derive func(*evaluation) []string) func(*evaluation) keyValues {
	return func(e *evaluation) keyValues { return keyValues{many: derive(e)} }
}

func on(any availability) func(*evaluation) availability {
	return func(*evaluation) availability { return any }
}

// byCaller distinguishes the principals of accounts from services that call as themselves.
func byCaller(principal, service availability) func(*evaluation) availability {
	return func(e *evaluation) availability {
		if e.Caller.Kind == ServiceCaller {
			return service
		}
		return principal
	}
}

func throughEndpoint(through availability) func(*evaluation) availability {
	return func(e *evaluation) availability {
		if e.Origin.Endpoint != "" {
			return through
		}
		return never
	}
}

// hasTemporaryCredentials is the rule of aws:TokenIssueTime: "only when the principal uses temporary credentials". A
// role always does, and so does a service that forwards a user's request.
func (e *evaluation) hasTemporaryCredentials() availability {
	switch e.Caller.Kind {
	case RoleCaller, ServiceLinkedCaller:
		return always
	default:
		return e.tellsMultiFactorAuth()
	}
}

// tellsMultiFactorAuth is the rule of aws:MultiFactorAuthPresent. GCK says "only when the principal uses temporary
// credentials" and also "not present for federated identities", so it depends on how a role was assumed. Of a user's
// request that a service forwards it says that the key "is present in the request and set to a value of false".
func (e *evaluation) tellsMultiFactorAuth() availability {
	switch {
	case e.Caller.Kind == ServiceCaller:
		return optional
	case e.Caller.Kind == UserCaller && len(e.Origin.Via) > 0:
		return always
	default:
		return sometimes
	}
}

// hasPublicAddress is the rule of aws:SourceIp: "included in the request context, except when the requester uses a VPC
// endpoint". A service that calls as itself has none: "certain network-specific authorization context is redacted". A
// forwarded request has that of the first request, which may have come through an endpoint.
func (e *evaluation) hasPublicAddress() availability {
	switch {
	case e.Origin.Endpoint != "" || e.Caller.Kind == ServiceCaller:
		return never
	case len(e.Origin.Via) > 0:
		return sometimes
	default:
		return always
	}
}

func (e *evaluation) publicAddress() string {
	if e.Origin.Endpoint != "" {
		return ""
	}
	return e.Origin.IP
}

func (e *evaluation) privateAddress() string {
	if e.Origin.Endpoint == "" {
		return ""
	}
	return e.Origin.IP
}

func (e *evaluation) userName() string {
	if e.Caller.Kind != UserCaller {
		return ""
	}
	return e.Caller.name()
}

// resourceAccount is empty if the request names no resource.
func (e *evaluation) resourceAccount() string {
	if e.Resource == "*" {
		return ""
	}
	return e.account
}
