package e2e

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/clients"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/emulator"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// verifier is local AWS, and the program that make verify-aws runs.
type verifier struct {
	clients.Clients

	roles         *iam.Client
	program, gate string
}

// newVerifier starts local AWS. Changes of policies take effect in a thirtieth of the time that they take on AWS.
func newVerifier(t *testing.T) verifier {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	dir := t.TempDir()
	program := filepath.Join(root, ".bin", "verify")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join(root, "tools", "verify")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))

	starting.Lock()
	defer starting.Unlock()
	running, err := emulator.Start(t.Context(), filepath.Join(root, ".local", "venv-moto", "bin", "moto_server"), dir)
	require.NoError(t, err, "run this test with make e2e, which installs the emulator")
	t.Cleanup(func() { require.NoError(t, emulator.Stop(dir)) })
	door, err := gate.Start(t.Context(), filepath.Join(root, ".bin", "local"),
		gate.Options{Moto: running.Endpoint(), Dir: dir, Clock: 30})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.Stop(dir)) })
	endpoint := running.Endpoint()
	identities := iam.NewFromConfig(aws.Config{
		BaseEndpoint: &endpoint, Region: workspace.Region,
		Credentials: credentials.NewStaticCredentialsProvider(workspace.Root.AccessKeyID, workspace.Root.SecretAccessKey, ""),
	})
	return verifier{clients.New(endpoint), identities, program, door.Endpoint()}
}

func (v verifier) command(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), v.program, append([]string{"--local", v.gate}, arguments...)...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

// run runs the program to its end.
func (v verifier) run(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	output, err := v.command(t, arguments...).CombinedOutput()
	return string(output), err
}

// left lists what there is in the emulator of the kinds that the program creates.
func (v verifier) left(t *testing.T) []string {
	t.Helper()
	ctx := t.Context()
	var left []string
	tables, err := v.DynamoDB.ListTables(ctx, &dynamodb.ListTablesInput{})
	require.NoError(t, err)
	left = append(left, tables.TableNames...)
	backups, err := v.DynamoDB.ListBackups(ctx, &dynamodb.ListBackupsInput{})
	require.NoError(t, err)
	for _, backup := range backups.BackupSummaries {
		left = append(left, *backup.BackupName)
	}
	networks, err := v.EC2.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	require.NoError(t, err)
	for _, network := range networks.Vpcs {
		if !aws.ToBool(network.IsDefault) {
			left = append(left, *network.VpcId)
		}
	}
	endpoints, err := v.EC2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{})
	require.NoError(t, err)
	for _, endpoint := range endpoints.VpcEndpoints {
		if !strings.EqualFold(string(endpoint.State), "deleted") {
			left = append(left, *endpoint.VpcEndpointId)
		}
	}
	groups, err := v.EC2.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{})
	require.NoError(t, err)
	for _, group := range groups.SecurityGroups {
		if *group.GroupName != "default" {
			left = append(left, *group.GroupId)
		}
	}
	subnets, err := v.EC2.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{})
	require.NoError(t, err)
	for _, subnet := range subnets.Subnets {
		if !aws.ToBool(subnet.DefaultForAz) {
			left = append(left, *subnet.SubnetId)
		}
	}
	found, err := v.roles.ListRoles(ctx, &iam.ListRolesInput{})
	require.NoError(t, err)
	for _, role := range found.Roles {
		left = append(left, *role.RoleName)
	}
	return left
}

// TestVerify runs the program of make verify-aws on local AWS.
func TestVerify(t *testing.T) {
	v := newVerifier(t)
	others := v.createOthers(t)
	t.Run("run", func(t *testing.T) { v.testRun(t, others) })
	t.Run("interrupted", func(t *testing.T) { v.testInterrupted(t, others) })
	t.Run("refused", func(t *testing.T) { v.testRefused(t, others) })
}

