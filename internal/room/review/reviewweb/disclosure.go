package reviewweb

import (
	"context"
	"net/http"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/review"
	"samspel/internal/web"
)

// The access lists lie under /atkomstlistor.

func disclosuresPath() string               { return "/atkomstlistor" }
func disclosurePath(id string) string       { return disclosuresPath() + "/" + id }
func decideLinesPath(id string) string      { return disclosurePath(id) + "/beslut" }
func settlePath(id string) string           { return disclosurePath(id) + "/klar" }
func handOverPath(id string) string         { return disclosurePath(id) + "/lista" }
func tickID(position int) string            { return "rad-" + strconv.Itoa(position) }
func ticked(f *web.Form, position int) bool { return f.Has("rad", strconv.Itoa(position)) }

// getDisclosures handles GET /atkomstlistor.
func (h *handlers) getDisclosures(w http.ResponseWriter, r *http.Request) error {
	return h.disclosures(w, r, nil)
}

func (h *handlers) disclosures(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	list, err := h.reviews.Disclosures(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), disclosuresPage(list, form))
}

// postDisclosures handles POST /atkomstlistor.
func (h *handlers) postDisclosures(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	draft := review.DisclosureDraft{Asker: review.Asker(form.Choice("asker", words(review.Askers)...)), AskedOn: form.Date("asked_on"), Number: form.Text("number")}
	if form.OK() {
		id, err := h.reviews.Disclose(r.Context(), web.Actor(r), draft)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.disclosed", disclosurePath(id), err)
		}
	}
	return h.disclosures(w, r, form)
}

// getDisclosure handles GET /atkomstlistor/{disclosure}.
func (h *handlers) getDisclosure(w http.ResponseWriter, r *http.Request) error {
	return h.disclosure(w, r, nil)
}

func (h *handlers) disclosure(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.reviews.Disclosure(r.Context(), web.Actor(r), r.PathValue("disclosure"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), disclosurePage(v, form))
}

// postLines handles POST /atkomstlistor/{disclosure}/beslut.
func (h *handlers) postLines(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("disclosure"), web.ParseForm(r)
	choice, reasons := form.Choice("gor", "lamna", "undanta"), form.Lines("reasons", review.MaxText)
	if form.OK() {
		err := h.reviews.DecideLines(r.Context(), web.Actor(r), id, positions(web.Typed(r)["rad"]), choice != "lamna", reasons)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.lines", disclosurePath(id), err)
		}
	}
	return h.disclosure(w, r, form)
}

// postSettle handles POST /atkomstlistor/{disclosure}/klar.
func (h *handlers) postSettle(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("disclosure"), web.ParseForm(r)
	tell := form.Choice("tell", "yes", "no")
	if form.OK() {
		err := h.reviews.Settle(r.Context(), web.Actor(r), id, tell)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.settled", disclosurePath(id), err)
		}
	}
	return h.disclosure(w, r, form)
}

// getHandOver handles GET /atkomstlistor/{disclosure}/lista.
func (h *handlers) getHandOver(w http.ResponseWriter, r *http.Request) error {
	v, err := h.reviews.HandOver(r.Context(), web.Actor(r), r.PathValue("disclosure"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, handOverPage(v))
}

func askerOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, a := range review.Askers {
		options = append(options, web.Option{Value: string(a), Label: i18n.T(ctx, "review.asker."+string(a))})
	}
	return options
}

func tellOptions(ctx context.Context) []web.Option {
	return []web.Option{
		{Value: "yes", Label: i18n.T(ctx, "review.disclosure.tell_yes"), Hint: i18n.T(ctx, "review.disclosure.tell_yes_text")},
		{Value: "no", Label: i18n.T(ctx, "review.disclosure.tell_no"), Hint: i18n.T(ctx, "review.disclosure.tell_no_text")},
	}
}

// lineState is how far a line has come.
func lineState(ctx context.Context, l review.LineRow) (web.StateKind, string) {
	switch {
	case l.Withheld:
		return web.StateDone, i18n.T(ctx, "review.line.withheld")
	case l.Undecided():
		return web.StateAsked, i18n.T(ctx, "review.line.undecided")
	}
	return web.StateTaken, i18n.T(ctx, "review.line.given")
}

func disclosureState(d review.Disclosure) (web.StateKind, string) {
	if d.Settled() {
		return web.StateDone, "review.disclosure.state_settled"
	}
	return web.StatePlanned, "review.disclosure.state_open"
}
