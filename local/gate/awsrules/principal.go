package awsrules

import (
	"context"
	"regexp"
	"slices"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

var (
	accountID = regexp.MustCompile(`^[0-9]{12}$`)
	principal = regexp.MustCompile(`^arn:aws[a-z-]*:(?:iam|sts)::[0-9]{12}:(?:root$|(?:` +
		`role|user|assumed-role|federated-user)/)`)
	callersARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/`)
)

const invalidPrincipal = "Invalid principal in policy document."

// principalsAreWellFormed reports whether every principal could be one. The id of a role, which IAM puts in the
// place of a role that was deleted, could not.
func principalsAreWellFormed(document iam.Document) bool {
	for _, s := range document.Statement {
		for _, element := range []iam.Principal{s.Principal, s.NotPrincipal} {
			for kind, values := range element.ByKind {
				if kind != "AWS" && kind != "Service" && kind != "Federated" {
					return false
				}
				if kind == "AWS" && slices.ContainsFunc(values, func(value string) bool {
					return value != "*" && !accountID.MatchString(value) && !principal.MatchString(value)
				}) {
					return false
				}
			}
		}
	}
	return true
}

// checkPrincipals refuses a role or a user that is not there, which is why a policy can name a role only after it
// was made. ("AWS JSON policy elements: Principal", IAM User Guide.) Of accounts that the emulator has never seen
// nobody can say, so their principals are believed.
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
		return false, nil //nolint:nilerr // what cannot be read is nobody
	}
	known, err := e.isKnownAccount(ctx, caller.Account)
	if err != nil || !known {
		return err == nil, err
	}
	return e.State.Exists(ctx, caller)
}

// isKnownAccount reports whether an account is the emulator's own or of its organization.
func (e *Enforcer) isKnownAccount(ctx context.Context, account string) (bool, error) {
	if account == e.State.Account {
		return true, nil
	}
	o, err := e.State.Organization(ctx, account)
	return o != nil, err
}
