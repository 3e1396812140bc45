package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/policy"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// TestChecks: an id is a claim of reports, so it has to be there once.
func TestChecks(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, c := range checks() {
		assert.False(t, ids[c.id], c.id)
		ids[c.id] = true
		assert.NotEmpty(t, c.question, c.id)
		assert.NotEmpty(t, c.expected, c.id)
		assert.True(t, c.run != nil || c.needs == rootUser || c.needs == management, c.id)
		assert.LessOrEqual(t, len(prefix+"12345678-"+c.id+"-9"), 255, "the name of a table")
	}
	for _, claim := range []string{proof.ClaimPatterns, proof.ClaimInferred, proof.ClaimUnknown, proof.ClaimChangeTime} {
		assert.True(t, ids[claim], claim)
	}
	page, err := os.ReadFile("../../docs/verify-aws.md")
	require.NoError(t, err)
	for id := range ids {
		assert.Contains(t, string(page), "`"+id+"`", "the page lists every check")
	}
}

// TestOnlyAWSCounts: an emulator that the environment names must not be recorded as AWS.
func TestOnlyAWSCounts(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	config, err := (&onAWS{region: "eu-west-1"}).config(t.Context())
	require.NoError(t, err)
	config.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	_, err = admit(t.Context(), config, "111122223333")
	require.ErrorContains(t, err, "127.0.0.1:1 is not a host of AWS: unset AWS_ENDPOINT_URL")

	for url, want := range map[string]bool{
		"https://dynamodb.eu-west-1.amazonaws.com/":     true,
		"https://dynamodb.cn-north-1.amazonaws.com.cn/": true,
		"http://dynamodb.eu-west-1.amazonaws.com/":      false,
		"https://amazonaws.com.example.org/":            false,
		"https://example.org/.amazonaws.com":            false,
		"https://localhost.localstack.cloud:4566/":      false,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, http.NoBody)
		require.NoError(t, err)
		_, err = genuine{answering{}}.Do(request)
		assert.Equal(t, want, err == nil, url)
	}
}

// answering answers every request.
type answering struct{}

func (answering) Do(*http.Request) (*http.Response, error) { return &http.Response{}, nil }

// TestNamesOfRuns: only what has the name of a run is looked at, and only what has its tag is deleted.
func TestNamesOfRuns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, run string
		want      bool
	}{
		{"private-dynamodb-verify-0123abcd-size-1", "0123abcd", true},
		{"private-dynamodb-verify-0123abcd-size-1", "", true},
		{"private-dynamodb-verify-0123abcd-size-1", "99999999", false},
		{"private-dynamodb-verify-size", "", false},
		{"private-dynamodb-verify-0123abcd", "", false},
		{"orders", "", false},
	} {
		assert.Equal(t, test.want, hasRunsName(test.name, test.run), test)
	}
	assert.False(t, isOf("", ""), "what has no tag is of no run")
	assert.True(t, isOf("0123abcd", ""))
	assert.False(t, isOf("0123abcd", "99999999"))
}

func TestRedact(t *testing.T) {
	t.Parallel()
	s := &sandbox{account: "999988887777", organization: "o-abcdefghij", vpc: "vpc-1", run: "0123abcd"}
	assert.Equal(t, "arn:aws:iam::ACCOUNT:role/app-RUN in VPC of ORGANIZATION, not ANOTHER-ACCOUNT",
		s.redact("arn:aws:iam::999988887777:role/app-0123abcd in vpc-1 of o-abcdefghij, not "+anotherAccount))
}

