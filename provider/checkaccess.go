package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// CheckAccess is the function checkAccess. It decides one request under policies that need not be deployed.
type CheckAccess struct{}

// CheckAccessArgs are a request and the policies that bear on it.
type CheckAccessArgs struct {
	Action       string  `pulumi:"action"`
	ResourceArn  string  `pulumi:"resourceArn"`
	PrincipalArn string  `pulumi:"principalArn"`
	Origin       *Origin `pulumi:"origin,optional"`

	PrincipalOrganizationID *string `pulumi:"principalOrganizationId,optional"`
	ResourceOrganizationID  *string `pulumi:"resourceOrganizationId,optional"`

	Context map[string][]string `pulumi:"context,optional"`

	ResourcePolicy             *string                     `pulumi:"resourcePolicy,optional"`
	EndpointPolicy             *string                     `pulumi:"endpointPolicy,optional"`
	IdentityPolicies           []string                    `pulumi:"identityPolicies,optional"`
	ServiceControlPolicies     []string                    `pulumi:"serviceControlPolicies,optional"`
	ServiceControlPolicyLevels []ServiceControlPolicyLevel `pulumi:"serviceControlPolicyLevels,optional"`
	ResourceControlPolicies    []string                    `pulumi:"resourceControlPolicies,optional"`
}

// CheckAccessResult is the decision.
type CheckAccessResult struct {
	Allowed   bool   `pulumi:"allowed"`
	Decision  string `pulumi:"decision"`
	Policy    string `pulumi:"policy"`
	Statement string `pulumi:"statement"`
	Reason    string `pulumi:"reason"`
}

// noOrganization is given in place of an organization's id for an account that is a member of none.
const noOrganization = "none"

// Annotate documents the function.
func (f *CheckAccess) Annotate(an infer.Annotator) {
	an.Describe(&f, "Asks policies whether they allow a request, without asking AWS: they need not be deployed. "+
		"It decides as IAM does, and answers with the statement that decided. What it does not understand is an error, "+
		"never a guess. If a policy tests a condition key that AWS may set on the request, the request must say its "+
		"value. The error names the input. Permissions boundaries and session policies are not among the policies; they "+
		"could only refuse more.")
}

// Annotate documents the request.
func (a *CheckAccessArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.Action, "The action, such as `dynamodb:GetItem`.")
	an.Describe(&a.ResourceArn, "The ARN of the table, index or stream, or `*` for a call that names none.")
	an.Describe(&a.PrincipalArn, "The ARN of the role, user or account root that calls, or the name of a service that "+
		"calls as itself. For a session, the ARN of its role.")
	an.Describe(&a.Origin, "Where the request comes from. Default: the internet.")
	an.Describe(&a.PrincipalOrganizationID, "The organization of the caller's account, such as `o-a1b2c3d4e5`, or "+
		"`none`. Needed only if a policy tests `aws:PrincipalOrgID`.")
	an.Describe(&a.ResourceOrganizationID, "The organization of the resource's account, such as `o-a1b2c3d4e5`, or "+
		"`none`. Needed only if a policy tests `aws:ResourceOrgID`.")
	an.Describe(&a.Context, "Further condition keys of the request, such as `aws:MultiFactorAuthPresent`, with their "+
		"values. An empty list says that the request lacks the key.")
	an.Describe(&a.ResourcePolicy, "The policy of the table or stream. Default: none.")
	an.Describe(&a.EndpointPolicy, "The policy of the VPC endpoint that the request comes through. Default: AWS's, "+
		"which allows everything.")
	an.Describe(&a.IdentityPolicies, "The caller's own policies. Default: one that allows everything, so that the "+
		"answer is about the other policies.")
	an.Describe(&a.ServiceControlPolicies, "The service control policies of the caller's account, if they only deny. "+
		"AWS's FullAWSAccess is taken to be attached as well. Default: none. Conflicts with `serviceControlPolicyLevels`.")
	an.Describe(&a.ServiceControlPolicyLevels, "The service control policies of the caller's account, by level of the "+
		"organization: the root, each organizational unit on the way down, and the account. Every level must allow the "+
		"request. FullAWSAccess is not taken to be attached, so list it where it is. Default: none. Conflicts with "+
		"`serviceControlPolicies`.")
	an.Describe(&a.ResourceControlPolicies, "The resource control policies of the resource's account. Default: none.")
}

