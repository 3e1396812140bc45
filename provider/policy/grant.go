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

// Grant allows actions to principals that no identity policy in the table's account can let in: those of another
// account, and services that call as themselves. It is the one Allow of a resource policy. Every Deny still applies, so
// a foreign principal has to come from inside the perimeter like any other, and a service needs an [Exemption] as well.
//
// DynamoDB's Block Public Access rejects an Allow that could mean anyone, and so does [Grant.Validate]. Source: "Block
// public access with resource-based policies in DynamoDB".
type Grant struct {
	// Principals are the ids of other accounts, and the full ARNs of their roles and users. A grant has either principals
	// or services.
	Principals []string
	// Services are service principals that call as themselves, such as glue.amazonaws.com.
	Services []string
	// Actions are the allowed actions, without the "dynamodb:" prefix.
	Actions []string
	// SourceAccounts bound a service to requests that it makes for these accounts. A service without bounds could be made
	// to act for anyone: it would be a confused deputy. Source: "The confused deputy problem", IAM User Guide.
	SourceAccounts []string
	// SourceARNs bound a service to requests that it makes for these resources.
	SourceARNs []string
	// Reason says why the grant is needed, for the reader of a report. It is never sent to AWS.
	Reason string
	// Path is the input that holds the grant, such as grants[0].
	Path string
}

var (
	// A role's path and name, or a user's, without wildcards.
	grantee = regexp.MustCompile(`^arn:` + partitionPattern +
		`:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]*[A-Za-z0-9+=,.@_-]$`)
	// Any ARN without wildcards and policy variables.
	sourceARN = regexp.MustCompile(`^arn(:[a-z0-9-]*){4}:[!-#%-)+->@-~]+$`)
	// Every zero-ETL integration of one account in one Region, which the first policy has to name: the integration, with
	// its id, can be made only once the policy is there. Source: "Configuring a source for a zero-ETL integration", AWS
	// Glue User Guide.
	integrations = regexp.MustCompile(`^arn:` + partitionPattern + `:(glue|redshift):[a-z0-9-]+:[0-9]{12}:integration:\*$`)
)

// describeExport is the action on exports that zero-ETL integrations call ("Make sure to add DescribeExport", the same
// page). Its resource is an export of the table, so that the refusals do not reach it. Only a service can be granted
// it.
const describeExport = "DescribeExport"

// Validate returns everything that is wrong with a grant: what Block Public Access would reject, and names that AWS
// would.
func (g Grant) Validate() error {
	bounds := slices.Concat(g.SourceAccounts, g.SourceARNs)
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("grant %q "+format, append([]any{g.Reason}, args...)...))
	}
	if g.Reason == "" {
		errs = append(errs, errors.New("grant has no reason: say why it is needed"))
	}
	switch {
	case len(g.Actions) == 0:
		fail("names no action")
	case (len(g.Principals) == 0) == (len(g.Services) == 0):
		fail("must name either principals or services")
	case len(g.Services) > 0 && len(bounds) == 0:
		fail("lets a service act for anyone: name its source accounts or source ARNs")
	case len(g.Principals) > 0 && len(bounds) > 0:
		fail("has source accounts or source ARNs, which only a service's requests carry")
	case len(g.SourceAccounts) == 0 && slices.ContainsFunc(g.SourceARNs, integrations.MatchString):
		fail("lets every integration of an account act: name its source account as well")
	case len(g.Services) == 0 && slices.Contains(g.Actions, describeExport):
		fail("allows %s to a principal, which only a service needs", describeExport)
	}
	for _, list := range []struct {
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
		for _, value := range list.values {
			if err := list.check(value); err != nil {
				fail("%s %w", list.what, err)
			}
		}
	}
	return errors.Join(errs...)
}

// CheckGrantee returns an error unless its argument is a principal that a grant can name. Block Public Access accepts
// only an account, a role or a user, without wildcards.
func CheckGrantee(principal string) error {
	if !iam.IsAccountID(principal) && !grantee.MatchString(principal) {
		return fmt.Errorf("must be the id of an account, or the full ARN of a role or user, got %q", principal)
	}
	return nil
}

