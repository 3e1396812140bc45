package main

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

//go:embed relay.py
var relayProgram string

// relayRights are what Lambda needs to connect a function to a VPC. Source: "Giving Lambda functions access to
// resources in an Amazon VPC", Lambda Developer Guide.
const relayRights = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:CreateNetworkInterface",` +
	`"ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets","ec2:DeleteNetworkInterface",` +
	`"ec2:AssignPrivateIpAddresses","ec2:UnassignPrivateIpAddresses"],"Resource":"*"}]}`

// relay sends requests from inside a network: a Lambda function in the network sends them. They are signed here, so
// that no credentials leave this machine.
type relay struct {
	functions *lambda.Client
	function  string
}

// The request and the answer, as relay.py has them.
type (
	relayed struct {
		Host    string            `json:"host"`
		Headers map[string]string `json:"headers"`
		Body    []byte            `json:"body"` // encoding/json writes and reads base64
	}
	relayedAnswer struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		Body    []byte            `json:"body"`
	}
)

// Do is that of an HTTP client of the AWS SDK.
func (r relay) Do(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
	}
	sent := relayed{Host: request.URL.Host, Headers: map[string]string{"Host": request.URL.Host}, Body: body}
	for name, values := range request.Header {
		sent.Headers[name] = strings.Join(values, ",")
	}
	payload, err := json.Marshal(sent)
	if err != nil {
		return nil, err
	}
	out, err := r.functions.Invoke(request.Context(), &lambda.InvokeInput{FunctionName: &r.function, Payload: payload})
	if err != nil {
		return nil, fmt.Errorf("call the relay: %w", err)
	}
	if out.FunctionError != nil {
		return nil, fmt.Errorf("the relay could not send the request: %s", out.Payload)
	}
	var answer relayedAnswer
	if err := json.Unmarshal(out.Payload, &answer); err != nil {
		return nil, fmt.Errorf("read the relay's answer: %w", err)
	}
	response := &http.Response{
		StatusCode: answer.Status, Header: http.Header{}, Request: request,
		Body: io.NopCloser(bytes.NewReader(answer.Body)), ContentLength: int64(len(answer.Body)),
	}
	for name, value := range answer.Headers {
		response.Header.Set(name, value)
	}
	return response, nil
}

// inside creates the relay.
func (a *onAWS) inside(ctx context.Context, s *sandbox) (aws.Config, error) {
	role, err := s.role(ctx, "relay", relayRights, trustLambda)
	if err != nil {
		return aws.Config{}, err
	}
	functions := lambda.NewFromConfig(s.own)
	name := s.named("relay")
	var program bytes.Buffer
	archive := zip.NewWriter(&program)
	file, err := archive.Create("relay.py")
	if err == nil {
		_, err = io.WriteString(file, relayProgram)
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		return aws.Config{}, err
	}
	err = s.wait(ctx, time.Minute, "the relay's role", func(ctx context.Context) (bool, error) {
		_, err := functions.CreateFunction(ctx, &lambda.CreateFunctionInput{
			FunctionName: &name, Role: &role, Runtime: types.RuntimePython313, Handler: aws.String("relay.handler"),
			Code: &types.FunctionCode{ZipFile: program.Bytes()}, Timeout: aws.Int32(30), Tags: s.tags(),
			Environment: &types.Environment{Variables: map[string]string{
				"HOSTS": "." + s.own.Region + "." + dnsSuffix(s.partition),
			}},
			VpcConfig: &types.VpcConfig{SubnetIds: []string{s.subnet}, SecurityGroupIds: []string{s.group}},
		})
		// IAM tells of a new role after some seconds.
		if unready := (*types.InvalidParameterValueException)(nil); errors.As(err, &unready) {
			return false, nil
		}
		return err == nil, err
	})
	if err != nil {
		return aws.Config{}, fmt.Errorf("create the relay: %w", err)
	}
	waiter := lambda.NewFunctionActiveV2Waiter(functions)
	if err := waiter.Wait(ctx, &lambda.GetFunctionInput{FunctionName: &name}, 5*time.Minute); err != nil {
		return aws.Config{}, fmt.Errorf("wait for the relay: %w", err)
	}
	config := s.own.Copy()
	config.HTTPClient = genuine{relay{functions, name}}
	return config, nil
}

// closeInside deletes the relays. Lambda deletes their network interfaces later.
func (a *onAWS) closeInside(ctx context.Context, s *sandbox, run string) error {
	functions := lambda.NewFromConfig(s.own)
	pages := lambda.NewListFunctionsPaginator(functions, &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list functions: %w", err)
		}
		for _, function := range page.Functions {
			if !strings.HasPrefix(aws.ToString(function.FunctionName), prefix) {
				continue
			}
			tags, err := functions.ListTags(ctx, &lambda.ListTagsInput{Resource: function.FunctionArn})
			if err != nil {
				return fmt.Errorf("read the tags of %s: %w", *function.FunctionName, err)
			}
			if !isOf(tags.Tags[tagKey], run) {
				continue
			}
			_, err = functions.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: function.FunctionName})
			if err != nil {
				return fmt.Errorf("delete %s: %w", *function.FunctionName, err)
			}
		}
	}
	return nil
}

// dnsSuffix is what the host names of a partition end in.
func dnsSuffix(partition string) string {
	if partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}
