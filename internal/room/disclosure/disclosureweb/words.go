package disclosureweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/room/disclosure"
	"samspel/internal/web"
)

func lang(ctx context.Context) string { return i18n.From(ctx).Lang() }

func kindText(ctx context.Context, k disclosure.Kind) string {
	return i18n.T(ctx, "disclosure.request_kind."+string(k))
}

// pieceTitle is what a thing is called: by the one who added it, or by its kind.
func pieceTitle(ctx context.Context, p disclosure.PieceView) string {
	if p.Body.Title != "" {
		return p.Body.Title
	}
	return i18n.T(ctx, "disclosure.kind."+p.Room+"."+p.Kind)
}

func lineName(ctx context.Context, name string) string { return i18n.T(ctx, "disclosure.line."+name) }

func markText(ctx context.Context, m disclosure.Mark) string {
	return i18n.T(ctx, "disclosure.mark."+string(m))
}

// plainText is everything a thing says, to take words away from.
func plainText(ctx context.Context, p disclosure.PieceView) string {
	var parts []string
	for _, l := range p.Body.Lines {
		parts = append(parts, lineName(ctx, l.Name)+": "+l.Text)
	}
	return strings.Join(parts, "\n\n")
}

func stateKind(s disclosure.State) web.StateKind {
	switch s {
	case disclosure.Gathered:
		return web.StatePlanned
	case disclosure.Decided:
		return web.StateTaken
	case disclosure.Released:
		return web.StateDone
	case disclosure.Registered:
	}
	return web.StateAsked
}

func verdictKind(v disclosure.Verdict) web.StateKind {
	switch v {
	case disclosure.Release:
		return web.StateTaken
	case disclosure.Part:
		return web.StatePlanned
	case disclosure.Withhold:
		return web.StateDone
	}
	return web.StateAsked
}

func verdictText(ctx context.Context, v disclosure.Verdict) string {
	if v == "" {
		return i18n.T(ctx, "disclosure.verdict.none")
	}
	return i18n.T(ctx, "disclosure.verdict."+string(v))
}

// dueText is how much time is left to answer, or how long the asker has waited.
func dueText(ctx context.Context, r disclosure.Request, today civil.Date) string {
	if r.Kind == disclosure.Document {
		return i18n.T(ctx, "disclosure.due.waited", "count", r.Waited(today))
	}
	if left := r.DueOn.Sub(today); left < 0 {
		return i18n.T(ctx, "disclosure.due.late", "count", -left)
	}
	return i18n.T(ctx, "disclosure.due.last", "day", r.DueOn)
}

func urgencyKind(r disclosure.Request, today civil.Date) web.StateKind {
	switch r.Urgency(today) {
	case "late":
		return web.StateLate
	case "today", "soon":
		return web.StateAsked
	}
	return web.StatePlanned
}

// provisionOptions are the grounds to withhold something.
func provisionOptions(ctx context.Context) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "disclosure.provision.choose")}}
	for _, p := range disclosure.Provisions() {
		options = append(options, web.Option{Value: p.ID, Label: p.String() + ": " + p.Name(lang(ctx))})
	}
	return options
}

func provisionText(ctx context.Context, id string) string {
	p, ok := disclosure.ProvisionOf(id)
	if !ok {
		return ""
	}
	return p.String() + ", " + p.Name(lang(ctx))
}

func personName(v disclosure.View) string { return v.Person.Name() }

func readKey(text string) disclosure.PageKey {
	moment, ident, _ := strings.Cut(text, ".")
	at, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || !id.Valid(ident) {
		return disclosure.PageKey{}
	}
	return disclosure.PageKey{At: time.UnixMicro(at).UTC(), ID: ident}
}

func nextPage(k disclosure.PageKey) string {
	if k.IsZero() {
		return ""
	}
	return listPath() + "?" + url.Values{"efter": {strconv.FormatInt(k.At.UnixMicro(), 36) + "." + k.ID}}.Encode()
}
