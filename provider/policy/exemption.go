package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// ExemptionKind tells the exemptions that the proof holds to rules of their own from the others.
type ExemptionKind string

// The kinds of exemption. One that a team writes itself has none.
const (
	BreakGlassExemption    ExemptionKind = "break-glass"
	AdministratorExemption ExemptionKind = "administrator"
)

// Exemption opens actions to principals who call from outside.
type Exemption struct {
	Kind ExemptionKind
	// Principals are patterns on aws:PrincipalArn; see [CheckPrincipal].
	Principals []string
	// Services are service principals that call as themselves, such as glue.amazonaws.com; a request of theirs
	// carries no network at all. They are never exempt from a class of data.
	Services []string
	// Access and Actions are what is opened: whole classes, and single actions without the "dynamodb:" prefix.
	Access  []Class
	Actions []string
	// Reason is for the reader of a report. It never reaches AWS.
	Reason string
	// Path is the input that lists the principals, such as breakGlassPrincipalArns: a finding about the first
	// of them names breakGlassPrincipalArns[0].
	Path string
}

// BreakGlass exempts emergency roles from every class.
func BreakGlass(principals []string) Exemption {
	return Exemption{
		Kind: BreakGlassExemption, Principals: principals, Access: Classes(), Reason: "break-glass",
		Path: "breakGlassPrincipalArns",
	}
}

// Administrators exempts those who deploy and change the policy, from everywhere. Data stays refused to
// them. Somebody must be able to: a policy that nobody outside may change is a lock-out.
func Administrators(principals []string) Exemption {
	return Exemption{
		Kind: AdministratorExemption, Principals: principals,
		Access: []Class{ClassPolicy, ClassShape, ClassDescribe}, Reason: "administrator",
		Path: "administratorPrincipalArns",
	}
}

// presets are sets of actions that belong together across classes.
var presets = map[string][]string{
	// What AWS Backup's role calls on a table. Source: AWSBackupServiceRolePolicyForBackup.
	"backup": {"CreateBackup", "DescribeTable", "ListTagsOfResource"},
	// The actions behind TransactGetItems and TransactWriteItems, which are no actions themselves. Source:
	// "Using IAM with DynamoDB transactions".
	"transact": {"ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem"},
	// Metadata and the policy itself, never an item: an auditor reads how a table is guarded.
	"audit": ActionsWhere(func(a Action) bool { return a.Class == ClassDescribe }),
	// What the service-linked role of Application Auto Scaling calls. Source:
	// AWSApplicationAutoscalingDynamoDBTablePolicy.
	"autoscaling": {"DescribeTable", "UpdateTable"},
}

// Open adds a class or a preset by its name to what an exemption opens.
func (e *Exemption) Open(access string) error {
	class := Class(access)
	switch {
	case slices.Contains(Classes(), class) && class != ClassAccount:
		e.Access = append(e.Access, class)
	case presets[access] != nil:
		e.Actions = append(e.Actions, presets[access]...)
	default:
		words := Presets()
		for _, class := range Classes()[:len(Classes())-1] {
			words = append(words, string(class))
		}
		return fmt.Errorf("access %q is unknown: give one of %s", access, strings.Join(words, ", "))
	}
	return nil
}

// Presets lists the names of the presets.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// Opens reports whether an exemption opens an action.
func (e Exemption) Opens(action Action) bool {
	return slices.Contains(e.Access, action.Class) || slices.Contains(e.Actions, action.Name)
}

// OpensData reports whether an exemption opens an action that returns or changes items or their change records.
func (e Exemption) OpensData() bool {
	return slices.ContainsFunc(actions, func(a Action) bool { return a.Class.IsData() && e.Opens(a) })
}

// InputPath names the input of one of the principals, if the input is known.
func (e Exemption) InputPath(at int) string {
	if e.Path == "" {
		return ""
	}
	return fmt.Sprintf("%s[%d]", e.Path, at)
}

func checkExemptions(exemptions []Exemption, check func(string) error) error {
	var errs []error
	for _, exemption := range exemptions {
		if exemption.Reason == "" {
			errs = append(errs, fmt.Errorf("exemption of %s has no reason: say why it is needed",
				quoted(append(slices.Clone(exemption.Principals), exemption.Services...))))
		}
		for _, principal := range exemption.Principals {
			if err := check(principal); err != nil {
				errs = append(errs, fmt.Errorf("%s principal %w", exemption.Reason, err))
			}
		}
		errs = append(errs, exemption.checkServices(), exemption.checkActions())
	}
	return errors.Join(errs...)
}

// checkServices keeps data from services: whoever can make a service act could read through it.
func (e Exemption) checkServices() error {
	for _, service := range e.Services {
		if err := CheckService(service); err != nil {
			return fmt.Errorf("%s service %w", e.Reason, err)
		}
	}
	for _, action := range actions {
		if len(e.Services) > 0 && e.Opens(action) && action.Class.IsData() {
			return fmt.Errorf("%s opens %s to a service: name the role that it uses instead", e.Reason, action)
		}
	}
	return nil
}

func (e Exemption) checkActions() error {
	for _, name := range e.Actions {
		if !slices.ContainsFunc(actions, func(a Action) bool { return a.Name == name }) {
			return fmt.Errorf("%s opens %q, which is not a DynamoDB action", e.Reason, name)
		}
	}
	return nil
}

// quoted lists values for a sentence.
func quoted(values iam.Values) string {
	list := slices.Clone(values)
	for i, value := range list {
		list[i] = fmt.Sprintf("%q", value)
	}
	return strings.Join(list, " or ")
}
