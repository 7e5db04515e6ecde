package web

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
)

// request is what the chain has found out about one request; the layout and
// the handlers read it from the context.
type request struct {
	site  *Site
	id    string
	actor access.Actor
	local i18n.Localizer
	path  string
	query url.Values
	form  url.Values
	sent  []byte
	flash string
	turn  turn
	// stream is the place of a file on its way in or out.
	stream turn
	// conn and body are the connection itself, for what is read and written at its own pace.
	conn http.ResponseWriter
	body io.ReadCloser
	// bare pages are drawn without asking anything of the installation.
	bare bool
	// blank pages say nothing of their address, so that "not yours" equals "not there".
	blank bool
}

type requestKey struct{}

func requestOf(ctx context.Context) *request {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q
	}
	return &request{site: New(Options{})}
}

// Actor is who asks; the zero Actor is nobody.
func Actor(r *http.Request) access.Actor { return requestOf(r.Context()).actor }

// ActorIn is [Actor] for those who have the request's context only.
func ActorIn(ctx context.Context) access.Actor { return requestOf(ctx).actor }

// Body is all of what a system has sent.
func Body(ctx context.Context) []byte { return requestOf(ctx).sent }

// RequestID is the identifier that logs and audit records of the request share.
func RequestID(ctx context.Context) string { return requestOf(ctx).id }

// languageHref is the same page in the other language.
func (q *request) languageHref(lang string) string {
	if q.blank {
		return "?lang=" + lang
	}
	query := url.Values{}
	for name, values := range q.query {
		query[name] = values
	}
	query.Set("lang", lang)
	return "?" + query.Encode()
}
