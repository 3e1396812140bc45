package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// processes bounds how many plugins run at the same time: the real one is large.
var processes = make(chan struct{}, 4)

// askedPlugin returns the stand-in, or the plugin that the tests were given.
func askedPlugin(t *testing.T) pulumirpc.ResourceProviderServer {
	t.Helper()
	if *pluginFlag == "" {
		server, err := p.RawServer("aws", versions.AWS, newProvider())(nil)
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	processes <- struct{}{}
	t.Cleanup(func() { <-processes })
	engine := serveEngine(t)
	command := exec.Command(*pluginFlag, engine)
	command.Env = append(command.Environ(), "AWS_EC2_METADATA_DISABLED=true")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	connection, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return remote{client: pulumirpc.NewResourceProviderClient(connection)}
}

// engine is what a plugin logs to.
type engine struct {
	pulumirpc.UnimplementedEngineServer
}

func (engine) Log(context.Context, *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func serveEngine(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pulumirpc.RegisterEngineServer(server, engine{})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

// remote is a plugin in a process of its own.
type remote struct {
	pulumirpc.UnimplementedResourceProviderServer

	client pulumirpc.ResourceProviderClient
}

func (r remote) Configure(ctx context.Context, in *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return r.client.Configure(ctx, in)
}

func (r remote) Check(ctx context.Context, in *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return r.client.Check(ctx, in)
}

func (r remote) Diff(ctx context.Context, in *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return r.client.Diff(ctx, in)
}

func (r remote) Create(ctx context.Context, in *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	return r.client.Create(ctx, in)
}

func (r remote) Read(ctx context.Context, in *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return r.client.Read(ctx, in)
}

func (r remote) Update(ctx context.Context, in *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	return r.client.Update(ctx, in)
}

func (r remote) Delete(ctx context.Context, in *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	return r.client.Delete(ctx, in)
}

// encodeConfig encodes a provider's configuration as the engine does: what is no string is JSON in a string.
func encodeConfig(in property.Map) (*structpb.Struct, error) {
	out := map[string]any{}
	for name, v := range in.All {
		if v.IsString() {
			out[name] = v.AsString()
			continue
		}
		text, err := json.Marshal(resource.ToResourcePropertyValue(v).Mappable())
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		out[name] = string(text)
	}
	return structpb.NewStruct(out)
}
