package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator/emulatortest"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
)

// TestMain runs an emulator for the tests where MOTO_SERVER names the program.
func TestMain(m *testing.M) { os.Exit(emulatortest.Run(m)) }

// harness is a gate in front of the emulator, with clients at its doors.
type harness struct {
	testing.TB

	gate *Server
	log  *lines
	name string // of this test, for the names of what it creates
}

func newHarness(t testing.TB, options Options) *harness {
	t.Helper()
	log := &lines{}
	if options.Moto == "" {
		options.Moto = emulatortest.Endpoint(t)
	}
	options.Log = slog.New(slog.NewJSONHandler(log, nil))
	gate, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, gate.Close())
		if t.Failed() {
			t.Log(log)
		}
	})
	name := strings.NewReplacer("/", "-", "_", "-", "#", "-").Replace(t.Name())
	return &harness{TB: t, gate: gate, log: log, name: name}
}

// Internet returns the URL of the internet's door.
func (s *Server) Internet() string { return s.Doors()[0].URL }

// lines is a log that a test can read while the gate writes it.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *lines) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(data)
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// keys are credentials.
type keys struct{ id, secret, token string }

var bootstrap = keys{"local", "local", ""}

// readAllClient reads the whole response before it returns. See awsstate's accountClient.
type readAllClient struct{}

func (readAllClient) Do(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultClient.Do(request) //nolint:gosec // to a door of the test
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func configOf(url string, by keys) aws.Config {
	return aws.Config{
		BaseEndpoint: &url, Region: workspace.Region, HTTPClient: readAllClient{},
		Credentials: credentials.NewStaticCredentialsProvider(by.id, by.secret, by.token),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func (h *harness) tables(url string, by keys) *dynamodb.Client {
	return dynamodb.NewFromConfig(configOf(url, by))
}

func (h *harness) streams(url string, by keys) *dynamodbstreams.Client {
	return dynamodbstreams.NewFromConfig(configOf(url, by))
}

func (h *harness) iam(by keys) *iam.Client { return iam.NewFromConfig(configOf(h.gate.Internet(), by)) }

func (h *harness) ec2() *ec2.Client { return ec2.NewFromConfig(configOf(h.gate.Internet(), bootstrap)) }

func (h *harness) organizations() *organizations.Client {
	return organizations.NewFromConfig(configOf(h.gate.Internet(), bootstrap))
}

const (
	allowDynamoDB = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}`
	trustAll      = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`
)

// role creates a role with one policy and assumes it. It returns the role's ARN and the credentials.
func (h *harness) role(path, document string) (string, keys) {
	h.Helper()
	name := h.name[:min(50, len(h.name))] + fmt.Sprint(serial())
	made, err := h.iam(bootstrap).CreateRole(h.Context(), &iam.CreateRoleInput{
		RoleName: &name, Path: &path, AssumeRolePolicyDocument: aws.String(trustAll),
	})
	require.NoError(h, err)
	if document != "" {
		_, err = h.iam(bootstrap).PutRolePolicy(h.Context(), &iam.PutRolePolicyInput{
			RoleName: &name, PolicyName: aws.String("own"), PolicyDocument: &document,
		})
		require.NoError(h, err)
	}
	return *made.Role.Arn, h.assume(*made.Role.Arn)
}

func (h *harness) assume(arn string) keys {
	h.Helper()
	client := sts.NewFromConfig(configOf(h.gate.Internet(), bootstrap))
	got, err := client.AssumeRole(h.Context(), &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("test")})
	require.NoError(h, err)
	return keys{*got.Credentials.AccessKeyId, *got.Credentials.SecretAccessKey, *got.Credentials.SessionToken}
}

var (
	serialMutex sync.Mutex
	serialLast  int
)

func serial() int {
	serialMutex.Lock()
	defer serialMutex.Unlock()
	serialLast++
	return serialLast
}

// table creates a table with an index, an item and a stream. It returns its name, its ARN and its stream's.
func (h *harness) table() (name, arn, stream string) {
	h.Helper()
	name = fmt.Sprintf("%s-%d", h.name, serial())
	arn, stream = h.tableNamed(name)
	return name, arn, stream
}

func (h *harness) tableNamed(name string) (arn, stream string) {
	h.Helper()
	client := h.tables(h.gate.Internet(), bootstrap)
	made, err := client.CreateTable(h.Context(), tableInput(name))
	require.NoError(h, err)
	_, err = client.PutItem(h.Context(), &dynamodb.PutItemInput{TableName: &name, Item: item})
	require.NoError(h, err)
	return *made.TableDescription.TableArn, *made.TableDescription.LatestStreamArn
}

func tableInput(name string) *dynamodb.CreateTableInput {
	hash := func(of string) []types.KeySchemaElement {
		return []types.KeySchemaElement{{AttributeName: aws.String(of), KeyType: types.KeyTypeHash}}
	}
	attribute := func(of string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: aws.String(of), AttributeType: types.ScalarAttributeTypeS}
	}
	return &dynamodb.CreateTableInput{
		TableName: &name, KeySchema: hash("pk"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute("pk"), attribute("day")},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String("byDay"), KeySchema: hash("day"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
		}},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	}
}

var (
	key  = map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}}
	item = map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "a"}, "day": &types.AttributeValueMemberS{Value: "monday"},
	}
)

func (h *harness) put(arn, document string, by keys) error {
	_, err := h.tables(h.gate.Internet(), by).PutResourcePolicy(h.Context(),
		&dynamodb.PutResourcePolicyInput{ResourceArn: &arn, Policy: &document})
	return err
}

// endpoint creates a VPC with an endpoint. It returns the VPC, the endpoint's id and its door.
func (h *harness) endpoint(service string, gateway bool, document string) (vpc, id string, door Door) {
	h.Helper()
	made, err := h.ec2().CreateVpc(h.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	require.NoError(h, err)
	input := &ec2.CreateVpcEndpointInput{VpcId: made.Vpc.VpcId, ServiceName: aws.String("com.amazonaws.us-east-1." + service)}
	input.VpcEndpointType = map[bool]ec2types.VpcEndpointType{ // moto cannot delete one whose type was not given
		true: ec2types.VpcEndpointTypeGateway, false: ec2types.VpcEndpointTypeInterface,
	}[gateway]
	if document != "" {
		input.PolicyDocument = &document
	}
	endpoint, err := h.ec2().CreateVpcEndpoint(h.Context(), input)
	require.NoError(h, err)
	id = *endpoint.VpcEndpoint.VpcEndpointId
	door, found := h.door(id)
	require.True(h, found, "the door is open before the endpoint's creator has the response")
	return *made.Vpc.VpcId, id, door
}

func (h *harness) door(name string) (Door, bool) {
	for _, door := range h.gate.Doors() {
		if door.Name == name {
			return door, true
		}
	}
	return Door{}, false
}

func (h *harness) get(url string, by keys, table string) error {
	_, err := h.tables(url, by).GetItem(h.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key})
	return err
}

// refused asserts the code and the message of an AWS error.
func (h *harness) refused(err error, code, message string) {
	h.Helper()
	var api smithy.APIError
	require.ErrorAs(h, err, &api)
	assert.Equal(h, code, api.ErrorCode(), api.ErrorMessage())
	assert.Contains(h, api.ErrorMessage(), message)
}

func bytesOf(l *lines) *strings.Reader { return strings.NewReader(l.String()) }

func copyAll(to *strings.Builder, response *http.Response) (int64, error) {
	defer func() { _ = response.Body.Close() }()
	return io.Copy(to, response.Body)
}
