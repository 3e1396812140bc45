package inputs

import (
	"iter"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Input is a value of the raw inputs, with its path. The value may be unknown, and null where nothing is given.
type Input struct {
	Value property.Value
	// Secret reports whether the value, or one that holds it, is a secret.
	Secret bool

	path property.Path
	note string
}

// root is the object that holds all inputs of a component.
func root(props property.Map) Input { return Input{Value: property.New(props)} }

func (in Input) child(value property.Value, segment property.PathSegment) Input {
	segments := append(slices.Collect(in.path.Segments), segment)
	return Input{
		Value: value, Secret: in.Secret || value.Secret(), path: property.PathFromSegments(segments...),
	}
}

// Get returns a property of an object, or an entry of a map.
func (in Input) Get(name string) Input {
	value := property.New(property.Null)
	if in.Value.IsMap() {
		value = in.Value.AsMap().Get(name)
	}
	return in.child(value, property.NewSegment(name))
}

// Item returns an item of a list.
func (in Input) Item(at int) Input {
	value := property.New(property.Null)
	if in.Value.IsArray() && at < in.Value.AsArray().Len() {
		value = in.Value.AsArray().Get(at)
	}
	return in.child(value, property.NewSegment(at))
}

// Items yields the items of a list. It yields none where the list is unknown, or is no list.
func (in Input) Items() iter.Seq2[int, Input] {
	return func(yield func(int, Input) bool) {
		for i := range in.Len() {
			if !yield(i, in.Item(i)) {
				return
			}
		}
	}
}

// Len returns how many items a list has.
func (in Input) Len() int {
	if !in.Value.IsArray() {
		return 0
	}
	return in.Value.AsArray().Len()
}

// Entries yields the entries of a map, or the properties of an object, in a stable order.
func (in Input) Entries() iter.Seq2[string, Input] {
	return func(yield func(string, Input) bool) {
		if !in.Value.IsMap() {
			return
		}
		for name := range in.Value.AsMap().AllStable {
			if !yield(name, in.Get(name)) {
				return
			}
		}
	}
}

// Given reports whether there is a value, known or not.
func (in Input) Given() bool { return !in.Value.IsNull() }

// IsObject reports whether the value is a known object.
func (in Input) IsObject() bool { return in.Value.IsMap() }

// Is reports whether the value is known to be a text.
func (in Input) Is(text string) bool { return in.Value.IsString() && in.Value.AsString() == text }

// IsTrue reports whether the value is known to be true.
func (in Input) IsTrue() bool { return in.Value.IsBool() && in.Value.AsBool() }

// Text returns a text that is known. It is empty for any other value.
func (in Input) Text() string {
	if !in.Value.IsString() {
		return ""
	}
	return in.Value.AsString()
}

// PublicText returns a text that is known and no secret. It is empty for any other value.
func (in Input) PublicText() string {
	if in.Secret {
		return ""
	}
	return in.Text()
}

// Number returns a number, and whether it is known.
func (in Input) Number() (float64, bool) {
	if !in.Value.IsNumber() {
		return 0, false
	}
	return in.Value.AsNumber(), true
}

// HasSecret reports whether the value is a secret, or holds one.
func (in Input) HasSecret() bool { return in.Secret || in.Value.HasSecrets() }

// Name returns the last property on the way to the value: services, for exemptServices[0].services[1].
func (in Input) Name() string {
	name := ""
	for segment := range in.path.Segments {
		if key, named := segment.(property.KeySegment); named {
			name = key.Key()
		}
	}
	return name
}

// WithNote returns the input with a note behind its path. The engine then finds no value at the path, and prints none.
func (in Input) WithNote(note string) Input {
	in.note = " (" + note + ")"
	return in
}

// String returns the path, as Pulumi writes paths, and the note.
func (in Input) String() string {
	text, err := in.path.MarshalText()
	if err != nil { // the path of the root is empty
		return in.note
	}
	return string(text) + in.note
}

// pattern returns the path with every index left open, as [Rules] name it: exemptions[].reason.
func (in Input) pattern() string {
	var text strings.Builder
	for segment := range in.path.Segments {
		key, named := segment.(property.KeySegment)
		switch {
		case !named:
			text.WriteString("[]")
		case text.Len() > 0:
			text.WriteString("." + key.Key())
		default:
			text.WriteString(key.Key())
		}
	}
	return text.String()
}
