package promise

import (
	"context"
	"regexp"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

var (
	accountID = regexp.MustCompile(`^[0-9]{12}$`)
	principal = regexp.MustCompile(`^arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):(?:root$|(?:` +
		`role|user|assumed-role|federated-user)/)`)
	callersARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/`)
)

// checkPrincipals refuses a principal that is not there. "If you specify an invalid principal [...] you receive an
// error": a role or a user must exist, which is why a policy can name a role only after it was made. ("AWS JSON
// policy elements: Principal", IAM User Guide.) Of accounts that the emulator has never seen nobody can say, so
// their principals are believed.
func (k *Keeper) checkPrincipals(ctx context.Context, document policy.Document) error {
	for _, s := range document.Statement {
		for _, element := range []policy.Principal{s.Principal, s.NotPrincipal} {
			for kind, values := range element.ByKind {
				if kind != "AWS" && kind != "Service" && kind != "Federated" {
					return invalid("Invalid principal in policy document.")
				}
				if kind != "AWS" {
					continue
				}
				for _, value := range values {
					there, err := k.isPrincipal(ctx, value)
					if err != nil {
						return err
					}
					if !there {
						return invalid("Invalid principal in policy document.")
					}
				}
			}
		}
	}
	return nil
}

func (k *Keeper) isPrincipal(ctx context.Context, value string) (bool, error) {
	if value == "*" || accountID.MatchString(value) {
		return true, nil
	}
	parts := principal.FindStringSubmatch(value)
	if parts == nil {
		return false, nil
	}
	if !callersARN.MatchString(value) {
		return true, nil // an account, or a session
	}
	known, err := k.knows(ctx, parts[1])
	if err != nil || !known {
		return err == nil, err
	}
	caller, err := policy.ParseCaller(value)
	if err != nil {
		return false, nil //nolint:nilerr // what cannot be read is nobody
	}
	return k.World.Exists(ctx, caller)
}

// knows reports whether an account is the emulator's own or of its organization.
func (k *Keeper) knows(ctx context.Context, account string) (bool, error) {
	if account == k.World.Account {
		return true, nil
	}
	o, err := k.World.Organization(ctx, account)
	return o != nil, err
}
