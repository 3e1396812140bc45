package gate

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// denyOutside refuses an action but from a VPC.
func denyOutside(action, resource, vpc string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"DenyOutside","Effect":"Deny","Principal":"*","Action":"` + action +
		`","Resource":"` + resource + `","Condition":{"StringNotEquals":{"aws:SourceVpc":"` + vpc + `"}}}]}`
}

func TestTheDoorDecides(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	vpc, _, inside := s.endpoint("dynamodb", true, "")
	_, _, elsewhere := s.endpoint("dynamodb", true, "")
	arn, by := s.role("/app/", allowDynamoDB)
	table, tableARN, _ := s.table()
	require.NoError(t, s.put(tableARN, denyOutside("dynamodb:GetItem", tableARN, vpc), bootstrap))

	require.NoError(t, s.get(inside.URL, by, table), "the table answers through its VPC's door")
	service, _ := s.door(Service)
	for name, url := range map[string]string{
		"the internet": s.gate.Internet(), "another VPC": elsewhere.URL, "a service": service.URL,
	} {
		s.refused(s.get(url, by, table), "AccessDeniedException",
			"is not authorized to perform: dynamodb:GetItem on resource: "+tableARN+
				" with an explicit deny in a resource-based policy")
		t.Log(name)
	}
	line := logged(t, s.log, func(line map[string]any) bool { return line["allowed"] == false })
	assert.Equal(t, arn, line["principal"], "the role, with its path")
	assert.Contains(t, line["caller"], ":assumed-role/")
	assert.Equal(t, tableARN, line["document"])
	assert.Equal(t, "DenyOutside", line["sid"])
	assert.InDelta(t, 0, line["statement"], 0)
	assert.Equal(t, "explicitly denied", line["decision"])
}

// logged finds a line of a log.
func logged(t *testing.T, log *lines, wanted func(map[string]any) bool) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytesOf(log))
	for decoder.More() {
		var line map[string]any
		require.NoError(t, decoder.Decode(&line))
		if line["msg"] == "decision" && wanted(line) {
			return line
		}
	}
	t.Fatalf("no such line in %s", log)
	return nil
}

func TestDoorsComeAndGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := newScene(t, Options{Dir: dir})
	vpc, id, door := s.endpoint("dynamodb", true, "")
	assert.Equal(t, vpc, door.VPC)
	assert.Equal(t, "123456789012", door.Account)
	assert.True(t, door.Gateway)

	var page struct{ Doors []Door }
	response, err := http.Get(s.gate.Internet() + doorsPath)
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(response.Body).Decode(&page))
	require.NoError(t, response.Body.Close())
	var file []Door
	data, err := os.ReadFile(filepath.Join(dir, DoorsFile))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &file))
	for _, list := range [][]Door{page.Doors, file} {
		require.GreaterOrEqual(t, len(list), 3)
		assert.Equal(t, Internet, list[0].Name)
		assert.Equal(t, Service, list[1].Name)
		assert.Contains(t, list, Door{
			Name: id, URL: door.URL, Endpoint: id, VPC: vpc, Account: "123456789012", Region: "us-east-1",
			Carries: "dynamodb", Gateway: true,
		})
	}

	_, err = s.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	require.NoError(t, err)
	_, found := s.door(id)
	assert.False(t, found)
	var api smithy.APIError
	err = s.get(door.URL, bootstrap, "any")
	require.Error(t, err)
	assert.NotErrorAs(t, err, &api, "nobody answers at the door")
}

func TestAnEndpointCarriesOneService(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	_, _, gateway := s.endpoint("dynamodb", true, "")
	_, _, streams := s.endpoint("dynamodb-streams", false, "")
	_, _, byInterface := s.endpoint("dynamodb", false, "")
	table, _, stream := s.table()

	describe := func(url string) error {
		_, err := s.streams(url, bootstrap).DescribeStream(t.Context(),
			&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
		return err
	}
	require.NoError(t, describe(streams.URL))
	require.NoError(t, describe(s.gate.Internet()))
	require.NoError(t, s.get(byInterface.URL, bootstrap, table))
	var api smithy.APIError
	for name, err := range map[string]error{
		"streams through a gateway":             describe(gateway.URL),
		"streams through DynamoDB's interface":  describe(byInterface.URL),
		"tables through the streams' interface": s.get(streams.URL, bootstrap, table),
		"another Region": func() error {
			client := dynamodb.NewFromConfig(configOf(gateway.URL, bootstrap), func(o *dynamodb.Options) { o.Region = "eu-west-1" })
			_, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{})
			return err
		}(),
		"another service": func() error {
			client := ec2.NewFromConfig(configOf(gateway.URL, bootstrap))
			_, err := client.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
			return err
		}(),
	} {
		require.Error(t, err, name)
		assert.NotErrorAs(t, err, &api, "%s is not answered", name)
	}
}

func TestEndpointPolicies(t *testing.T) {
	t.Parallel()
	s := newScene(t, Options{})
	table, _, _ := s.table()
	other, _, _ := s.table()
	_, id, door := s.endpoint("dynamodb", true, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",`+
		`"Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/`+table+`"}]}`)
	_, by := s.role("/", allowDynamoDB)
	require.NoError(t, s.get(door.URL, by, table))
	s.refused(s.get(door.URL, by, other), "AccessDeniedException",
		"because no VPC endpoint policy allows the dynamodb:GetItem action")

	_, err := s.ec2().ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: &id, PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny",` +
			`"Principal":"*","Action":"*","Resource":"*"}]}`),
	})
	require.NoError(t, err)
	s.refused(s.get(door.URL, by, table), "AccessDeniedException", "with an explicit deny in a VPC endpoint policy")

	_, err = s.ec2().ModifyVpcEndpoint(t.Context(),
		&ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, PolicyDocument: aws.String(`{nope`)})
	require.NoError(t, err, "moto takes it")
	s.refused(s.get(door.URL, by, table), "AccessDeniedException", "because the gate cannot evaluate the policies")
	line := logged(t, s.log, func(line map[string]any) bool { return line["decision"] == "undecided" })
	assert.Contains(t, line["reason"], id, "the log names the document")
}
