package grantweb

import (
	"context"
	"net/http"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) closingRoutes() routes {
	return routes{
		"GET /bidrag/{year}/avslut":  h.getClosing,
		"POST /bidrag/{year}/avslut": h.postClosing,
	}
}

func closingPath(year string) string { return yearPath(year) + "/avslut" }

// getClosing handles GET /bidrag/{year}/avslut.
func (h *handlers) getClosing(w http.ResponseWriter, r *http.Request) error {
	return h.closing(w, r, http.StatusOK, nil)
}

func (h *handlers) closing(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.Closing(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, closingPage(v, form))
}

// postClosing handles POST /bidrag/{year}/avslut: somebody proposes, and another closes
// what they have seen.
func (h *handlers) postClosing(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	if form.Value("do") != "prepare" {
		err := h.grants.Close(r.Context(), web.Actor(r), year, form.Text("seen"))
		return h.done(w, r, "grant.flash.closed", closingPath(year), err)
	}
	_, err := h.grants.PrepareClosing(r.Context(), web.Actor(r), year, form.Text("number"), form.Lines("explanation"))
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.closing_prepared", closingPath(year), err)
	}
	return h.closing(w, r, http.StatusUnprocessableEntity, form)
}

func closingLede(ctx context.Context, v grant.ClosingView) string {
	if v.State == grant.Closed {
		return i18n.T(ctx, "grant.closing.closed", "year", strconv.Itoa(v.Year))
	}
	return i18n.T(ctx, "grant.closing.lede", "amount", v.Ends)
}

func explained(ctx context.Context, c grant.Closing) string {
	if c.Explanation == "" {
		return i18n.T(ctx, "grant.closing.nothing_explained")
	}
	return c.Explanation
}

func hindranceState(x grant.Hindrance) web.StateKind {
	if x.Explicable {
		return web.StateAsked
	}
	return web.StateLate
}

func hindranceWord(ctx context.Context, x grant.Hindrance) string {
	if x.Explicable {
		return i18n.T(ctx, "grant.closing.explicable")
	}
	return i18n.T(ctx, "grant.closing.hinders")
}

// hindrancePath is where what hinders is put right.
func hindrancePath(year, kind string) string {
	switch kind {
	case "requested":
		return prepareDecisionPath(year)
	case "decided":
		return prepareOrderPath(year)
	case "transit":
		return bankPath(year)
	case "held":
		return usesPath(year)
	case "claim":
		return claimsPath(year)
	case "suspense":
		return creditsPath()
	case "frame":
		return deadlinesPath(year)
	}
	return yearPath(year)
}
