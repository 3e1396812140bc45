package provider

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
)

// argumentsOf returns the paths of the properties of a type with pulumi tags, nested ones too: ttl.enabled.
func argumentsOf(of reflect.Type, under string) []string {
	var all []string
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("pulumi"), ",")
		if name == "" {
			continue
		}
		path := under + name
		all = append(all, path)
		inner := field.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			if inner.Kind() == reflect.Slice {
				path += "[]"
			}
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner.PkgPath() != "" {
			all = append(all, argumentsOf(inner, path+".")...)
		}
	}
	return all
}

var (
	argumentRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|")
	inCode      = regexp.MustCompile("`([^`]+)`")
)

// TestPageHasEveryArgumentOfTheSDK holds docs/from-aws-table.md to the arguments of the aws package that this module is
// built with, and to our own inputs.
func TestPageHasEveryArgumentOfTheSDK(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/from-aws-table.md")
	require.NoError(t, err)
	_, arguments, found := strings.Cut(string(page), "## Arguments\n")
	require.True(t, found)
	official := argumentsOf(dynamodb.TableArgs{}.ElementType(), "")
	require.Contains(t, official, "globalSecondaryIndexes[].onDemandThroughput.maxReadRequestUnits", "nested ones too")
	ours := argumentsOf(reflect.TypeFor[PrivateTableArgs](), "")
	require.Contains(t, ours, "globalSecondaryIndexes[].partitionKey.type")

	var rows []string
	for _, row := range argumentRow.FindAllStringSubmatch(arguments, -1) {
		if row[1] == "aws.dynamodb.Table" { // the heading
			continue
		}
		rows = append(rows, row[1])
		switch answer := row[2]; answer {
		case "same":
			assert.Contains(t, ours, row[1], "%s is said to have the same name here", row[1])
		case "none":
			assert.NotContains(t, ours, row[1], "%s is said to have no input here", row[1])
		default:
			names := inCode.FindAllStringSubmatch(answer, -1)
			assert.NotEmpty(t, names, "%s: same, none, or our inputs in code", row[1])
			for _, name := range names {
				assert.Contains(t, ours, name[1], "%s is said to be called that here", row[1])
			}
		}
	}
	slices.Sort(rows)
	slices.Sort(official)
	assert.Equal(t, official, rows, "each argument has one row, and each row is an argument")
}

// TestNamesOfOthersAreAnswered holds that each top-level argument, and each of an index, that has another name here is
// answered with what to use, and that what is answered is no input.
func TestNamesOfOthersAreAnswered(t *testing.T) {
	t.Parallel()
	ours := argumentsOf(reflect.TypeFor[PrivateTableArgs](), "")
	for _, official := range argumentsOf(dynamodb.TableArgs{}.ElementType(), "") {
		list, field, nested := strings.Cut(official, "[].")
		index := strings.HasSuffix(list, "SecondaryIndexes") && !strings.Contains(field, ".")
		if slices.Contains(ours, official) || strings.Contains(official, ".") && (!nested || !index) {
			continue
		}
		assert.NotEmpty(t, tableNames[official], "%s is an argument of aws.dynamodb.Table", official)
	}
	networks := inputs.Names{}.With(networkNames)
	for _, name := range slices.Sorted(maps.Keys(tableNames)) {
		assert.NotContains(t, ours, name, "it is an input")
	}
	for name := range networks {
		assert.NotContains(t, argumentsOf(reflect.TypeFor[PrivateNetworkArgs](), ""), name, "it is an input")
	}
}
