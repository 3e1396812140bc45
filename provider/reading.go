package provider

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// inputReader reads raw inputs element by element, as only the wrapper around Construct sees them. A value that is not
// known yet, or that is a secret, becomes a symbol: what is proven of it holds for every value, and no text that is
// made of it tells what it is.
type inputReader struct {
	inputs  property.Map
	symbols *proof.Symbols
	account string // whose principals symbols are

	// told is what a text says in the place of a symbol.
	told []string
	// unknown are the paths of what is read as symbols.
	unknown []string
}

// read reads one input: a list, a string, or nothing.
func (r *inputReader) read(path string) []string {
	value, at := find(r.inputs, path)
	switch {
	case value.IsNull():
		return nil
	case value.IsArray() && !at.secret:
		var all []string
		for i, item := range value.AsArray().All {
			all = append(all, r.text(at.index(i).of(item), item))
		}
		return all
	case value.IsArray(): // so many secrets
		all := make([]string, value.AsArray().Len())
		for i := range all {
			all[i] = r.symbol(at.index(i))
		}
		return all
	default:
		return []string{r.text(at, value)}
	}
}

func (r *inputReader) text(at location, value property.Value) string {
	if value.IsString() && !at.secret {
		return value.AsString()
	}
	return r.symbol(at)
}

// symbol stands for the value of an input, by what kind of value the input takes.
func (r *inputReader) symbol(at location) string {
	field := at.pattern[strings.LastIndex(at.pattern, ".")+1:]
	symbol := symbolOf(strings.TrimSuffix(field, "[]"), r.symbols, r.account)
	r.unknown = append(r.unknown, at.path)
	why := "not known yet"
	if at.secret {
		why = "a secret"
	}
	r.told = append(r.told, symbol, at.path+" ("+why+")")
	return symbol
}

func symbolOf(field string, symbols *proof.Symbols, account string) string {
	switch field {
	case pathVpc, pathAdditionalVpcs:
		return symbols.VPC()
	case pathVpcEndpoint, pathAdditionalVpcEndpoints, pathStreamsEndpoint, pathInterfaceEndpoint:
		return symbols.Endpoint()
	case pathPerimeterAccounts, "sourceAccountIds":
		return symbols.Account()
	case pathOrganization:
		return symbols.Organization()
	case "region":
		return symbols.Region()
	case pathExcluded:
		return symbols.Table(account)
	case "services":
		return symbols.Service()
	case "sourceArns":
		return symbols.Source(account)
	case "principals": // of a grant: somebody else's
		return symbols.Principal(symbols.Account())
	}
	return symbols.Principal(account)
}

// tell says of every symbol in a text what it stands for.
func (r *inputReader) tell(text string) string { return strings.NewReplacer(r.told...).Replace(text) }

// find is the value at a path, and its location. Where there is none, the value is null.
func find(inputs property.Map, path string) (property.Value, location) {
	value, at := property.New(inputs), location{}
	for _, step := range strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		index, err := strconv.Atoi(step)
		switch {
		case err == nil && value.IsArray() && index < value.AsArray().Len():
			value, at = value.AsArray().Get(index), at.index(index)
		case err != nil && value.IsMap():
			value, at = value.AsMap().Get(step), at.field(step)
		default:
			return property.New(property.Null), location{path: path, pattern: path, secret: at.secret}
		}
		at = at.of(value)
	}
	return value, at
}

// The checker rides along in the context, so that a component can read its raw inputs and report what it finds
// wrong with them under their paths.
type checkerKey struct{}

func withChecker(ctx context.Context, c *checker) context.Context {
	return context.WithValue(ctx, checkerKey{}, c)
}

func checkerOf(ctx context.Context) *checker {
	if c, rides := ctx.Value(checkerKey{}).(*checker); rides {
		return c
	}
	return &checker{covered: &sync.Map{}}
}

// soleAccount is the account that all principals of the inputs are of, or nothing.
func soleAccount(inputs property.Map) string {
	sole := ""
	for _, path := range []string{pathAdministrators, pathBreakGlass} {
		list, at := find(inputs, path)
		if !list.IsArray() || at.secret {
			continue
		}
		for _, item := range list.AsArray().All {
			if !item.IsString() || item.Secret() {
				continue
			}
			account := accountOf(item.AsString(), "")
			if sole != "" && sole != account {
				return ""
			}
			sole = account
		}
	}
	return sole
}

// textOf is the text of a value that is known.
func textOf(value property.Value) string {
	if value.IsString() {
		return value.AsString()
	}
	return ""
}
