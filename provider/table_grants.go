package provider

import (
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Grant allows actions to principals that no identity policy of the table's account can allow them to.
type Grant struct {
	Principals       pulumi.StringArrayInput `pulumi:"principals,optional"`
	Services         pulumi.StringArrayInput `pulumi:"services,optional"`
	Actions          []string                `pulumi:"actions"`
	SourceAccountIDs pulumi.StringArrayInput `pulumi:"sourceAccountIds,optional"`
	SourceArns       pulumi.StringArrayInput `pulumi:"sourceArns,optional"`
	Reason           string                  `pulumi:"reason"`
}

// Annotate documents the type.
func (g *Grant) Annotate(an infer.Annotator) {
	an.Describe(&g, "An Allow statement of the table's policy, for principals of other accounts and for AWS services. A "+
		"table has one policy, and it is this component's. The refusals hold for them too: a foreign principal comes "+
		"through the perimeter and an endpoint that lets it through (`endpointAccess`), to a table with a key of yours "+
		"(`kmsKeyArn`), and a service needs an exemption as well.")
	an.Describe(&g.Principals, "Accounts by their ids, and roles and users of other accounts by their ARNs in full. "+
		"Default: none. Conflicts with `services`.")
	an.Describe(&g.Services, "Service principals, such as `glue.amazonaws.com`. Default: none. Conflicts with "+
		"`principals`, and needs `sourceAccountIds` or `sourceArns`.")
	an.Describe(&g.Actions, "The actions, such as `dynamodb:GetItem`. Those of a stream go into the stream's policy.")
	an.Describe(&g.SourceAccountIDs, "The accounts on whose behalf the services may act. Default: any. Needs `services`.")
	an.Describe(&g.SourceArns, "The resources on whose behalf the services may act. Default: any. Needs `services`.")
	an.Describe(&g.Reason, "Why it is needed. AWS never sees it.")
}

// actions returns the names without the prefix dynamodb:.
func (g *Grant) actions() []string {
	names := make([]string, len(g.Actions))
	for i, action := range g.Actions {
		names[i] = strings.TrimPrefix(action, actionPrefix)
	}
	return names
}

const actionPrefix = "dynamodb:"
