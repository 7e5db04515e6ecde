package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// Options is what the addresses need.
type Options struct {
	Site *web.Site
	Gate *identity.Gate
	// Rate is how many requests a second a system may make; 20 when zero.
	Rate int
	Now  func() time.Time
}

// API is the addresses for programs and their description.
type API struct {
	Options
	huma   huma.API
	limits *limits
}

const (
	root = "/api/v1"
	// Version is the description's. What is in use stays as it is; what is new is added.
	Version = "1.0.0"
)

// Mount adds what every address leans on to mux: the token and the description.
func Mount(mux *http.ServeMux, o Options) *API {
	if o.Rate <= 0 {
		o.Rate = 20
	}
	a := &API{Options: o, limits: newLimits(o.Rate)}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Samspel", Version: Version,
				Description: "Orosanmälan från skolans och vårdens egna system. Börja på sidan /api."},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{scheme: {Type: "oauth2", Flows: &huma.OAuthFlows{
					ClientCredentials: &huma.OAuthFlow{TokenURL: tokenPath, Scopes: scopes()}}}},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "application/problem+json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{a.refuse},
	}
	a.huma = huma.NewAPI(config, adapter{a, mux})
	mux.Handle("POST "+tokenPath, o.Site.Public(a.postToken))
	mux.Handle("GET /api/openapi.json", o.Site.Public(a.getDescription("application/json", a.huma.OpenAPI().MarshalJSON)))
	mux.Handle("GET /api/openapi.yaml", o.Site.Public(a.getDescription("application/yaml", a.huma.OpenAPI().YAML)))
	return a
}

// scheme is what the description calls the tokens.
const scheme = "biljett"

func scopes() map[string]string {
	return map[string]string{
		string(access.SendReports):   "Skicka orosanmälningar.",
		string(access.FollowReports): "Se hur långt de egna anmälningarna har kommit.",
		string(access.AskFeedback):   "Be om återkoppling.",
	}
}

// An Operation is one address: what it is for and who may use it.
type Operation struct {
	ID, Method, Path     string
	Summary, Description string
	// Scope is what a token must have; "" is an address for everybody, which shows
	// nothing about anybody.
	Scope access.Scope
	// Status is that of the answer when it goes well; 200 when zero.
	Status int
}

// Register adds an address. Errors are the house's own: the chain tells them.
func Register[I, O any](a *API, op Operation, h func(context.Context, *I) (*O, error)) {
	problem := a.huma.OpenAPI().Components.Schemas.Schema(typeOf[web.Problem](), true, "Problem")
	described := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: root + op.Path, Summary: op.Summary, Description: op.Description, DefaultStatus: op.Status,
		Responses: map[string]*huma.Response{"default": {Description: "Fel, enligt RFC 9457.",
			Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}},
	}
	if op.Scope != "" {
		described.Security = []map[string][]string{{scheme: {string(op.Scope)}}}
	}
	huma.Register(a.huma, described, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, outcomeOf(ctx).fail(err)
		}
		return out, nil
	})
}

// adapter hangs huma's operations in the house's chain.
type adapter struct {
	*API
	http.Handler
}

// Handle implements huma.Adapter.
func (a adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	answer := func(w http.ResponseWriter, r *http.Request) error {
		body := web.Body(r.Context())
		if err := a.admissible(op, r, body); err != nil {
			return err
		}
		outcome := &outcome{}
		r = r.WithContext(context.WithValue(r.Context(), outcomeKey{}, outcome))
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler(humago.NewContext(op, r, w))
		return outcome.err
	}
	mux := a.Handler.(*http.ServeMux)
	pattern := op.Method + " " + op.Path
	if len(op.Security) == 0 {
		mux.Handle(pattern, a.Site.Public(answer))
		return
	}
	mux.Handle(pattern, a.Site.Program(func(w http.ResponseWriter, r *http.Request) error {
		leave, err := a.limits.enter(web.Actor(r).User, a.Now())
		if err != nil {
			return err
		}
		defer leave()
		return answer(w, r)
	}))
}

// admissible looks at what is sent before anything is made of it.
func (a adapter) admissible(op *huma.Operation, r *http.Request, body []byte) error {
	switch {
	case op.RequestBody == nil && len(body) > 0, op.RequestBody != nil && len(body) == 0:
		return web.Garbled()
	case len(body) == 0:
		return nil
	}
	return strict(body)
}

func (a *API) getDescription(contentType string, encode func() ([]byte, error)) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, _ *http.Request) error {
		text, err := encode()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", contentType)
		_, err = w.Write(text)
		return err
	}
}
