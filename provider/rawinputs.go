package provider

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/inputs"
	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/proof"
)

// The inputs that say who may do what are read twice. Before anything is registered they are read raw, with a symbol
// for each value that is unknown or secret, and proven. Once all are known they are read again, proven again and
// rendered. Both readings have the same form, so that one function makes an intent of either.

// inputValues are the values of inputs that may be Outputs, by input path. A single string is a list of one.
type inputValues map[string][]string

// dynamicInputs are inputs that may be Outputs, by path. Each is a text or a list of texts, and nil where it is not
// given.
type dynamicInputs map[string]pulumi.Input

// paths lists the paths of the inputs that are given, in a stable order.
func (d dynamicInputs) paths() []string {
	var paths []string
	for path, input := range d {
		if input != nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// resolve reads the inputs once all of them are known.
func (d dynamicInputs) resolve() pulumi.Output {
	paths := d.paths()
	given := make([]any, len(paths))
	for i, path := range paths {
		given[i] = d[path]
	}
	return pulumi.All(given...).ApplyT(func(values []any) inputValues {
		read := inputValues{}
		for i, path := range paths {
			switch value := values[i].(type) {
			case []string:
				read[path] = value
			case string:
				read[path] = []string{value}
			case *string:
				if value != nil {
					read[path] = []string{*value}
				}
			}
		}
		return read
	})
}

// rawInputs reads raw inputs element by element. A value that is unknown or secret becomes a symbol: what is proven of
// a symbol holds for every value, and no text that is made of one reveals the value.
type rawInputs struct {
	check   *inputs.Check
	symbols *proof.Symbols
	account string // of the principals that symbols stand for

	unknown []string // the paths of inputs that became symbols
	names   []string // each symbol, followed by what a text says in its place
}

// read reads one input: a list, a string, or nothing.
func (r *rawInputs) read(path string) []string {
	in := r.check.Find(path)
	if in.Given() && !in.Value.IsArray() {
		return []string{r.text(in)}
	}
	var all []string
	for _, item := range in.Items() {
		all = append(all, r.text(item))
	}
	return all
}

func (r *rawInputs) text(in inputs.Input) string {
	if in.Value.IsString() && !in.Secret {
		return in.Text()
	}
	why := "not known yet"
	if in.Secret {
		why = "a secret"
	}
	r.unknown = append(r.unknown, in.String())
	return r.symbol(in.Name(), in.String()+" ("+why+")")
}

// symbol returns a symbol for the value of an input, and notes what a text says in its place.
func (r *rawInputs) symbol(input, name string) string {
	symbol := symbolOf(input, r.symbols, r.account)
	r.names = append(r.names, symbol, name)
	return symbol
}

// symbolOf returns a symbol for the value of an input, by what kind of value the input takes.
func symbolOf(input string, symbols *proof.Symbols, account string) string {
	switch input {
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
	case "principals": // of a grant, to another account
		return symbols.Principal(symbols.Account())
	default:
		return symbols.Principal(account)
	}
}

// describe replaces every symbol in a text by the input that it stands for.
func (r *rawInputs) describe(text string) string {
	return strings.NewReplacer(r.names...).Replace(text)
}

// soleAccount returns the account of all administrators and break-glass principals. It returns nothing where they are
// of several accounts.
func soleAccount(check *inputs.Check) string {
	return sole(check, func(principal iam.ARN) string { return principal.Account })
}

// solePartition returns the partition of all administrators and break-glass principals, or nothing where they differ.
func solePartition(check *inputs.Check) string {
	return sole(check, func(principal iam.ARN) string { return principal.Partition })
}

// sole returns what all administrators and break-glass principals have in common, or nothing.
func sole(check *inputs.Check, part func(iam.ARN) string) string {
	common := ""
	for _, principal := range publicTexts(check, pathAdministrators, pathBreakGlass) {
		arn, known := iam.ParseARN(principal)
		if known && common != "" && common != part(arn) {
			return ""
		}
		if known {
			common = part(arn)
		}
	}
	return common
}

// publicTexts returns the elements of some lists that are known and no secrets.
func publicTexts(check *inputs.Check, paths ...string) []string {
	var texts []string
	for _, path := range paths {
		for _, item := range check.Find(path).Items() {
			if text := item.PublicText(); text != "" {
				texts = append(texts, text)
			}
		}
	}
	return texts
}
