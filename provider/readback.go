package provider

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumix"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// After an update the components read back what the perimeter rests on. An aws provider may store what it planned when
// AWS refuses a call part-way through, and then the next update sends nothing and succeeds. AWS may also have been
// changed outside Pulumi. Either way the state says what the program says, and AWS has something else.

// difference is a setting that AWS has otherwise than the program.
type difference struct{ setting, program, aws string }

// reading is one look at AWS.
type reading struct {
	// subject is what is read, for the warning that it could not be.
	subject string
	// right is the IAM action that it takes, for an error that does not say which one is lacking.
	right string
	read  func() ([]difference, error)
}

// readBackWaits are the waits between two looks. AWS's answers are eventually consistent: "if you call
// GetResourcePolicy immediately after PutResourcePolicy, DynamoDB might return PolicyNotFoundException".
var readBackWaits = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// verify reads AWS back, and returns an error where it is not as the program says. Of what cannot be read it warns.
func verify(ctx *pulumi.Context, component pulumi.Resource, readings []reading) error {
	differences, errs := make([][]difference, len(readings)), make([]error, len(readings))
	var looks sync.WaitGroup
	for i, r := range readings {
		looks.Go(func() { differences[i], errs[i] = r.patiently(ctx) })
	}
	looks.Wait()
	var failed []error
	for i, err := range errs {
		right, refused := missingRight(err, readings[i].right)
		switch subject := readings[i].subject; {
		case err == nil:
		case stopped(err):
			return err // who stopped the run tells why
		case shutOut(err):
			failed = append(failed, fmt.Errorf("%s cannot be read back from AWS: a resource policy refuses it, and the "+
				"program's does not, so AWS has another; put the program's back as an administrator or root: %w", subject, err))
		case refused:
			warn(ctx, component, fmt.Sprintf("%s %s: the right %s is missing", subject, unread, right))
		case unanswerable(err):
			warn(ctx, component, fmt.Sprintf("%s %s: %v", subject, unread, err))
		default:
			failed = append(failed, fmt.Errorf("%s cannot be read back from AWS; run pulumi up again: %w", subject, err))
		}
	}
	if all := slices.Concat(differences...); len(all) > 0 {
		failed = append([]error{errDiffers(all)}, failed...)
	}
	if err := errors.Join(failed...); err != nil {
		return errors.New(inputs.From(ctx.Context()).Redact(err.Error()))
	}
	return nil
}

const unread = "was not read back from AWS, so that it is not known whether AWS is as the program says"

// patiently reads until nothing differs, or for as long as AWS may take to tell of a change.
func (r reading) patiently(ctx *pulumi.Context) ([]difference, error) {
	for _, wait := range readBackWaits {
		found, err := r.read()
		if _, refused := missingRight(err, r.right); err == nil && len(found) == 0 || refused || unanswerable(err) {
			return nil, err
		}
		select {
		case <-ctx.Context().Done():
			return nil, ctx.Context().Err()
		case <-time.After(wait):
		}
	}
	found, err := r.read()
	if isGone(err) {
		return []difference{{setting: r.subject, program: "one", aws: "none"}}, nil
	}
	return found, err
}

// errDiffers names the differences, and the command that ends them.
func errDiffers(all []difference) error {
	texts := make([]string, len(all))
	for i, d := range all {
		texts[i] = fmt.Sprintf("%s: the program has %s, AWS has %s", d.setting, d.program, d.aws)
	}
	return fmt.Errorf("AWS is not as the program says: %s; run pulumi up --refresh, which reads what AWS has and makes "+
		"it what the program says", strings.Join(texts, "; "))
}

// notAuthorized finds the action in AWS's error, where it says which.
var notAuthorized = regexp.MustCompile(`not authorized to perform: ([A-Za-z0-9-]+:[A-Za-z]+)`)

// missingRight reports whether AWS refused a call, and which right the caller lacks.
func missingRight(err error, right string) (string, bool) {
	if err == nil {
		return "", false
	}
	if named := notAuthorized.FindStringSubmatch(err.Error()); named != nil {
		return named[1], true
	}
	refused := slices.ContainsFunc([]string{"AccessDenied", "UnauthorizedOperation", "not authorized"},
		func(text string) bool { return strings.Contains(err.Error(), text) })
	return right, refused
}

