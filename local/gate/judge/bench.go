package judge

import (
	"context"
	"errors"
	"fmt"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/call"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/world"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// bench is the documents that bear on one caller's requests for one resource through one door, compiled.
type bench struct {
	set *iam.Set
	// boundary is the caller's permissions boundary. It only takes away, so it is a question of its own: nil for
	// none. ("Permissions boundaries for IAM entities", IAM User Guide.)
	boundary  *iam.Set
	undecided error // why there is no set

	table                    world.Table
	callersOrg, resourcesOrg *world.Organization
	endpointsOrg             *world.Organization
}

// newBench reads and compiles. Its errors are that the emulator could not be asked; documents that nobody can
// judge are no error, but a bench that refuses everything.
func (j *Judge) newBench(ctx context.Context, asker Asker, resource string, instead *world.Policy) (*bench, error) {
	b := &bench{}
	reader := documents{}
	if err := j.collect(ctx, b, &reader, asker, resource, instead); err != nil {
		return nil, err
	}
	if len(reader.errs) > 0 {
		b.undecided = errors.Join(reader.errs...)
		return b, nil
	}
	if b.set, b.undecided = iam.Compile(reader.Documents); b.undecided != nil || asker.Boundary == nil {
		return b, nil
	}
	bounds := documents{}
	bounds.Identity = bounds.named([]world.Text{*asker.Boundary}, "permissions boundary")
	if account, _ := split(resource); account != "" && account != asker.Account {
		bounds.Resource = []iam.AttachedDocument{{Name: "any", Document: anything}}
	}
	if b.undecided = errors.Join(bounds.errs...); b.undecided == nil {
		b.boundary, b.undecided = iam.Compile(bounds.Documents)
	}
	return b, nil
}

// anything stands for the resource policy that a request into another account needs as well, where only the
// boundary is asked.
var anything = iam.Document{Version: iam.Version, Statement: []iam.Statement{{
	Effect: iam.Allow, Principal: iam.Principal{Everyone: true},
	Action: iam.Values{"*"}, Resource: iam.Values{"*"},
}}}

func (j *Judge) collect(ctx context.Context, b *bench, into *documents, asker Asker, resource string,
	instead *world.Policy,
) (err error) {
	into.Identity = into.named(asker.Policies, "identity policy")
	if b.callersOrg, err = j.World.Organization(ctx, asker.Account); err != nil {
		return err
	}
	if b.callersOrg != nil {
		into.SCP = into.levels(b.callersOrg.SCP, asker.Account)
	}
	owner, _ := split(resource)
	if owner != "" {
		if b.resourcesOrg, err = j.World.Organization(ctx, owner); err != nil {
			return err
		}
	}
	if b.resourcesOrg != nil {
		into.RCP = into.levels(b.resourcesOrg.RCP, owner)
	}
	if asker.Endpoint != nil {
		id := asker.Endpoint.ID
		kind := iam.InterfaceEndpoint
		if asker.Endpoint.Gateway {
			kind = iam.GatewayEndpoint
		}
		into.Endpoint = []iam.AttachedDocument{
			{Name: id, To: id, Document: into.parse(id, asker.Endpoint.Policy), Endpoint: kind},
		}
		if b.endpointsOrg, err = j.World.Organization(ctx, asker.Endpoint.Account); err != nil {
			return err
		}
	}
	return j.collectResource(ctx, b, into, resource, instead)
}

func (j *Judge) collectResource(ctx context.Context, b *bench, into *documents, resource string,
	instead *world.Policy,
) (err error) {
	table, _ := call.TableOf(resource)
	if table == "" {
		return nil
	}
	if !call.IsStream(resource) { // a stream has tags of its own, and moto none of streams
		if b.table, err = j.World.Table(ctx, table); err != nil {
			return err
		}
	}
	holder := seat(resource)
	attached := instead
	if attached == nil {
		if attached, err = j.World.Policy(ctx, holder); err != nil {
			return err
		}
		if j.Enforced != nil {
			attached = j.Enforced(holder, attached)
		}
	}
	if attached != nil {
		into.Resource = []iam.AttachedDocument{{Name: holder, To: holder, Document: into.parse(holder, attached.Body)}}
	}
	return nil
}

// documents collects policies and what is wrong with them.
type documents struct {
	iam.Documents

	errs []error
}

func (d *documents) parse(name, body string) iam.Document {
	document, err := iam.Parse(body)
	if err == nil {
		err = knownKeys(document)
	}
	if err != nil {
		d.errs = append(d.errs, fmt.Errorf("%s: %w", name, err))
	}
	return document
}

func (d *documents) named(texts []world.Text, kind string) []iam.NamedDocument {
	list := make([]iam.NamedDocument, len(texts))
	for i, text := range texts {
		list[i] = iam.NamedDocument{Name: text.Name, Document: d.parse(kind+" "+text.Name, text.Body)}
	}
	return list
}

func (d *documents) levels(levels []world.Level, account string) []iam.Level {
	list := make([]iam.Level, len(levels))
	for i, level := range levels {
		list[i] = iam.Level{
			Name: level.Name, Accounts: []string{account}, Documents: d.named(level.Policies, "policy of "+level.Name),
		}
	}
	return list
}
