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

// Grant lets principals in whom no identity policy of the table's account can let in: those of another account,
// and services that call as themselves. It is the one Allow of a resource policy; the refusals still hold, so a
// foreign principal comes through the perimeter like everyone else, and a service needs an exemption as well.
//
// Block Public Access refuses an Allow that could mean anyone, and so does this. Source: "Block public access
// with resource-based policies in DynamoDB".
type Grant struct {
	// Principals are accounts, and roles and users of other accounts, each in full.
	Principals []string
	Services   []string
	Actions    []string // without the "dynamodb:" prefix
	// SourceAccounts and SourceARNs bound a service: it acts for these accounts, or these resources, alone. A
	// service that is not bounded acts for whoever asks it to, which is called the confused deputy. Source:
	// "The confused deputy problem", IAM User Guide.
	SourceAccounts []string
	SourceARNs     []string
	Reason         string
	Path           string
}

var (
	grantee   = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]*[A-Za-z0-9+=,.@_-]$`)
	sourceARN = regexp.MustCompile(`^arn(:[a-z0-9-]*){4}:[!-#%-)+->@-~]+$`) // no wildcard, no variable
)

// Validate refuses a grant that Block Public Access would, and one whose name AWS would.
func (g Grant) Validate() error {
	bounds := slices.Concat(g.SourceAccounts, g.SourceARNs)
	var errs []error
	refuse := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("grant %q "+format, append([]any{g.Reason}, args...)...))
	}
	if g.Reason == "" {
		errs = append(errs, errors.New("grant has no reason: say why it is needed"))
	}
	switch {
	case len(g.Actions) == 0:
		refuse("names no action")
	case (len(g.Principals) == 0) == (len(g.Services) == 0):
		refuse("must name either principals or services")
	case len(g.Services) > 0 && len(bounds) == 0:
		refuse("lets a service act for anyone: name its source accounts or source ARNs")
	case len(g.Principals) > 0 && len(bounds) > 0:
		refuse("has source accounts or source ARNs, which only a service's requests carry")
	}
	for _, form := range []struct {
		what   string
		check  func(string) error
		values []string
	}{
		{"principal", CheckGrantee, g.Principals},
		{"service", CheckService, g.Services},
		{"source account", CheckAccountID, g.SourceAccounts},
		{"source ARN", CheckSourceARN, g.SourceARNs},
		{"action", CheckGrantAction, g.Actions},
	} {
		for _, value := range form.values {
			if err := form.check(value); err != nil {
				refuse("%s %w", form.what, err)
			}
		}
	}
	return errors.Join(errs...)
}

// CheckGrantee refuses what a grant cannot name: Block Public Access wants an account, a role or a user in full.
func CheckGrantee(principal string) error {
	if !iam.IsAccountID(principal) && !grantee.MatchString(principal) {
		return fmt.Errorf("must be the id of an account, or the ARN of a role or user in full, got %q", principal)
	}
	return nil
}

// CheckSourceARN refuses what does not bound a service to one resource.
func CheckSourceARN(arn string) error {
	if !sourceARN.MatchString(arn) {
		return fmt.Errorf("must be an ARN in full, without wildcards, got %q", arn)
	}
	return nil
}

// CheckGrantAction refuses the name, without its prefix, of an action that no grant can give.
func CheckGrantAction(name string) error {
	at := slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })
	switch {
	case at < 0 || !actions[at].InTablePolicy() && !actions[at].InStreamPolicy():
		return fmt.Errorf("must be one that a resource policy takes, such as dynamodb:GetItem, got %q", name)
	case actions[at].Class == ClassPolicy:
		return fmt.Errorf("must not be %s: whoever has it can open the table to anyone", name)
	}
	return nil
}

// granted renders what the grants let in on one resource. It does not depend on their order, and one that says what
// another says adds nothing.
func (i Intent) granted(resource string, accepts func(Action) bool) ([]iam.Statement, error) {
	statements := map[string]iam.Statement{}
	for _, grant := range i.Grants {
		statement, err := grant.allow(resource, accepts)
		if err != nil {
			return nil, err
		}
		if len(statement.Action) > 0 {
			statements[fmt.Sprint(statement)] = statement
		}
	}
	var sorted []iam.Statement
	for _, text := range slices.Sorted(maps.Keys(statements)) {
		sorted = append(sorted, statements[text])
	}
	return sorted, nil
}

// allow renders the part of a grant that a document accepts; without one it has no action.
func (g Grant) allow(resource string, accepts func(Action) bool) (iam.Statement, error) {
	on, _ := iam.ParseARN(resource)
	statement := iam.Statement{Sid: "AllowGranted", Effect: iam.Allow}
	for _, action := range actions {
		if accepts(action) && slices.Contains(g.Actions, action.Name) {
			statement.Action = append(statement.Action, action.String())
		}
	}
	if len(g.Services) > 0 {
		statement.Principal.ByKind = map[string]iam.Values{"Service": iam.CanonicalValues(g.Services)}
		tests := iam.Conditions{}
		if len(g.SourceAccounts) > 0 {
			tests.Add("StringEquals", map[string]iam.Values{"aws:SourceAccount": iam.CanonicalValues(g.SourceAccounts)})
		}
		if len(g.SourceARNs) > 0 {
			tests.Add("ArnEquals", map[string]iam.Values{"aws:SourceArn": iam.CanonicalValues(g.SourceARNs)})
		}
		statement.Condition = tests
		return statement, nil
	}
	var principals []string
	for _, principal := range g.Principals {
		if iam.IsAccountID(principal) { // AWS stores a bare account as its root
			principal = "arn:" + on.Partition + ":iam::" + principal + ":root"
		}
		if strings.Contains(principal, "::"+on.Account+":") {
			return iam.Statement{}, fmt.Errorf("grant %q names the table's own account: "+
				"let its principals in by their identity policies", g.Reason)
		}
		principals = append(principals, principal)
	}
	statement.Principal.ByKind = map[string]iam.Values{"AWS": iam.CanonicalValues(principals)}
	return statement, nil
}
