package api

import (
	"reflect"
	"strings"
	"time"
)

// A Field is one line of what an object may hold, for the page that describes it.
type Field struct {
	Name, Type, Doc string
	Required        bool
}

// FieldsOf reads the fields of an object in the order they are written.
func FieldsOf[T any]() []Field { return fieldsOf(reflect.TypeFor[T]()) }

func fieldsOf(t reflect.Type) (all []Field) {
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			continue
		}
		all = append(all, Field{Name: name, Type: kindOf(f.Type), Doc: f.Tag.Get("doc"), Required: options != "omitempty"})
	}
	return all
}

// kindOf is what JSON calls the type.
func kindOf(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case t == reflect.TypeFor[time.Time](), t.Kind() == reflect.String:
		return "string"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case t.Kind() == reflect.Slice:
		return "array"
	case t.Kind() == reflect.Struct:
		return "object"
	}
	return "number"
}
