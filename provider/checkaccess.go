package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// CheckAccess is the function checkAccess. It decides one request under policies that need not be deployed.
type CheckAccess struct{}

// CheckAccessArgs are a request and the policies that bear on it.
type CheckAccessArgs struct {
	Action       string  `pulumi:"action"`
	ResourceArn  string  `pulumi:"resourceArn"`
	PrincipalArn string  `pulumi:"principalArn"`
	Origin       *Origin `pulumi:"origin,optional"`

	ResourcePolicy          *string  `pulumi:"resourcePolicy,optional"`
	EndpointPolicy          *string  `pulumi:"endpointPolicy,optional"`
	IdentityPolicies        []string `pulumi:"identityPolicies,optional"`
	ServiceControlPolicies  []string `pulumi:"serviceControlPolicies,optional"`
	ResourceControlPolicies []string `pulumi:"resourceControlPolicies,optional"`

	Context map[string][]string `pulumi:"context,optional"`
}

// Origin is where a request comes from.
type Origin struct {
	VpcID         *string  `pulumi:"vpcId,optional"`
	VpcEndpointID *string  `pulumi:"vpcEndpointId,optional"`
	Via           []string `pulumi:"via,optional"`
}

// CheckAccessResult is the decision.
type CheckAccessResult struct {
	Allowed   bool   `pulumi:"allowed"`
	Decision  string `pulumi:"decision"`
	Policy    string `pulumi:"policy"`
	Statement string `pulumi:"statement"`
	Reason    string `pulumi:"reason"`
}

// Annotate documents the function.
func (f *CheckAccess) Annotate(an infer.Annotator) {
	an.Describe(&f, "Asks policies whether they allow a request, without asking AWS: they need not be deployed. "+
		"It decides as IAM does, and answers with the statement that decided. What it does not understand is an error, "+
		"never a guess. Permissions boundaries and session policies are not among the policies; they could only refuse "+
		"more.")
}

// Annotate documents the request.
func (a *CheckAccessArgs) Annotate(an infer.Annotator) {
	an.Describe(&a.Action, "The action, such as `dynamodb:GetItem`.")
	an.Describe(&a.ResourceArn, "The ARN of the table, index or stream, or `*` for a call that names none.")
	an.Describe(&a.PrincipalArn, "The ARN of the role, user or account root that calls, or the name of a service that "+
		"calls as itself. For a session, the ARN of its role.")
	an.Describe(&a.Origin, "Where the request comes from. Default: the internet.")
	an.Describe(&a.ResourcePolicy, "The policy of the table or stream. Default: none.")
	an.Describe(&a.EndpointPolicy, "The policy of the VPC endpoint that the request comes through. Default: AWS's, which "+
		"allows everything.")
	an.Describe(&a.IdentityPolicies, "The caller's own policies. Default: one that allows everything, so that the "+
		"answer is about the other policies.")
	an.Describe(&a.ServiceControlPolicies, "The service control policies of the caller's account. AWS's FullAWSAccess is "+
		"taken to be attached as well. Default: none.")
	an.Describe(&a.ResourceControlPolicies, "The resource control policies of the resource's account. Default: none.")
	an.Describe(&a.Context, "Further condition keys of the request, such as `aws:PrincipalOrgID`, with their values.")
}

// Annotate documents the type.
func (o *Origin) Annotate(an infer.Annotator) {
	an.Describe(&o, "Where a request comes from.")
	an.Describe(&o.VpcID, "The VPC of the VPC endpoint that the request comes through. Needs `vpcEndpointId`.")
	an.Describe(&o.VpcEndpointID, "The VPC endpoint that the request comes through. Needs `vpcId`.")
	an.Describe(&o.Via, "The AWS services that pass the request on with the caller's own credentials, the first one "+
		"first, such as `athena.amazonaws.com`. Such a request no longer carries the caller's VPC.")
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
	caller, err := iam.ParseCaller(a.PrincipalArn)
	if err != nil {
		return CheckAccessResult{}, fmt.Errorf("principalArn: %w", err)
	}
	conditions, err := iam.NewContext(a.Context)
	if err != nil {
		return CheckAccessResult{}, fmt.Errorf("context: %w", err)
	}
	documents, err := a.documents(caller.Account)
	if err != nil {
		return CheckAccessResult{}, err
	}
	origin := valueOr(a.Origin, Origin{})
	decision, err := iam.Evaluate(iam.Request{
		Action:   a.Action,
		Resource: a.ResourceArn,
		Caller:   caller,
		Origin: iam.Origin{
			VPC: valueOr(origin.VpcID, ""), Endpoint: valueOr(origin.VpcEndpointID, ""), Via: origin.Via,
		},
		Context: conditions,
	}, documents)
	if err != nil {
		return CheckAccessResult{}, err
	}
	return CheckAccessResult{
		Allowed:   decision.Allowed(),
		Decision:  decision.Effect.String(),
		Policy:    decision.Layer.String(),
		Statement: decision.Sid,
		Reason:    fmt.Sprintf("%s is %s", a.Action, decision),
	}, nil
}

// documents reads the policies. AWS attaches FullAWSAccess to every account that has service control policies, so that
// the others need only deny.
func (a CheckAccessArgs) documents(account string) (iam.Documents, error) {
	read := &reader{}
	documents := iam.Documents{Identity: []iam.NamedDocument{iam.Everything()}}
	if len(a.IdentityPolicies) > 0 {
		documents.Identity = read.list("identityPolicies", a.IdentityPolicies)
	}
	if a.ResourcePolicy != nil {
		documents.Resource = []iam.AttachedDocument{
			{Name: "resourcePolicy", Document: read.one("resourcePolicy", *a.ResourcePolicy)},
		}
	}
	if a.EndpointPolicy != nil {
		documents.Endpoint = []iam.AttachedDocument{
			{Name: "endpointPolicy", Document: read.one("endpointPolicy", *a.EndpointPolicy)},
		}
	}
	if len(a.ServiceControlPolicies) > 0 {
		documents.SCP = []iam.Level{iam.SCPLevel("serviceControlPolicies", account,
			read.list("serviceControlPolicies", a.ServiceControlPolicies)...)}
	}
	if len(a.ResourceControlPolicies) > 0 {
		documents.RCP = []iam.Level{{
			Name:      "resourceControlPolicies",
			Accounts:  []string{accountOf(a.ResourceArn, account)},
			Documents: read.list("resourceControlPolicies", a.ResourceControlPolicies),
		}}
	}
	return documents, read.err
}

// reader reads policies and collects their errors, each under its input.
type reader struct{ err error }

func (r *reader) one(input, text string) iam.Document {
	document, err := iam.Parse(text)
	if err != nil {
		r.err = errors.Join(r.err, fmt.Errorf("%s: %w", input, err))
	}
	return document
}

func (r *reader) list(input string, texts []string) []iam.NamedDocument {
	documents := make([]iam.NamedDocument, len(texts))
	for i, text := range texts {
		name := fmt.Sprintf("%s[%d]", input, i)
		documents[i] = iam.NamedDocument{Name: name, Document: r.one(name, text)}
	}
	return documents
}

// accountOf returns the account in an ARN, or the caller's own for a call that names no resource.
func accountOf(arn, caller string) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return caller
}
