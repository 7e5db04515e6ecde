package reviewweb

import (
	"net/http"

	"samspel/internal/room/review"
	"samspel/internal/web"
)

// getEntry handles GET /loggposter/{entry}.
func (h *handlers) getEntry(w http.ResponseWriter, r *http.Request) error {
	v, err := h.reviews.Entry(r.Context(), web.Actor(r), r.PathValue("entry"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, entryPage(v, nil))
}

// postAsk handles POST /loggposter/{entry}/fraga.
func (h *handlers) postAsk(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("entry"), web.ParseForm(r)
	question := form.Lines("question", review.MaxText)
	if form.OK() {
		err := h.reviews.Ask(r.Context(), web.Actor(r), id, question)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.asked", entryPath(id), err)
		}
	}
	return h.again(w, r, id, form)
}

// postDecide handles POST /loggposter/{entry}/beslut.
func (h *handlers) postDecide(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("entry"), web.ParseForm(r)
	verdict, reasons := review.Verdict(form.Choice("verdict", words(review.Verdicts)...)), form.Lines("reasons", review.MaxText)
	if form.OK() {
		period, next, err := h.reviews.Decide(r.Context(), web.Actor(r), id, verdict, reasons)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.decided", after(period, next, id, verdict), err)
		}
	}
	return h.again(w, r, id, form)
}

// after is where a reviewer goes when a line is decided: on to the next that waits. A
// breach is stayed with, for what is to be done about it stands there.
func after(period, next, id string, verdict review.Verdict) string {
	switch {
	case verdict == review.Breach:
		return entryPath(id)
	case next == "":
		return periodPath(period)
	}
	return entryPath(next) + "#innehall"
}

// again draws a line with what was typed.
func (h *handlers) again(w http.ResponseWriter, r *http.Request, id string, form *web.Form) error {
	v, err := h.reviews.Entry(r.Context(), web.Actor(r), id)
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), entryPage(v, form))
}