// shutOut reports whether a resource policy refused a call. The program's own lets those in who deploy, or the proof
// has refused it, so this is no right that is missing: whoever opened a table could hide it like that.
func shutOut(err error) bool {
	return err != nil && strings.Contains(err.Error(), "explicit deny in a resource-based policy")
}

// unanswerable reports whether to ask again is of no use: the aws provider, or AWS in this Region, does not know the
// question.
func unanswerable(err error) bool {
	return err != nil && slices.ContainsFunc([]string{
		"Unimplemented", "unrecognized function", "unknown function", "UnsupportedActionException", "TypeNotFoundException",
	}, func(text string) bool { return strings.Contains(err.Error(), text) })
}

// isGone reports whether AWS does not have what was asked for.
func isGone(err error) bool {
	return err != nil && slices.ContainsFunc([]string{
		"NotFound", "couldn't find resource", "no matching", "empty result",
	}, func(text string) bool { return strings.Contains(err.Error(), text) })
}

// compareSwitch compares what is on or off.
func compareSwitch(setting string, program, aws bool) []difference {
	if program == aws {
		return nil
	}
	word := map[bool]string{true: "on", false: "off"}
	return []difference{{setting, "it " + word[program], "it " + word[aws]}}
}

// compareTexts compares what has one value.
func compareTexts(setting, program, aws string) []difference {
	if program == aws {
		return nil
	}
	return []difference{{setting, program, aws}}
}

// comparePolicy compares a document of the program with the one that AWS returned, by what they mean.
func comparePolicy(setting, program, aws string) ([]difference, error) {
	if aws == "" || aws == "null" {
		return []difference{{setting, "one", "none"}}, nil
	}
	sent, err := iam.Parse(program)
	if err != nil {
		return nil, fmt.Errorf("read the program's %s: %w", setting, err)
	}
	returned, err := iam.Parse(aws)
	if err != nil { // no document of ours is like that
		return []difference{{setting, "another", "one that is not understood: " + err.Error()}}, nil
	}
	missing, added := sent.Compare(returned)
	if len(missing)+len(added) == 0 {
		return nil, nil
	}
	return []difference{{setting, "another", "one" + statements(" without ", missing) + statements(" with ", added)}}, nil
}

// statements lists statements by their names.
func statements(word string, list []iam.Statement) string {
	if len(list) == 0 {
		return ""
	}
	names := make([]string, len(list))
	for i, s := range list {
		if names[i] = s.Sid; s.Sid == "" {
			names[i] = "a statement that has no Sid"
		}
	}
	return word + strings.Join(names, ", ")
}

// compareSets compares lists whose order has no meaning. Where more is no harm, only what is missing counts.
func compareSets(setting string, program, aws []string, moreIsNoHarm bool) []difference {
	program, aws = iam.CanonicalValues(program), iam.CanonicalValues(aws)
	missing := slices.DeleteFunc(slices.Clone(program), func(item string) bool { return slices.Contains(aws, item) })
	if len(missing) == 0 && (moreIsNoHarm || len(program) == len(aws)) {
		return nil
	}
	text := func(list []string) string {
		if len(list) == 0 {
			return "none"
		}
		return strings.Join(list, ", ")
	}
	return []difference{{setting, text(program), text(aws)}}
}

// expected is what the program says of a part of AWS.
type expected interface {
	readings(ctx *pulumi.Context, child pulumi.InvokeOption) []reading
}

// readBack reads AWS back in an update, once what the program says of each part is known and in place. The output fails
// where AWS is not as the program says; it holds nothing.
func readBack(
	ctx *pulumi.Context, component pulumi.Resource, child pulumi.InvokeOption, program ...any,
) pulumi.BoolOutput {
	if ctx.DryRun() {
		return pulumi.Bool(true).ToBoolOutput()
	}
	return pulumi.Unsecret(pulumi.All(program...).ApplyT(func(parts []any) (bool, error) {
		var readings []reading
		for _, part := range parts {
			readings = append(readings, part.(expected).readings(ctx, child)...)
		}
		return true, verify(ctx, component, readings)
	})).(pulumi.BoolOutput)
}

// verified holds back a report until AWS has been read back: what it proves is about the program.
func verified[T any](report pulumix.Output[T], checked pulumi.BoolOutput) pulumix.Output[T] {
	return pulumix.Apply2(report, checked, func(report T, _ bool) T { return report })
}