// CheckSourceARN returns an error unless its argument is the ARN of one resource, which bounds a service to it, or that
// of every zero-ETL integration of one account.
func CheckSourceARN(arn string) error {
	if !sourceARN.MatchString(arn) && !integrations.MatchString(arn) {
		return fmt.Errorf("must be a full ARN, without wildcards, got %q", arn)
	}
	return CheckARNRegion(arn)
}

// CheckGrantAction returns an error unless its argument is the name, without its prefix, of an action that a grant can
// allow.
func CheckGrantAction(name string) error {
	at := slices.IndexFunc(actions, func(a Action) bool { return a.Name == name })
	switch {
	case name == describeExport:
		return nil
	case at < 0 || !actions[at].InTablePolicy() && !actions[at].InStreamPolicy():
		return fmt.Errorf("must be one that resource policies accept, such as dynamodb:GetItem, got %q", name)
	case actions[at].Class == ClassPolicy:
		return fmt.Errorf("must not be %s: a principal that has it can open the table to anyone", name)
	}
	return nil
}

// grantStatements renders the grants on one resource. Their order does not matter, and a duplicate adds nothing.
func (i Intent) grantStatements(resource string, accepts func(Action) bool) ([]iam.Statement, error) {
	statements := map[string]iam.Statement{}
	for _, grant := range i.Grants {
		statement, err := grant.statement(resource, accepts)
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

// exportStatements renders what the grants allow on the exports of a table.
func (i Intent) exportStatements(table string) ([]iam.Statement, error) {
	statements, err := i.grantStatements(table, func(a Action) bool { return a.Name == describeExport })
	for at := range statements {
		statements[at].Resource = iam.Values{table + "/export/*"}
	}
	return statements, err
}

// IsExportGrant reports whether a statement allows what a zero-ETL integration calls on the exports of a table, and
// nothing else.
func IsExportGrant(table string, s iam.Statement) bool {
	return s.Effect == iam.Allow && slices.Equal(s.Action, iam.Values{"dynamodb:" + describeExport}) &&
		slices.Equal(s.Resource, iam.Values{table + "/export/*"})
}

// statement renders the Allow of a grant, with those of its actions that the document accepts. It has no Action where
// the document accepts none.
func (g Grant) statement(resource string, accepts func(Action) bool) (iam.Statement, error) {
	owner, _ := iam.ParseARN(resource)
	statement := iam.Statement{Sid: "AllowGranted", Effect: iam.Allow}
	for _, action := range actions {
		if accepts(action) && slices.Contains(g.Actions, action.Name) {
			statement.Action = append(statement.Action, action.String())
		}
	}
	if len(g.Services) > 0 {
		statement.Principal.ByKind = map[string]iam.Values{"Service": iam.CanonicalValues(g.Services)}
		conditions := iam.Conditions{}
		if len(g.SourceAccounts) > 0 {
			conditions.Add("StringEquals", map[string]iam.Values{"aws:SourceAccount": iam.CanonicalValues(g.SourceAccounts)})
		}
		for _, source := range g.SourceARNs {
			if err := CheckPartition(source, owner.Partition); err != nil {
				return iam.Statement{}, fmt.Errorf("grant %q source ARN %w", g.Reason, err)
			}
		}
		if len(g.SourceARNs) > 0 {
			conditions.Add("ArnEquals", map[string]iam.Values{"aws:SourceArn": iam.CanonicalValues(g.SourceARNs)})
		}
		statement.Condition = conditions
		return statement, nil
	}
	var principals []string
	for _, principal := range g.Principals {
		if iam.IsAccountID(principal) { // AWS stores the id of an account as the ARN of its root
			principal = "arn:" + owner.Partition + ":iam::" + principal + ":root"
		}
		if err := CheckPartition(principal, owner.Partition); err != nil {
			return iam.Statement{}, fmt.Errorf("grant %q principal %w", g.Reason, err)
		}
		if strings.Contains(principal, "::"+owner.Account+":") {
			return iam.Statement{}, fmt.Errorf("grant %q names the table's own account: "+
				"allow its principals the actions in their identity policies", g.Reason)
		}
		principals = append(principals, principal)
	}
	statement.Principal.ByKind = map[string]iam.Values{"AWS": iam.CanonicalValues(principals)}
	return statement, nil
}