// Annotate documents the answer.
func (r *CheckAccessResult) Annotate(an infer.Annotator) {
	an.Describe(&r.Allowed, "Whether the request goes through.")
	an.Describe(&r.Decision, "`allowed`, `explicitly denied`, or `implicitly denied` where no policy allows it.")
	an.Describe(&r.Policy, "The policy that decided, such as `resource policy`.")
	an.Describe(&r.Statement, "The Sid of the statement that decided. Empty where none did, or where it has none.")
	an.Describe(&r.Reason, "The decision as a sentence.")
}

// Invoke decides the request.
func (*CheckAccess) Invoke(
	_ context.Context, req infer.FunctionRequest[CheckAccessArgs],
) (infer.FunctionResponse[CheckAccessResult], error) {
	result, err := req.Input.check()
	return infer.FunctionResponse[CheckAccessResult]{Output: result}, err
}

func (a CheckAccessArgs) check() (CheckAccessResult, error) {
	var errs inputErrors
	request := a.request(&errs)
	documents := a.documents(request.Caller.Account, &errs)
	if err := errors.Join(errs...); err != nil {
		return CheckAccessResult{}, err
	}
	decision, err := iam.Evaluate(request, documents)
	if err != nil {
		return CheckAccessResult{}, nameInput(err)
	}
	return CheckAccessResult{
		Allowed:   decision.Allowed(),
		Decision:  decision.Effect.String(),
		Policy:    decision.Layer.String(),
		Statement: decision.Sid,
		Reason:    fmt.Sprintf("%s is %s", a.Action, decision),
	}, nil
}

// inputErrors collects errors, each under its input.
type inputErrors []error

func (e *inputErrors) add(input string, err error) {
	if err != nil {
		*e = append(*e, fmt.Errorf("%s: %w", input, err))
	}
}

// request reads the inputs that describe the request.
func (a CheckAccessArgs) request(errs *inputErrors) iam.Request {
	caller, err := iam.ParseCaller(a.PrincipalArn)
	errs.add("principalArn", err)
	errs.add("resourceArn", policy.CheckARNRegion(a.ResourceArn))
	origin := valueOr(a.Origin, Origin{})
	values := map[string][]string{}
	maps.Copy(values, a.Context)
	addOrganization(values, "principalOrganizationId", a.PrincipalOrganizationID, "Principal", errs)
	addOrganization(values, "resourceOrganizationId", a.ResourceOrganizationID, "Resource", errs)
	addOrganization(values, "origin.vpcEndpointOrganizationId", origin.VpcEndpointOrganizationID, "Vpce", errs)
	conditions, err := iam.NewContext(values)
	errs.add("context", err)
	return iam.Request{
		Action: a.Action, Resource: a.ResourceArn, Caller: caller, Origin: origin.read(caller, errs), Context: conditions,
	}
}

// addOrganization adds the condition keys of an account's organization: aws:PrincipalOrgID, for example. An account in
// no organization has no place in one either, which is aws:PrincipalOrgPaths.
func addOrganization(values map[string][]string, input string, id *string, prefix string, errs *inputErrors) {
	if id == nil {
		return
	}
	keys := []string{"aws:" + prefix + "OrgID"}
	given := []string{*id}
	switch {
	case *id == noOrganization:
		keys, given = append(keys, "aws:"+prefix+"OrgPaths"), nil
	case !policy.IsOrganizationID(*id):
		errs.add(input, fmt.Errorf("must be the id of an organization, such as o-a1b2c3d4e5, or none, got %q", *id))
		return
	}
	for _, key := range keys {
		if slices.ContainsFunc(slices.Collect(maps.Keys(values)), func(k string) bool { return strings.EqualFold(k, key) }) {
			errs.add(input, fmt.Errorf("conflicts with the %s of context: give one of them", key))
			continue
		}
		values[key] = given
	}
}

// nameInput names the input that an evaluation lacks, or that contradicts the others.
func nameInput(err error) error {
	input := ""
	var missing *iam.MissingKeyError
	switch {
	case errors.Is(err, iam.ErrEndpointType):
		input = "origin.vpcEndpointType"
	case errors.Is(err, iam.ErrContextKey):
		input = "context"
	case errors.As(err, &missing):
		input = map[string]string{
			"aws:principalorgid": "principalOrganizationId", "aws:resourceorgid": "resourceOrganizationId",
			"aws:vpceorgid": "origin.vpcEndpointOrganizationId", "aws:vpceaccount": "origin.vpcEndpointAccountId",
			"aws:sourceip": "origin.ipAddress", "aws:vpcsourceip": "origin.ipAddress",
		}[strings.ToLower(missing.Key)]
		if input == "" {
			input = "context"
		}
	default:
		return err
	}
	return fmt.Errorf("%s: %w", input, err)
}
