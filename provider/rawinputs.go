package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// The inputs of a table say what it means to allow. They are read twice: at once, with a symbol for whatever is
// not known yet, to be proven before anything is registered; and again when everything is known, to be proven once
// more and rendered. Both readings are a list of strings for every path, so that one function makes the intent
// of either.

// inputValues are the values of inputs that may be Outputs, by the paths of the inputs. What is one string is a
// list of one.
type inputValues map[string][]string

// resolved reads inputs once all of them are known.
func resolved(given map[string]pulumi.StringArrayInput) pulumi.Output {
	paths := slices.Sorted(maps.Keys(given))
	inputs := make([]any, len(paths))
	for i, path := range paths {
		inputs[i] = given[path]
	}
	return pulumi.All(inputs...).ApplyT(func(values []any) inputValues {
		read := inputValues{}
		for i, path := range paths {
			read[path] = values[i].([]string)
		}
		return read
	})
}

// rawInputs reads raw inputs element by element, as only the wrapper around Construct sees them. A value that is not
// known yet, or that is a secret, becomes a symbol: what is proven of it holds for every value, and no text that is
// made of it tells what it is.
type rawInputs struct {
	inputs  property.Map
	symbols *proof.Symbols
	account string // whose principals symbols are

	// told is what a text says in the place of a symbol.
	descriptions []string
	// unknown are the paths of what is read as symbols.
	unknown []string
}

// read reads one input: a list, a string, or nothing.
func (r *rawInputs) read(path string) []string {
	value, at := inputs.Find(r.inputs, path)
	switch {
	case value.IsNull():
		return nil
	case value.IsArray() && !at.Secret:
		var all []string
		for i, item := range value.AsArray().All {
			all = append(all, r.text(at.Index(i).At(item), item))
		}
		return all
	case value.IsArray(): // so many secrets
		all := make([]string, value.AsArray().Len())
		for i := range all {
			all[i] = r.symbol(at.Index(i))
		}
		return all
	default:
		return []string{r.text(at, value)}
	}
}

func (r *rawInputs) text(at inputs.Path, value property.Value) string {
	if value.IsString() && !at.Secret {
		return value.AsString()
	}
	return r.symbol(at)
}

// symbol stands for the value of an input, by what kind of value the input takes.
func (r *rawInputs) symbol(at inputs.Path) string {
	symbol := symbolOf(at.Name(), r.symbols, r.account)
	r.unknown = append(r.unknown, at.String())
	why := "not known yet"
	if at.Secret {
		why = "a secret"
	}
	r.descriptions = append(r.descriptions, symbol, at.String()+" ("+why+")")
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

// describe says of every symbol in a text what it stands for.
func (r *rawInputs) describe(text string) string {
	return strings.NewReplacer(r.descriptions...).Replace(text)
}

// soleAccount is the account that all principals of the inputs are of, or nothing.
func soleAccount(props property.Map) string {
	sole := ""
	for _, path := range []string{pathAdministrators, pathBreakGlass} {
		list, at := inputs.Find(props, path)
		if !list.IsArray() || at.Secret {
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
