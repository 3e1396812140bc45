package provider

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// argumentPaths lists the paths of all values that a type takes, by its pulumi tags: ttl.enabled, indexes[].name.
func argumentPaths(of reflect.Type, path string) []string {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() == reflect.Slice {
		return argumentPaths(of.Elem(), path+"[]")
	}
	if of.Kind() != reflect.Struct {
		return []string{strings.TrimSuffix(path, "[]")} // a list of texts has one name
	}
	var all []string
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("pulumi"), ",")
		all = append(all, argumentPaths(of.Field(i).Type, strings.TrimPrefix(path+"."+name, "."))...)
	}
	return all
}

// TestMigrationPageHasEveryArgument compares docs/from-aws-table.md with the arguments that the SDK's table has, and
// with the inputs of the component.
func TestMigrationPageHasEveryArgument(t *testing.T) {
	t.Parallel()
	theirs := argumentPaths(dynamodb.TableArgs{}.ElementType(), "")
	ours := argumentPaths(reflect.TypeFor[PrivateTableArgs](), "")
	require.Greater(t, len(theirs), 40)
	require.Contains(t, theirs, "importTable.inputFormatOptions.csv.headerLists")
	require.Contains(t, ours, "globalSecondaryIndexes[].partitionKey.name")

	page, err := os.ReadFile("../docs/from-aws-table.md")
	require.NoError(t, err)
	var named []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ?(.*)\\|$").FindAllStringSubmatch(string(page), -1) {
		argument, inputs, why := row[1], row[2], row[3]
		if argument == "aws.dynamodb.Table" {
			continue
		}
		named = append(named, argument)
		switch inputs {
		case "the same":
			assert.Contains(t, ours, argument)
		case "none":
			assert.NotContains(t, ours, argument)
			assert.NotEmpty(t, strings.TrimSpace(why), "%s: says not why it is left out", argument)
		default:
			for input := range strings.SplitSeq(inputs, ", ") {
				assert.Contains(t, ours, strings.Trim(input, "`"), argument)
			}
		}
	}
	slices.Sort(theirs)
	slices.Sort(named)
	assert.Equal(t, theirs, named, "each argument once")
}
