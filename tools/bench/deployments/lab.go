package deployments

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// Lab is local AWS with a VPC in it, and a Pulumi home and state of its own.
type Lab struct {
	workspace.Workspace

	front   *front // what contenders call
	network network
	policy  string // of every table, with the placeholder
}

// Open starts local AWS in a repository, with nothing in it but the VPC. It stops one that an earlier run left, and
// forgets its state.
func Open(ctx context.Context, root string) (*Lab, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	lab := &Lab{Workspace: workspace.Workspace{Root: root, Dir: filepath.Join(root, ".local", "bench")}}
	if err := clearSettings(lab.Bin()); err != nil {
		return nil, err
	}
	if err := lab.Close(); err != nil {
		return nil, err
	}
	moto, err := emulator.Start(ctx, filepath.Join(root, ".local", "venv-moto", "bin", "moto_server"), lab.Dir)
	if err != nil {
		return nil, err
	}
	door, err := gate.Start(ctx, filepath.Join(lab.Bin(), "local"), gate.Options{Moto: moto.Endpoint(), Dir: lab.Dir})
	if err != nil {
		return nil, errors.Join(err, lab.Close())
	}
	if lab.front, err = openFront(door.Endpoint()); err != nil {
		return nil, errors.Join(err, lab.Close())
	}
	if err := lab.furnish(ctx); err != nil {
		return nil, errors.Join(err, lab.Close())
	}
	return lab, nil
}

// Close stops local AWS and removes what the lab wrote, but for logs.
func (l *Lab) Close() error {
	return errors.Join(l.front.close(), gate.Stop(l.Dir), emulator.Stop(l.Dir),
		os.RemoveAll(l.Home()), os.RemoveAll(l.State()), os.RemoveAll(l.projects()))
}

func (l *Lab) projects() string { return filepath.Join(l.Dir, "projects") }

// furnish makes the role that deploys, and the VPC with its endpoint.
func (l *Lab) furnish(ctx context.Context) (err error) {
	if l.Caller, err = clients.Assume(ctx, l.front.url, Administrator); err != nil {
		return err
	}
	client := clients.New(l.front.url).EC2
	vpc, err := client.CreateVpc(ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	if err != nil {
		return fmt.Errorf("make a VPC: %w", err)
	}
	l.network.vpc = *vpc.Vpc.VpcId
	table, err := client.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{VpcId: &l.network.vpc})
	if err != nil {
		return fmt.Errorf("make a route table: %w", err)
	}
	endpoint, err := client.CreateVpcEndpoint(ctx, &ec2.CreateVpcEndpointInput{
		VpcId: &l.network.vpc, VpcEndpointType: types.VpcEndpointTypeGateway,
		ServiceName:   aws.String("com.amazonaws." + workspace.Region + ".dynamodb"),
		RouteTableIds: []string{*table.RouteTable.RouteTableId},
	})
	if err != nil {
		return fmt.Errorf("make an endpoint: %w", err)
	}
	l.network.endpoint = *endpoint.VpcEndpoint.VpcEndpointId
	l.policy, err = l.network.policy()
	return err
}

// calls counts the requests to AWS so far.
func (l *Lab) calls() int { return int(l.front.asked.Load()) }

// clearSettings hides the user's AWS settings from the programs in this process: Pulumi's SDK for aws reads from the
// environment what a program leaves out. It makes the pulumi command in a folder the one that is run.
func clearSettings(bin string) error {
	for key := range (workspace.Workspace{}).Env("") {
		if strings.HasPrefix(key, "AWS_") {
			if err := os.Unsetenv(key); err != nil {
				return err
			}
		}
	}
	return errors.Join(os.Setenv("AWS_REGION", workspace.Region),
		os.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH")))
}
