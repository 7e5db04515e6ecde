package grantweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) reviewRoutes() routes {
	return routes{
		"GET /bidrag/{year}/granskningar":               h.getReviews,
		"POST /bidrag/{year}/granskningar":              h.postReview,
		"GET /granskningar/{review}":                    h.getReview,
		"POST /granskningar/{review}/fragor":            h.postQuestion,
		"POST /granskningar/{review}/fragor/{question}": h.postAnswer,
		"GET /granskningar/{review}/avsluta":            h.getCloseReview,
		"POST /granskningar/{review}/avsluta":           h.postCloseReview,
		"GET /granskningar/{review}/aterkrav":           h.getRecovery,
		"POST /granskningar/{review}/aterkrav":          h.postRecovery,
	}
}

func reviewsPath(year string) string            { return yearPath(year) + "/granskningar" }
func reviewPath(id string) string               { return "/granskningar/" + id }
func questionsPath(id string) string            { return reviewPath(id) + "/fragor" }
func answerPath(review, question string) string { return questionsPath(review) + "/" + question }
func closeReviewPath(id string) string          { return reviewPath(id) + "/avsluta" }
func recoveryPath(id string) string             { return reviewPath(id) + "/aterkrav" }

// getReviews handles GET /bidrag/{year}/granskningar.
func (h *handlers) getReviews(w http.ResponseWriter, r *http.Request) error {
	return h.reviews(w, r, nil)
}

func (h *handlers) reviews(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.grants.Reviews(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), reviewsPage(v, form))
}

// postReview handles POST /bidrag/{year}/granskningar.
func (h *handlers) postReview(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := grant.ReviewDraft{Municipality: form.Text("municipality"), RegistrationNumber: form.Text("number"), Subject: form.Text("subject"), Reason: form.Lines("reason"), Blocks: form.Bool("blocks")}
	if form.OK() {
		made, err := h.grants.OpenReview(r.Context(), web.Actor(r), r.PathValue("year"), d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.review_opened", reviewPath(made.ID), err)
		}
	}
	return h.reviews(w, r, form)
}

// getReview handles GET /granskningar/{review}.
func (h *handlers) getReview(w http.ResponseWriter, r *http.Request) error {
	return h.review(w, r, nil, reviewPage)
}

func (h *handlers) review(w http.ResponseWriter, r *http.Request, form *web.Form, draw func(grant.ReviewView, *web.Form) templ.Component) error {
	v, err := h.grants.Review(r.Context(), web.Actor(r), r.PathValue("review"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), draw(v, form))
}

// postQuestion handles POST /granskningar/{review}/fragor.
func (h *handlers) postQuestion(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("review"), web.ParseForm(r)
	words, due := form.Lines("words"), form.Date("due_on")
	if form.OK() {
		_, err := h.grants.Ask(r.Context(), web.Actor(r), id, words, due)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.asked", reviewPath(id), err)
		}
	}
	return h.review(w, r, form, reviewPage)
}

// postAnswer handles POST /granskningar/{review}/fragor/{question}.
func (h *handlers) postAnswer(w http.ResponseWriter, r *http.Request) error {
	id, question, form := r.PathValue("review"), r.PathValue("question"), web.ParseForm(r)
	words := form.Lines("answer_" + question)
	if form.OK() {
		err := h.grants.Answer(r.Context(), web.Actor(r), id, question, words)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.answered", reviewPath(id), err)
		}
	}
	return h.review(w, r, form, reviewPage)
}

// getCloseReview handles GET /granskningar/{review}/avsluta.
func (h *handlers) getCloseReview(w http.ResponseWriter, r *http.Request) error {
	return h.ending(w, r, nil, closeReviewPage)
}

// ending draws a form that ends a review, to those who may.
func (h *handlers) ending(w http.ResponseWriter, r *http.Request, form *web.Form, draw func(grant.ReviewView, *web.Form) templ.Component) error {
	v, err := h.grants.Review(r.Context(), web.Actor(r), r.PathValue("review"))
	if err == nil && !v.Agency {
		err = fault.Absent()
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), draw(v, form))
}

// postCloseReview handles POST /granskningar/{review}/avsluta.
func (h *handlers) postCloseReview(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("review"), web.ParseForm(r)
	findings := form.Lines("findings")
	if form.OK() {
		_, err := h.grants.CloseReview(r.Context(), web.Actor(r), id, findings)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.review_closed", reviewPath(id), err)
		}
	}
	return h.ending(w, r, form, closeReviewPage)
}

// getRecovery handles GET /granskningar/{review}/aterkrav.
func (h *handlers) getRecovery(w http.ResponseWriter, r *http.Request) error {
	return h.ending(w, r, nil, recoveryPage)
}

// postRecovery handles POST /granskningar/{review}/aterkrav.
func (h *handlers) postRecovery(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	d := rulingDraft(form)
	if form.OK() {
		made, err := h.grants.PrepareRecovery(r.Context(), web.Actor(r), r.PathValue("review"), d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.ruling_prepared", rulingPath(made.ID), err)
		}
	}
	return h.ending(w, r, form, recoveryPage)
}

func reviewState(ctx context.Context, r grant.Review, today civil.Date) (web.StateKind, string) {
	switch {
	case r.State == grant.ReviewClosed:
		return web.StateDone, i18n.T(ctx, "grant.review.state.closed")
	case r.State == grant.ReviewRecovered:
		return web.StateTaken, i18n.T(ctx, "grant.review.state.recovered")
	}
	for _, q := range r.Questions {
		if q.Late(today) {
			return web.StateLate, i18n.T(ctx, "grant.review.state.late")
		}
	}
	if r.Waiting() > 0 {
		return web.StatePlanned, i18n.T(ctx, "grant.review.state.asked")
	}
	return web.StateAsked, i18n.T(ctx, "grant.review.state.open")
}

func reviewFacts(ctx context.Context, v grant.ReviewView) []web.Fact {
	l := i18n.From(ctx)
	facts := []web.Fact{
		{Term: i18n.T(ctx, "grant.decision.number"), Text: v.RegistrationNumber},
		{Term: i18n.T(ctx, "grant.review.opened"), Text: l.Date(civil.Of(v.OpenedAt))},
		{Term: i18n.T(ctx, "grant.review.why"), Text: v.Review.Reason},
	}
	if v.Blocks && v.State == grant.ReviewOpen {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "grant.review.meanwhile"), Text: i18n.T(ctx, "grant.review.blocked")})
	}
	return facts
}
