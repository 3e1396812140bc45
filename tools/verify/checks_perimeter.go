package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
)

// perimeterChecks ask what AWS says of requests through a gateway endpoint.
func perimeterChecks() []check {
	perimeter := func(perimeter func(*trial) policy.Perimeter) func(context.Context, *trial) error {
		return func(ctx context.Context, t *trial) error {
			made, err := t.private(ctx, t.intent(func(i *policy.Intent) { i.Perimeter = perimeter(t) }))
			if err != nil {
				return err
			}
			return t.expect(ctx, shut(made.name)...)
		}
	}
	const set = "a request through the endpoint is inside, any other outside"
	return []check{
		{
			id: "source-vpc", question: "Does a gateway endpoint set aws:SourceVpc?", expected: set,
			run: perimeter(func(t *trial) policy.Perimeter {
				return policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{t.vpc}}
			}),
		},
		{
			id: "source-vpce", question: "Does a gateway endpoint set aws:SourceVpce?", expected: set,
			run: perimeter(func(t *trial) policy.Perimeter {
				return policy.Perimeter{Kind: policy.PerimeterEndpoints, IDs: []string{t.endpoint}}
			}),
		},
		{
			id: "vpce-account", question: "Does a gateway endpoint set aws:VpceAccount?", expected: set,
			run: perimeter(func(t *trial) policy.Perimeter {
				return policy.Perimeter{Kind: policy.PerimeterAccount, IDs: []string{t.account}}
			}),
		},
		{
			id: "vpce-organization", question: "Does a gateway endpoint set aws:VpceOrgID?", expected: set,
			needs: anOrganization,
			run: perimeter(func(t *trial) policy.Perimeter {
				return policy.Perimeter{Kind: policy.PerimeterOrganization, IDs: []string{t.organization}}
			}),
		},
		{
			id: "account-host", question: "Does a gateway endpoint carry requests to the account's own host name?",
			expected: "they are inside, as those to the Region's are", needs: accountHost, run: tryAccountHost,
		},
		{
			id: "endpoint-policy", question: "Does the policy of a gateway endpoint decide, and how soon?",
			expected: "a request for a table of another account than the policy's is refused, within minutes",
			alone:    true, run: tryEndpointPolicy,
		},
	}
}

func tryAccountHost(ctx context.Context, t *trial) error {
	made, err := t.private(ctx, t.intent())
	if err != nil {
		return err
	}
	if err := t.expect(ctx, shut(made.name)[0]); err != nil {
		return err
	}
	config := t.configOf(inside, app)
	session, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	session.AccountID = t.account
	config.Credentials = credentials.StaticCredentialsProvider{Value: session}
	config.AccountIDEndpointMode = aws.AccountIDEndpointModeRequired
	client := dynamodb.NewFromConfig(config)
	return t.expect(ctx, ask("GetItem at the account's host name", inside, app, allowed,
		func(ctx context.Context, _ clients) error {
			return getting(made.name)(ctx, clients{DynamoDB: client})
		}))
}

// tryEndpointPolicy gives the endpoint the policy of another account for a while.
func tryEndpointPolicy(ctx context.Context, t *trial) error {
	made, err := t.table(ctx)
	if err != nil {
		return err
	}
	client := ec2.NewFromConfig(t.own)
	give := func(ctx context.Context, account string) error {
		document, err := policy.EndpointPolicy(account)
		if err != nil {
			return err
		}
		text, err := document.JSON()
		if err != nil {
			return err
		}
		t.sent("ModifyVpcEndpoint %s", text)
		_, err = client.ModifyVpcEndpoint(ctx, &ec2.ModifyVpcEndpointInput{VpcEndpointId: &t.endpoint, PolicyDocument: &text})
		return err
	}
	get := getting(made.name)
	inward := func(ctx context.Context, want answer) error {
		return t.expect(ctx, ask("GetItem", inside, app, want, get).saying("").within(t.pace().later))
	}
	if err := inward(ctx, allowed); err != nil {
		return err
	}
	if err := give(ctx, anotherAccount); err != nil {
		return err
	}
	if err := inward(ctx, refused); err != nil {
		return err
	}
	if err := give(ctx, t.account); err != nil {
		return err
	}
	return inward(ctx, allowed)
}
