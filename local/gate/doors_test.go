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

// denyOutside denies an action, except from a VPC.
func denyOutside(action, resource, vpc string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"DenyOutside","Effect":"Deny","Principal":"*","Action":"` + action +
		`","Resource":"` + resource + `","Condition":{"StringNotEquals":{"aws:SourceVpc":"` + vpc + `"}}}]}`
}

func TestTheDoorDecides(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	vpc, _, inside := h.endpoint("dynamodb", true, "")
	_, _, elsewhere := h.endpoint("dynamodb", true, "")
	arn, by := h.role("/app/", allowDynamoDB)
	table, tableARN, _ := h.table()
	require.NoError(t, h.put(tableARN, denyOutside("dynamodb:GetItem", tableARN, vpc), bootstrap))

	require.NoError(t, h.get(inside.URL, by, table), "the table answers through its VPC's door")
	service, _ := h.door(Service)
	for name, url := range map[string]string{
		"the internet": h.gate.Internet(), "another VPC": elsewhere.URL, "a service": service.URL,
	} {
		h.refused(h.get(url, by, table), "AccessDeniedException",
			"is not authorized to perform: dynamodb:GetItem on resource: "+tableARN+
				" with an explicit deny in a resource-based policy")
		t.Log(name)
	}
	line := logged(t, h.log, func(line map[string]any) bool { return line["allowed"] == false })
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
	h := newHarness(t, Options{Dir: dir})
	vpc, id, door := h.endpoint("dynamodb", true, "")
	assert.Equal(t, vpc, door.VPC)
	assert.Equal(t, "123456789012", door.Account)
	assert.True(t, door.Gateway)

	var page struct{ Doors []Door }
	response, err := http.Get(h.gate.Internet() + doorsPath)
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

	_, err = h.ec2().DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	require.NoError(t, err)
	_, found := h.door(id)
	assert.False(t, found)
	var api smithy.APIError
	err = h.get(door.URL, bootstrap, "any")
	require.Error(t, err)
	assert.NotErrorAs(t, err, &api, "nobody answers at the door")
}

func TestAnEndpointCarriesOneService(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, _, gateway := h.endpoint("dynamodb", true, "")
	_, _, streams := h.endpoint("dynamodb-streams", false, "")
	_, _, byInterface := h.endpoint("dynamodb", false, "")
	table, _, stream := h.table()

	describe := func(url string) error {
		_, err := h.streams(url, bootstrap).DescribeStream(t.Context(),
			&dynamodbstreams.DescribeStreamInput{StreamArn: &stream})
		return err
	}
	require.NoError(t, describe(streams.URL))
	require.NoError(t, describe(h.gate.Internet()))
	require.NoError(t, h.get(byInterface.URL, bootstrap, table))
	var api smithy.APIError
	for name, err := range map[string]error{
		"streams through a gateway":             describe(gateway.URL),
		"streams through DynamoDB's interface":  describe(byInterface.URL),
		"tables through the streams' interface": h.get(streams.URL, bootstrap, table),
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
	h := newHarness(t, Options{})
	table, _, _ := h.table()
	other, _, _ := h.table()
	_, id, door := h.endpoint("dynamodb", true, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",`+
		`"Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:us-east-1:123456789012:table/`+table+`"}]}`)
	_, by := h.role("/", allowDynamoDB)
	require.NoError(t, h.get(door.URL, by, table))
	h.refused(h.get(door.URL, by, other), "AccessDeniedException",
		"because no VPC endpoint policy allows the dynamodb:GetItem action")

	_, err := h.ec2().ModifyVpcEndpoint(t.Context(), &ec2.ModifyVpcEndpointInput{
		VpcEndpointId: &id, PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny",` +
			`"Principal":"*","Action":"*","Resource":"*"}]}`),
	})
	require.NoError(t, err)
	h.refused(h.get(door.URL, by, table), "AccessDeniedException", "with an explicit deny in a VPC endpoint policy")

	_, err = h.ec2().ModifyVpcEndpoint(t.Context(),
		&ec2.ModifyVpcEndpointInput{VpcEndpointId: &id, PolicyDocument: aws.String(`{nope`)})
	require.NoError(t, err, "moto takes it")
	h.refused(h.get(door.URL, by, table), "AccessDeniedException", "because the gate cannot evaluate the policies")
	line := logged(t, h.log, func(line map[string]any) bool { return line["decision"] == "undecided" })
	assert.Contains(t, line["reason"], id, "the log names the document")
}