// testRun: every row has an outcome, nothing is left, and what others have created is still there.
func (v verifier) testRun(t *testing.T, others []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "record.json")
	output, err := v.run(t, "--account", workspace.Account, "--record", file)
	require.NoError(t, err, output)
	t.Log(output)
	assert.Contains(t, output, "costs less than a cent")
	assert.ElementsMatch(t, others, v.left(t), "only what carries the tag of a run is deleted")

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var record proof.Verification
	require.NoError(t, json.Unmarshal(text, &record))
	assert.Equal(t, "local", record.On, "what local AWS answers must not count as AWS's answer")
	assert.NotContains(t, string(text), workspace.Account)

	// What differs or cannot be tried on local AWS. On AWS it may be otherwise: that is what the program is for.
	otherwise := map[string]proof.VerificationOutcome{
		proof.ClaimUnknown:  proof.Differs, // the gate takes each name of which no page of AWS says whether it is taken
		"vpce-organization": proof.NotTried,
		"account-host":      proof.NotTried,
		"root":              proof.NotTried,
		"guardrail":         proof.NotTried,
	}
	seen := map[string]bool{}
	for _, row := range record.Rows {
		want, found := otherwise[row.ID]
		if !found {
			want = proof.AsDocumented
		}
		assert.Equal(t, want, row.Outcome, "%+v", row)
		assert.False(t, seen[row.ID], row.ID)
		seen[row.ID] = true
		if row.Outcome == proof.NotTried {
			assert.NotEmpty(t, row.Why, row.ID)
			continue
		}
		assert.NotEmpty(t, row.Observed, row.ID)
		assert.NotEmpty(t, row.Expected, row.ID)
	}
	for _, claim := range []string{proof.ClaimPatterns, proof.ClaimInferred, proof.ClaimUnknown, proof.ClaimChangeTime} {
		assert.True(t, seen[claim], "a report rests on %s", claim)
	}
	assert.Greater(t, len(record.Rows), 25)
}

// createOthers creates things that are not of a run, some with names like those of a run, and returns them.
func (v verifier) createOthers(t *testing.T) []string {
	t.Helper()
	name := "private-dynamodb-verify-0badcafe-mine-1"
	_, err := v.DynamoDB.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
	})
	require.NoError(t, err)
	network, err := v.EC2.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.1.0.0/24")})
	require.NoError(t, err)
	_, err = clients.Assume(t.Context(), v.gate, roles+"private-dynamodb-verify/deployer-0badcafe")
	require.NoError(t, err)
	there := v.left(t)
	require.Contains(t, there, name)
	require.Contains(t, there, *network.Vpc.VpcId)
	require.Contains(t, there, "deployer-0badcafe")
	return there
}

// testRefused names other accounts than the one whose credentials there are, and one that manages an organization.
func (v verifier) testRefused(t *testing.T, others []string) {
	t.Helper()
	for _, test := range []struct {
		why       string
		arguments []string
		want      string
	}{
		{"a run without an account would take whichever the credentials are of", nil, "name the account to use"},
		{"the credentials may be of production", []string{"--account", "999988887777"}, "account 999988887777 was named"},
		{"an account has twelve digits", []string{"--account", "1234"}, "name the account to use"},
	} {
		output, err := v.run(t, test.arguments...)
		require.Error(t, err, test.why)
		assert.Contains(t, output, test.want, test.why)
	}
	_, err := v.Organizations.CreateOrganization(t.Context(),
		&organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetAll})
	require.NoError(t, err)
	output, err := v.run(t, "--account", workspace.Account)
	require.Error(t, err)
	assert.Contains(t, output, "manages an organization")
	assert.ElementsMatch(t, others, v.left(t), "a run that is refused creates nothing")
}

// testInterrupted stops a run in the middle: by a signal, after which it cleans up itself, and by killing it, after which
// --clean does.
func (v verifier) testInterrupted(t *testing.T, others []string) {
	t.Helper()
	for _, test := range []struct {
		until string // a line of the output
		stop  os.Signal
	}{
		{"creating the network", os.Interrupt},
		{"source-vpc ", os.Interrupt},
		{"source-vpc ", os.Kill},
	} {
		command := v.command(t, "--account", workspace.Account, "--record", filepath.Join(t.TempDir(), "record.json"))
		output, err := command.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, command.Start())
		var lines []string
		stopped := false
		for scanner := bufio.NewScanner(output); scanner.Scan(); {
			lines = append(lines, scanner.Text())
			if !stopped && strings.Contains(scanner.Text(), test.until) {
				stopped = true
				require.NoError(t, command.Process.Signal(test.stop))
			}
		}
		require.Error(t, command.Wait(), "a run that was stopped is no success")
		require.True(t, stopped, strings.Join(lines, "\n"))
		if test.stop == os.Kill {
			require.Greater(t, len(v.left(t)), len(others), "a killed run leaves something, or this test shows nothing")
			cleaned, err := v.run(t, "--account", workspace.Account, "--clean")
			require.NoError(t, err, cleaned)
		}
		assert.ElementsMatch(t, others, v.left(t), strings.Join(lines, "\n"))
	}
}
