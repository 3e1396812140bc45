package contract

import (
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Ignore returns a program's inputs with the value of the state at each path that the resource ignores changes of. The
// engine passes the paths on, because a state may differ from the last inputs: it has what was read from AWS.
//
// A path may lead into a list of objects, with an index or a star: globalSecondaryIndexes[0].readCapacity. AWS may
// return the list in another order, so the object of the state is the one that differs in ignored fields only.
func Ignore(typ Type, traits Traits, wanted, state property.Map, paths []string) property.Map {
	inLists := map[string]map[any][]string{} // the fields to ignore, by list and index
	for _, text := range paths {
		path, err := resource.ParsePropertyPath(text)
		if err != nil || len(path) == 0 {
			continue
		}
		name, _ := path[0].(string)
		last, _ := path[len(path)-1].(string)
		switch len(path) {
		case 1:
			wanted = kept(wanted, state, name)
		case 2:
			inner := kept(mapOf(wanted.Get(name)), mapOf(state.Get(name)), last)
			wanted = wanted.Set(name, property.WithGoValue(wanted.Get(name), inner))
		default:
			if inLists[name] == nil {
				inLists[name] = map[any][]string{}
			}
			inLists[name][path[1]] = append(inLists[name][path[1]], last)
		}
	}
	for name, fields := range inLists {
		f, ok := typ.Field(name)
		if want, is := wanted.Get(name), state.Get(name); ok && want.IsArray() && is.IsArray() {
			wanted = wanted.Set(name, ignoreInList(*elem(f.Type), traits[name], want, is, fields))
		}
	}
	return wanted
}

// kept returns the wanted values with the state's value of one property.
func kept(wanted, state property.Map, name string) property.Map {
	if is, ok := state.GetOk(name); ok {
		return wanted.Set(name, is)
	}
	return wanted.Delete(name)
}

func mapOf(v property.Value) property.Map {
	if v.IsMap() {
		return v.AsMap()
	}
	return property.Map{}
}

func ignoreInList(typ Type, trait Trait, want, is property.Value, fields map[any][]string) property.Value {
	var out []property.Value
	for i, e := range want.AsArray().All {
		ignored := append(fields[i], fields["*"]...)
		if twin := match(typ, trait, ignored, e, is); e.IsMap() && twin.IsMap() {
			m := e.AsMap()
			for _, field := range ignored {
				m = m.Set(field, twin.AsMap().Get(field))
			}
			e = property.WithGoValue(e, m)
		}
		out = append(out, e)
	}
	return property.WithGoValue(want, property.NewArray(out))
}

// match returns the object of a list that differs from a given one only in some fields.
func match(typ Type, trait Trait, without []string, e, list property.Value) property.Value {
	for _, o := range list.AsArray().All {
		if reflect.DeepEqual(omit(typ, trait, without, e), omit(typ, trait, without, o)) {
			return o
		}
	}
	return property.Value{}
}

func omit(typ Type, trait Trait, fields []string, v property.Value) any {
	if v.IsMap() {
		m := v.AsMap()
		for _, name := range fields {
			m = m.Delete(name)
		}
		v = property.New(m)
	}
	return canonical(typ, trait.Set, v)
}
