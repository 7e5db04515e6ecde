package coordinationweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// mountClosing puts the pages of the end of a matter on the mux.
func (h *handlers) mountClosing(mux *http.ServeMux, site *web.Site) {
	mux.Handle("GET /samordning/{coordination}/avslut", site.Handle(h.getClosing))
	mux.Handle("POST /samordning/{coordination}/avslut", site.Handle(h.postClosing))
	mux.Handle("POST /samordning/{coordination}/avslut/fragor", site.Handle(h.postAfterwards))
}

func closingPath(matter string) string    { return matterPath(matter) + "/avslut" }
func afterwardsPath(matter string) string { return closingPath(matter) + "/fragor" }

// getClosing handles GET /samordning/{coordination}/avslut.
func (h *handlers) getClosing(w http.ResponseWriter, r *http.Request) error {
	return h.closing(w, r, nil)
}

func (h *handlers) closing(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Closing(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), closingPage(v, form))
}

// postClosing handles POST /samordning/{coordination}/avslut: begin, go on, or close.
func (h *handlers) postClosing(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	who := web.Actor(r)
	var err error
	var flash string
	switch form.Choice("gor", "borja", "fortsatt", "avsluta") {
	case "fortsatt":
		flash, err = "coordination.flash.closing_stopped", h.matters.StopClosing(r.Context(), who, matter)
	case "avsluta":
		flash, err = "coordination.flash.closed", h.matters.Close(r.Context(), who, matter)
	case "borja":
		d := coordination.ClosureDraft{Reason: choose(form, "reason", coordination.ClosureReasons), Body: coordination.ClosureBody{
			Why: form.Lines("why", coordination.MaxText), Contact: form.Text("contact"),
			Child: choose(form, "child", coordination.Kepts), Guardians: choose(form, "guardians", coordination.Kepts)}}
		flash, err = "coordination.flash.closing", h.matters.BeginClosing(r.Context(), who, matter, d)
	default:
		err = noButton()
	}
	if err != nil && form.Explain(err) {
		return h.closing(w, r, form)
	}
	return done(w, r, flash, closingPath(matter), err)
}

// postAfterwards handles POST /samordning/{coordination}/avslut/fragor.
func (h *handlers) postAfterwards(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.AfterwardsDraft{ID: form.Text("id"), Role: choose(form, "role", []coordination.AfterwardsRole{coordination.AfterwardsChild, coordination.AfterwardsGuardian}),
		Words: form.Lines("words", coordination.MaxText), How: form.Text("how"), Answers: map[string]string{}}
	for _, q := range coordination.Questions {
		if answer := form.Choice("question."+q, coordination.AfterwardsAnswers...); answer != "" {
			d.Answers[q] = answer
		}
	}
	err := h.matters.Hear(r.Context(), web.Actor(r), matter, d)
	if err != nil && form.Explain(err) {
		return h.closing(w, r, form)
	}
	return done(w, r, "coordination.flash.afterwards", closingPath(matter), err)
}

// choose is one of the values, or none.
func choose[T ~string](f *web.Form, name string, among []T) T {
	var none T
	for _, x := range among {
		if string(x) == f.Value(name) {
			return x
		}
	}
	return none
}

// spoken is the values of a closed list with their words.
func spoken[T ~string](ctx context.Context, prefix string, among []T) []web.Option {
	options := make([]web.Option, len(among))
	for i, x := range among {
		options[i] = web.Option{Value: string(x), Label: i18n.T(ctx, prefix+string(x))}
	}
	return options
}
