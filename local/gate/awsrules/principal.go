package awsrules

import (
	"context"
	"regexp"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var (
	principal = regexp.MustCompile(`^arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:(?:root$|(?:` +
		`role|user|assumed-role|federated-user)/)`)
	callersARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/`)
)

const invalidPrincipal = "Invalid principal in policy document."

// principalsAreWellFormed reports whether every principal has a valid form. The id of a role has none: IAM puts it in
// the place of a role that was deleted.
func principalsAreWellFormed(document iam.Document) bool {
	for _, s := range document.Statement {
		for _, element := range []iam.Principal{s.Principal, s.NotPrincipal} {
			for kind, values := range element.ByKind {
				if kind != "AWS" && kind != "Service" && kind != "Federated" {
					return false
				}
				if kind == "AWS" && slices.ContainsFunc(values, func(value string) bool {
					return value != "*" && !iam.IsAccountID(value) && !principal.MatchString(value)
				}) {
					return false
				}
			}
		}
	}
	return true
}

// checkPrincipals refuses a role or a user that does not exist, as AWS does: a policy can name a role only after the
// role was created. ("AWS JSON policy elements: Principal", IAM User Guide.) The principals of accounts that the
// emulator does not know are accepted.
func (e *Enforcer) checkPrincipals(ctx context.Context, document iam.Document) error {
	for _, s := range document.Statement {
		for _, value := range slices.Concat(s.Principal.ByKind["AWS"], s.NotPrincipal.ByKind["AWS"]) {
			there, err := e.principalExists(ctx, value)
			if err != nil {
				return err
			}
			if !there {
				return invalid(invalidPrincipal)
			}
		}
	}
	return nil
}

func (e *Enforcer) principalExists(ctx context.Context, value string) (bool, error) {
	if !callersARN.MatchString(value) {
		return true, nil // everyone, an account or a session
	}
	caller, err := iam.ParseCaller(value)
	if err != nil {
		return false, nil //nolint:nilerr // an ARN that cannot be parsed is no principal
	}
	known, err := e.isKnownAccount(ctx, caller.Account)
	if err != nil || !known {
		return err == nil, err
	}
	return e.State.Exists(ctx, caller)
}

// isKnownAccount reports whether an account is the emulator's own or in its organization.
func (e *Enforcer) isKnownAccount(ctx context.Context, account string) (bool, error) {
	if account == e.State.Account {
		return true, nil
	}
	o, err := e.State.Organization(ctx, account)
	return o != nil, err
}
