package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	sdk "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/contract"
)

type routeTableAssociation struct {
	RouteTableID *string `pulumi:"routeTableId"`
	SubnetID     *string `pulumi:"subnetId"`
}

var routeTableAssociations = resourceType[routeTableAssociation]{
	official: contract.ResourceOf[sdk.RouteTableAssociationArgs, sdk.RouteTableAssociation](
		"aws:ec2/routeTableAssociation:RouteTableAssociation"),
	// Source: terraform-provider-aws, internal/service/ec2/vpc_route_table_association.go, resourceRouteTableAssociation.
	// Another route table is an update.
	traits: contract.Traits{"subnetId": {Replace: true}},
	gone:   []string{"InvalidAssociationID.NotFound"},

	create: func(ctx context.Context, s *session, want *routeTableAssociation) (string, error) {
		return associate(ctx, s, want)
	},

	read: func(ctx context.Context, s *session, id string, prior *routeTableAssociation) (
		*routeTableAssociation, error,
	) {
		found, err := findAssociation(ctx, s, id, prior)
		if err != nil || found == nil {
			return nil, err
		}
		return &routeTableAssociation{RouteTableID: found.RouteTableId, SubnetID: found.SubnetId}, nil
	},

	importID: func(ctx context.Context, s *session, words string, prior *routeTableAssociation) (string, error) {
		target, table, ok := strings.Cut(words, "/")
		if !ok {
			return "", nil
		}
		prior.SubnetID = &target
		found, err := findAssociation(ctx, s, "", prior)
		if err != nil || found == nil || aws.ToString(found.RouteTableId) != table {
			//nolint:staticcheck // Terraform's words
			none := fmt.Errorf("No association found between route table ID %s and target ID %s", table, target)
			return "", errors.Join(err, none)
		}
		return *found.RouteTableAssociationId, nil
	},

	update: func(ctx context.Context, s *session, id string, now, want *routeTableAssociation) error {
		found, err := findAssociation(ctx, s, id, now)
		if err != nil {
			return fmt.Errorf("reading Route Table Association (%s): %w", id, err)
		}
		if found == nil {
			_, err := associate(ctx, s, want)
			return err
		}
		_, err = s.ec2.ReplaceRouteTableAssociation(ctx, &ec2.ReplaceRouteTableAssociationInput{
			AssociationId: found.RouteTableAssociationId, RouteTableId: want.RouteTableID,
		})
		return wrap(err, "updating Route Table Association (%s)", id)
	},

	remove: func(ctx context.Context, s *session, id string, last *routeTableAssociation) error {
		found, err := findAssociation(ctx, s, id, last)
		if err != nil || found == nil {
			return err
		}
		_, err = s.ec2.DisassociateRouteTable(ctx,
			&ec2.DisassociateRouteTableInput{AssociationId: found.RouteTableAssociationId})
		return wrap(err, "deleting Route Table Association (%s)", id)
	},
}

func associate(ctx context.Context, s *session, want *routeTableAssociation) (string, error) {
	out, err := s.ec2.AssociateRouteTable(ctx,
		&ec2.AssociateRouteTableInput{RouteTableId: want.RouteTableID, SubnetId: want.SubnetID})
	if err != nil {
		return "", fmt.Errorf("creating Route Table (%s) Association: %w", *want.RouteTableID, err)
	}
	return *out.AssociationId, nil
}

// findAssociation looks for the subnet where it is known: AWS gives an association a new id when its route table is
// replaced, and Pulumi keeps the first id.
func findAssociation(ctx context.Context, s *session, id string, last *routeTableAssociation) (
	*types.RouteTableAssociation, error,
) {
	by := filter("association.route-table-association-id", id)
	if last.SubnetID != nil {
		by = filter("association.subnet-id", *last.SubnetID)
	}
	out, err := s.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{Filters: []types.Filter{by}})
	if err != nil {
		return nil, err
	}
	for _, t := range out.RouteTables {
		for _, a := range t.Associations {
			if aws.ToString(a.RouteTableAssociationId) == id ||
				last.SubnetID != nil && aws.ToString(a.SubnetId) == *last.SubnetID {
				return &a, nil
			}
		}
	}
	return nil, nil
}
