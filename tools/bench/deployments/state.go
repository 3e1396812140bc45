package deployments

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/workspace"
	pd "github.com/private-dynamodb/pulumi-private-dynamodb/sdk/go/privatedynamodb"
)

// The types of what the contenders deploy for a table.
const (
	TableType  = "aws:dynamodb/table:Table"
	PolicyType = "aws:dynamodb/resourcePolicy:ResourcePolicy"
	StashType  = "pulumi:index:Stash" // ours alone: the record of the identity
)

// State is the resources in the state of a stack, as JSON without white space, by their types.
type State map[string][]json.RawMessage

// Size is how many bytes the resources of some types take.
func (s State) Size(types ...string) int {
	var sum int
	for _, kind := range types {
		for _, resource := range s[kind] {
			sum += len(resource)
		}
	}
	return sum
}

// States are the states of stacks of one table.
type States struct {
	Adopted State // ours on an existing VPC
	Built   State // ours with a network of its own
	Inline  State // in Go
}

// states deploys one table of each contender, and one with a network of its own. It fails where the contenders do not
// deploy the same table and the same policy: their times would mean nothing.
func (l *Lab) states(ctx context.Context, stacks map[Contender]stack) (States, error) {
	found := map[Contender]State{}
	for _, contender := range Contenders {
		state, err := l.deployOne(ctx, string(contender), stacks[contender])
		if err != nil {
			return States{}, err
		}
		found[contender] = state
	}
	for _, contender := range Contenders[1:] {
		if err := requireSame(found[Ours], found[contender]); err != nil {
			return States{}, fmt.Errorf("%s is not %s: %w", contender, Ours, err)
		}
	}
	const project = "ours-with-network"
	stack, err := l.newStack(ctx, project, withNetwork)
	if err != nil {
		return States{}, err
	}
	built, err := l.deployOne(ctx, project, stack)
	return States{found[Ours], built, found[InlineGo]}, err
}

// withNetwork declares a table with a network of its own.
func withNetwork(ctx *pulumi.Context, name string, provider pulumi.ProviderResource) error {
	_, err := pd.NewPrivateTable(ctx, name, &pd.PrivateTableArgs{
		PartitionKey:               pd.KeyArgs{Name: pulumi.String("pk"), Type: pd.AttributeTypeS},
		AdministratorPrincipalArns: pulumi.ToStringArray([]string{Administrator}),
		DeletionProtection:         pulumi.BoolRef(false),
	}, pulumi.Providers(provider))
	return err
}

// deployOne deploys one table, reads the state and destroys it again.
func (l *Lab) deployOne(ctx context.Context, project string, stack stack) (State, error) {
	if _, err := stack.run(ctx, "up", 1); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(l.State(), ".pulumi", "stacks", project, workspace.Stack+".json"))
	if err != nil {
		return nil, err
	}
	state, err := readState(text)
	if err != nil {
		return nil, fmt.Errorf("read the state of %s: %w", project, err)
	}
	_, err = stack.run(ctx, "destroy", 1)
	return state, err
}

func readState(text []byte) (State, error) {
	var content struct {
		Checkpoint struct {
			Latest struct{ Resources []json.RawMessage }
		}
	}
	if err := json.Unmarshal(text, &content); err != nil {
		return nil, err
	}
	found := State{}
	for _, resource := range content.Checkpoint.Latest.Resources {
		var kind struct{ Type string }
		var compact bytes.Buffer
		if err := errors.Join(json.Unmarshal(resource, &kind), json.Compact(&compact, resource)); err != nil {
			return nil, err
		}
		found[kind.Type] = append(found[kind.Type], compact.Bytes())
	}
	return found, nil
}

// requireSame requires two states of one table to have the same inputs of it and of its policy.
func requireSame(a, b State) error {
	for _, kind := range []string{TableType, PolicyType} {
		first, err := inputs(a[kind])
		if err != nil {
			return err
		}
		second, err := inputs(b[kind])
		if err != nil {
			return err
		}
		if first != second {
			return fmt.Errorf("%s differs:\n%s\n%s", kind, first, second)
		}
	}
	return nil
}

// generated matches the suffix of a name that Pulumi generates.
var generated = regexp.MustCompile(`-[0-9a-f]{7}\b`)

// inputs returns the inputs of the only resource, without what Pulumi adds of its own and without the generated name.
func inputs(resources []json.RawMessage) (string, error) {
	if len(resources) != 1 {
		return "", fmt.Errorf("%d resources, not one", len(resources))
	}
	var content struct{ Inputs map[string]any }
	if err := json.Unmarshal(resources[0], &content); err != nil {
		return "", err
	}
	maps.DeleteFunc(content.Inputs, func(name string, _ any) bool { return strings.HasPrefix(name, "__") })
	text, err := json.Marshal(content.Inputs)
	return generated.ReplaceAllString(string(text), "-generated"), err
}
