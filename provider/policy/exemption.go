package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// ExemptionKind marks the exemptions that have rules of their own. The others have no kind.
type ExemptionKind string

// The kinds of exemption.
const (
	// BreakGlassExemption marks what [BreakGlass] returns.
	BreakGlassExemption ExemptionKind = "break-glass"
	// AdministratorExemption marks what [Administrators] returns. An intent needs one, unless it does not protect its
	// policy.
	AdministratorExemption ExemptionKind = "administrator"
)

// Exemption opens actions to principals who call from outside.
type Exemption struct {
	Kind ExemptionKind
	// Principals are patterns on aws:PrincipalArn; see [CheckPrincipal].
	Principals []string
	// Services are service principals that call as themselves, such as glue.amazonaws.com. Their requests carry no
	// network, so they are never inside. They are never exempt from a class of data.
	Services []string
	// Access is the classes that are opened.
	Access []Class
	// Actions are single actions that are opened, without the "dynamodb:" prefix.
	Actions []string
	// Reason says why the exemption is needed, for the reader of a report. It is never sent to AWS.
	Reason string
	// Path is the input that lists the principals, such as breakGlassPrincipalArns. A finding about the first of them
	// names breakGlassPrincipalArns[0].
	Path string
}

// BreakGlass returns the exemption of emergency roles, from every class.
func BreakGlass(principals []string) Exemption {
	return Exemption{
		Kind: BreakGlassExemption, Principals: principals, Access: Classes(), Reason: "break-glass",
		Path: "breakGlassPrincipalArns",
	}
}

// Administrators returns the exemption of the principals that deploy the table and change its policy, from anywhere.
// They are not exempt from the classes of data. There has to be one: a policy that nobody outside can change is a
// lock-out.
func Administrators(principals []string) Exemption {
	return Exemption{
		Kind: AdministratorExemption, Principals: principals,
		Access: []Class{ClassPolicy, ClassShape, ClassDescribe}, Reason: "administrator",
		Path: "administratorPrincipalArns",
	}
}

// presets are actions that belong together, across classes.
var presets = map[string][]string{
	// What AWS lets the role of AWS Backup do to make a backup: the first four on the table, the others on its backups.
	// Source: AWSBackupServiceRolePolicyForBackup, v30 of 23 February 2026, AWS Managed Policy Reference Guide.
	"backup": {
		"CreateBackup", "DescribeTable", "ListTagsOfResource", "StartAwsBackupJob",
		"DeleteBackup", "DescribeBackup",
	},
	// What a restore takes: the right to restore the source, and to read and write the table that is restored. Sources:
	// AWSBackupServiceRolePolicyForRestores, v35 of 12 February 2026, which lists all but the last; and "Using IAM with
	// DynamoDB backup and restore", which adds RestoreTableToPointInTime on the source table.
	"restore": {
		"BatchWriteItem", "DeleteItem", "DescribeTable", "GetItem", "PutItem", "Query", "Scan", "UpdateItem",
		"RestoreTableFromAwsBackup", "RestoreTableFromBackup", "RestoreTableToPointInTime",
	},
	// The actions behind TransactGetItems and TransactWriteItems, which are not actions themselves. Source: "Using IAM
	// with DynamoDB transactions".
	"transact": {"ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem"},
	// Metadata and the policy itself, and no item: an auditor reads how a table is guarded.
	"audit": ActionsWhere(func(a Action) bool { return a.Class == ClassDescribe }),
	// The actions that the service-linked role of Application Auto Scaling calls. Source:
	// AWSApplicationAutoscalingDynamoDBTablePolicy.
	"autoscaling": {"DescribeTable", "UpdateTable"},
}

// Open adds a class or a preset, by its name, to what an exemption opens.
func (e *Exemption) Open(access string) error {
	class := Class(access)
	switch {
	case class != ClassAccount && slices.Contains(Classes(), class):
		e.Access = append(e.Access, class)
	case presets[access] != nil:
		e.Actions = append(e.Actions, presets[access]...)
	default:
		known := Presets()
		for _, class := range Classes() {
			if class != ClassAccount {
				known = append(known, string(class))
			}
		}
		return fmt.Errorf("access %q is unknown: give one of %s", access, strings.Join(known, ", "))
	}
	return nil
}

// Presets returns the sorted names of the presets.
func Presets() []string { return slices.Sorted(maps.Keys(presets)) }

// Opens reports whether an exemption opens an action.
func (e Exemption) Opens(action Action) bool {
	return slices.Contains(e.Access, action.Class) || slices.Contains(e.Actions, action.Name)
}

// OpensData reports whether an exemption opens an action of a class of data; see [Class.IsData].
func (e Exemption) OpensData() bool {
	return slices.ContainsFunc(actions, func(a Action) bool { return a.Class.IsData() && e.Opens(a) })
}

// StillDenied returns the actions, by name, that an exemption opens and that the intent's table policy denies outside
// nonetheless. Under [EnforceAll] that policy denies a partly exempt principal everything but the actions that it
// names, and it names no action unless AWS says that a table policy may. A service control policy may name every
// action, and opens these.
func (i Intent) StillDenied(e Exemption) []string {
	if i.Enforcement != EnforceAll || i.ActionStyle == ActionWildcard || e.Kind == BreakGlassExemption {
		return nil
	}
	return ActionsWhere(func(a Action) bool { return e.Opens(a) && i.Enforces(a) && a.Table == Unknown })
}

// InputPath returns the input of one of the principals, or "" where it is unknown.
func (e Exemption) InputPath(at int) string {
	if e.Path == "" {
		return ""
	}
	return fmt.Sprintf("%s[%d]", e.Path, at)
}

// checkExemptions returns everything that is wrong with exemptions. check judges a principal.
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

// checkPartition rejects exempt principals that are not of the partition of the resource.
func (i Intent) checkPartition(resource string) error {
	arn, _ := iam.ParseARN(resource)
	return checkPartitionOf(i.Exemptions, arn.Partition)
}

// checkPartitionOf returns an error for each exempt principal that is not of a partition.
func checkPartitionOf(exemptions []Exemption, partition string) error {
	var errs []error
	for _, exemption := range exemptions {
		for _, principal := range exemption.Principals {
			if err := CheckPartition(principal, partition); err != nil {
				errs = append(errs, fmt.Errorf("%s principal %w", exemption.Reason, err))
			}
		}
	}
	return errors.Join(errs...)
}

// checkServices rejects names that are not service principals, and data for a service: a caller that can make the
// service act could read the data through it.
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

// checkActions rejects names that are not DynamoDB actions.
func (e Exemption) checkActions() error {
	for _, name := range e.Actions {
		if !slices.ContainsFunc(actions, func(a Action) bool { return a.Name == name }) {
			return fmt.Errorf("%s opens %q, which is not a DynamoDB action", e.Reason, name)
		}
	}
	return nil
}

// quoted joins values for a sentence: "a" or "b".
func quoted(values iam.Values) string {
	list := slices.Clone(values)
	for i, value := range list {
		list[i] = fmt.Sprintf("%q", value)
	}
	return strings.Join(list, " or ")
}