// TestReadBack compares documents as Cloud Control has them.
func TestReadBack(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
	intent := policy.Intent{
		Perimeter:   policy.Perimeter{Kind: policy.PerimeterVPCs, IDs: []string{"vpc-0a1"}},
		Enforcement: policy.EnforceData,
		Exemptions:  []policy.Exemption{policy.Administrators([]string{"arn:aws:iam::111122223333:role/deployer"})},
	}
	onTable, err := intent.TablePolicy(arn)
	require.NoError(t, err)
	onStream, err := intent.StreamPolicy(arn + "/stream/2026-01-01T00:00:00.000")
	require.NoError(t, err)
	table, err := onTable.JSON()
	require.NoError(t, err)
	stream, err := onStream.JSON()
	require.NoError(t, err)
	properties := `{"ResourcePolicy":{"PolicyDocument":` + table + `},"StreamSpecification":{"ResourcePolicy":{"PolicyDocument":` +
		stream + `}}}`
	assert.True(t, readBack(properties).has(onTable, onStream))
	assert.False(t, readBack(properties).has(onStream, onTable))
	assert.False(t, readBack(`{"TableName":"orders"}`).has(onTable, onStream))
	assert.False(t, readBack(``).has(onTable, onStream))
}

// TestRelay sends a request of the SDK through the relay's own program, to a server in the place of DynamoDB.
func TestRelay(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("the relay is a program in Python, and there is no python3 here")
	}
	var signed http.Header
	tables := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = r.Header.Clone()
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, "dynamodb.eu-west-1.amazonaws.com", r.Host, "the host is signed")
		assert.JSONEq(t, `{"Limit":1}`, string(body))
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"no"}`)
	}))
	t.Cleanup(tables.Close)
	functions := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := invoke(r.Context(), python, tables.Listener.Addr().String(), r.Body)
		if err != nil {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
		}
		_, _ = w.Write(answer)
	}))
	t.Cleanup(functions.Close)

	config := aws.Config{
		Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("AKID", "secret", "token"),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}
	config.HTTPClient = genuine{relay{lambda.NewFromConfig(config, func(o *lambda.Options) {
		o.BaseEndpoint = &functions.URL
	}), "relay"}}
	_, err = dynamodb.NewFromConfig(config).ListTables(t.Context(), &dynamodb.ListTablesInput{Limit: aws.Int32(1)})
	require.Error(t, err)
	assert.Equal(t, "AccessDeniedException", codeOf(err), err.Error())
	assert.Equal(t, "no", messageOf(err))
	assert.Equal(t, "token", signed.Get("X-Amz-Security-Token"))
	assert.Contains(t, signed.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKID/")
	assert.NotContains(t, signed, "Secret")

	config.Region = "us-east-1" // its host is another than the relay's
	_, err = dynamodb.NewFromConfig(config).ListTables(t.Context(), &dynamodb.ListTablesInput{Limit: aws.Int32(1)})
	require.ErrorContains(t, err, "not a host of DynamoDB")
}

// invoke runs relay.py as Lambda does, with a connection that leads to a server of the test.
func invoke(ctx context.Context, python, server string, event io.Reader) ([]byte, error) {
	host, port, _ := strings.Cut(server, ":")
	const program = `
import http.client, json, sys
http.client.HTTPSConnection = lambda host, timeout: http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=timeout)
import relay
print(json.dumps(relay.handler(json.load(sys.stdin), None)))
`
	//nolint:gosec // the address is of a server of this test
	command := exec.CommandContext(ctx, python, "-B", "-c", program, host, port)
	command.Stdin, command.Env = event, append(os.Environ(), "HOSTS=.eu-west-1.amazonaws.com")
	answer, err := command.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		answer = failed.Stderr
	}
	return answer, err
}

func TestSummary(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/record.json"
	record := proof.Verification{On: "local", Date: "2026-12-01", Rows: []proof.VerificationRow{
		{ID: "a", Outcome: proof.AsDocumented}, {ID: "b", Outcome: proof.Differs}, {ID: "c", Outcome: proof.NotTried},
	}}
	assert.Equal(t, "on local: 1 as documented, 1 differ, 1 could not be tried", summary(record))
	require.NoError(t, write(file, record))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var read proof.Verification
	require.NoError(t, json.NewDecoder(bytes.NewReader(text)).Decode(&read))
	assert.Equal(t, record, read)
}
