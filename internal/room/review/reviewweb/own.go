package reviewweb

import (
	"net/http"

	"samspel/internal/room/review"
	"samspel/internal/web"
)

// getOwn handles GET /loggfragor.
func (h *handlers) getOwn(w http.ResponseWriter, r *http.Request) error { return h.own(w, r, nil) }

func (h *handlers) own(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	questions, err := h.reviews.Questions(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	declared, err := h.reviews.Declarations(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), ownPage(questions, declared, form))
}

// postDeclare handles POST /loggfragor.
func (h *handlers) postDeclare(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	kind, number := review.Closeness(form.Choice("kind", string(review.Self), string(review.Close))), form.Text("number")
	if form.OK() {
		err := h.reviews.Declare(r.Context(), web.Actor(r), kind, number)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.declared", ownPath(), err)
		}
	}
	return h.own(w, r, form)
}

// postUndeclare handles POST /anmald-narhet/{declaration}.
func (h *handlers) postUndeclare(w http.ResponseWriter, r *http.Request) error {
	return done(w, r, "review.flash.undeclared", ownPath(), h.reviews.Undeclare(r.Context(), web.Actor(r), r.PathValue("declaration")))
}

// getQuestion handles GET /loggfragor/{entry}.
func (h *handlers) getQuestion(w http.ResponseWriter, r *http.Request) error {
	return h.question(w, r, nil)
}

func (h *handlers) question(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.reviews.Question(r.Context(), web.Actor(r), r.PathValue("entry"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), questionPage(v, form))
}

// postAnswer handles POST /loggfragor/{entry}.
func (h *handlers) postAnswer(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("entry"), web.ParseForm(r)
	text := form.Lines("answer", review.MaxText)
	if form.OK() {
		err := h.reviews.Answer(r.Context(), web.Actor(r), id, text)
		if err == nil || !form.Explain(err) {
			return done(w, r, "review.flash.answered", questionPath(id), err)
		}
	}
	return h.question(w, r, form)
}
