package api

import (
	"context"
	"net/http"
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// outcome carries a request's error past huma to the chain, which tells it.
type outcome struct{ err error }

type outcomeKey struct{}

func outcomeOf(ctx context.Context) *outcome {
	if o, ok := ctx.Value(outcomeKey{}).(*outcome); ok {
		return o
	}
	return &outcome{}
}

// fail keeps the error and gives huma one that says nothing.
func (o *outcome) fail(err error) error {
	o.err = err
	return silent{}
}

// silent is what huma is told; the chain throws away what it makes of it.
type silent struct{}

// Error implements error.
func (silent) Error() string { return "" }

// GetStatus implements huma.StatusError.
func (silent) GetStatus() int { return http.StatusInternalServerError }

// refuse takes what huma found wrong and keeps where and what, never the value.
func (a *API) refuse(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	var faults fault.List
	for _, d := range m.Errors {
		faults.Add(a.fault(d.Location, d.Message))
	}
	o := outcomeOf(ctx.Context())
	switch o.err = faults.Err(); {
	case m.Status == http.StatusRequestEntityTooLarge:
		o.err = web.TooLarge()
	case m.Status == http.StatusUnsupportedMediaType:
		o.err = web.Media()
	case m.Status == http.StatusBadRequest, o.err == nil:
		o.err = web.Garbled()
	}
	return silent{}, nil
}

// fault puts what huma says in the house's words.
func (a *API) fault(location, message string) *fault.Error {
	const required = "expected required property "
	place, parameter, _ := strings.Cut(location, ".")
	name, isMissing := strings.CutPrefix(message, required)
	switch {
	case isMissing:
		name, _, _ = strings.Cut(name, " ")
		return fault.Invalid(a.pointer(location)+"/"+name, "api.field.missing")
	case message == "unknown query parameter":
		return fault.Invalid("", "api.field.unknown")
	case place != "body" && strings.HasSuffix(message, "parameter is missing"):
		return fault.Invalid(parameter, "api.field.missing")
	case place != "body":
		return fault.Invalid(parameter, "api.field.wrong")
	case message == validation.MsgUnexpectedProperty:
		return fault.Invalid(a.pointer(location), "api.field.unknown")
	case strings.HasPrefix(message, "expected length <="):
		return fault.Invalid(a.pointer(location), "api.field.long")
	case strings.HasPrefix(message, "expected array length <="):
		return fault.Invalid(a.pointer(location), "api.field.many")
	}
	return fault.Invalid(a.pointer(location), "api.field.wrong")
}

var segment = regexp.MustCompile(`^([a-z_]+)(?:\[([0-9]{1,4})\])?$`)

// pointer is "body.barn[0].fornamn" as a JSON Pointer, "/barn/0/fornamn". A name that
// was sent and that the description does not have may be anything, and is left out
// with all that follows.
func (a *API) pointer(location string) string {
	var out strings.Builder
	_, path, _ := strings.Cut(location, ".")
	for part := range strings.SplitSeq(path, ".") {
		m := segment.FindStringSubmatch(part)
		if m == nil || !a.describes(m[1]) {
			break
		}
		out.WriteString("/" + m[1])
		if m[2] != "" {
			out.WriteString("/" + m[2])
		}
	}
	return out.String()
}

// describes says whether the description has a field of the name.
func (a *API) describes(name string) bool {
	for _, schema := range a.huma.OpenAPI().Components.Schemas.Map() {
		if _, ok := schema.Properties[name]; ok {
			return true
		}
	}
	return false
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }
