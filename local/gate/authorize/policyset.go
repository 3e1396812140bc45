package authorize

import (
	"context"
	"errors"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// policySet holds the compiled documents that apply to one caller's requests for one resource through one door.
type policySet struct {
	set *iam.Set
	// boundary is the caller's permissions boundary, nil for none. It is evaluated on its own because it only takes away.
	// ("Permissions boundaries for IAM entities", IAM User Guide.)
	boundary  *iam.Set
	undecided error // why the documents cannot be evaluated

	table                    awsstate.Table
	callersOrg, resourcesOrg *awsstate.Organization
	endpointsOrg             *awsstate.Organization
}

// newPolicySet reads and compiles the documents. An error means that the emulator could not be read. Documents that
// cannot be evaluated are no error: they make a set that refuses everything.
func (a *Authorizer) newPolicySet(
	ctx context.Context, caller Caller, resource string, instead *awsstate.Policy,
) (*policySet, error) {
	p := &policySet{}
	documents := parsedDocuments{}
	if err := a.collect(ctx, p, &documents, caller, resource, instead); err != nil {
		return nil, err
	}
	if len(documents.errs) > 0 {
		p.undecided = errors.Join(documents.errs...)
		return p, nil
	}
	if p.set, p.undecided = iam.Compile(documents.Documents); p.undecided != nil || caller.Boundary == nil {
		return p, nil
	}
	bounds := parsedDocuments{}
	bounds.Identity = bounds.named([]awsstate.NamedPolicy{*caller.Boundary}, "permissions boundary")
	if arn, ok := iam.ParseARN(resource); ok && arn.Account != caller.Account {
		bounds.Resource = []iam.AttachedDocument{{Name: "any", Document: anyResourcePolicy}}
	}
	if p.undecided = errors.Join(bounds.errs...); p.undecided == nil {
		p.boundary, p.undecided = iam.Compile(bounds.Documents)
	}
	return p, nil
}

// anyResourcePolicy stands in for the resource policy that a request into another account needs as well, where only the
// boundary is evaluated.
var anyResourcePolicy = iam.Document{Version: iam.Version, Statement: []iam.Statement{{
	Effect: iam.Allow, Principal: iam.Principal{Everyone: true},
	Action: iam.Values{"*"}, Resource: iam.Values{"*"},
}}}

func (a *Authorizer) collect(ctx context.Context, p *policySet, into *parsedDocuments, caller Caller, resource string,
	instead *awsstate.Policy,
) (err error) {
	into.Identity = into.named(caller.Policies, "identity policy")
	if p.callersOrg, err = a.State.Organization(ctx, caller.Account); err != nil {
		return err
	}
	if p.callersOrg != nil {
		into.SCP = into.levels(p.callersOrg.SCP, caller.Account)
	}
	if owner, ok := iam.ParseARN(resource); ok {
		if p.resourcesOrg, err = a.State.Organization(ctx, owner.Account); err != nil {
			return err
		}
		if p.resourcesOrg != nil {
			into.RCP = into.levels(p.resourcesOrg.RCP, owner.Account)
		}
	}
	if caller.Endpoint != nil {
		id := caller.Endpoint.ID
		kind := iam.InterfaceEndpoint
		if caller.Endpoint.Gateway {
			kind = iam.GatewayEndpoint
		}
		into.Endpoint = []iam.AttachedDocument{
			{Name: id, To: id, Document: into.parse(id, caller.Endpoint.Policy), Endpoint: kind},
		}
		if p.endpointsOrg, err = a.State.Organization(ctx, caller.Endpoint.Account); err != nil {
			return err
		}
	}
	return a.collectResource(ctx, p, into, resource, instead)
}

func (a *Authorizer) collectResource(ctx context.Context, p *policySet, into *parsedDocuments, resource string,
	instead *awsstate.Policy,
) (err error) {
	table, _ := request.TableOf(resource)
	if table == "" {
		return nil
	}
	if !request.IsStream(resource) { // a stream has its own tags, which moto does not have
		if p.table, err = a.State.Table(ctx, table); err != nil {
			return err
		}
	}
	holder := policyResource(resource)
	attached := instead
	if attached == nil {
		if attached, err = a.State.Policy(ctx, holder); err != nil {
			return err
		}
		if a.Enforced != nil {
			attached = a.Enforced(holder, attached)
		}
	}
	if attached != nil {
		into.Resource = []iam.AttachedDocument{{Name: holder, To: holder, Document: into.parse(holder, attached.Body)}}
	}
	return nil
}

// parsedDocuments collects documents, and the errors in them.
type parsedDocuments struct {
	iam.Documents

	errs []error
}

func (d *parsedDocuments) parse(name, body string) iam.Document {
	document, err := iam.Parse(body)
	if err == nil {
		err = checkKeys(document)
	}
	if err != nil {
		d.errs = append(d.errs, fmt.Errorf("%s: %w", name, err))
	}
	return document
}

func (d *parsedDocuments) named(policies []awsstate.NamedPolicy, kind string) []iam.NamedDocument {
	list := make([]iam.NamedDocument, len(policies))
	for i, p := range policies {
		list[i] = iam.NamedDocument{Name: p.Name, Document: d.parse(kind+" "+p.Name, p.Body)}
	}
	return list
}

func (d *parsedDocuments) levels(levels []awsstate.Level, account string) []iam.Level {
	list := make([]iam.Level, len(levels))
	for i, level := range levels {
		list[i] = iam.Level{
			Name: level.Name, Accounts: []string{account}, Documents: d.named(level.Policies, "policy of "+level.Name),
		}
	}
	return list
}
