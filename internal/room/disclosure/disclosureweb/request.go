package disclosureweb

import (
	"context"
	"net/http"
	"slices"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/disclosure"
	"samspel/internal/web"
)

// getList handles GET /utlamnanden.
func (h *handlers) getList(w http.ResponseWriter, r *http.Request) error {
	v, err := h.requests.List(r.Context(), web.Actor(r), readKey(web.Query(r).Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// getNew handles GET /utlamnanden/registerutdrag and /utlamnanden/handling.
func (h *handlers) getNew(k disclosure.Kind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error { return h.newRequest(w, r, k, nil) }
}

func (h *handlers) newRequest(w http.ResponseWriter, r *http.Request, k disclosure.Kind, form *web.Form) error {
	if err := h.requests.MayRegister(r.Context(), web.Actor(r), k); err != nil {
		return err
	}
	id := h.requests.NewID()
	if form.Sent() {
		id = form.Value("id")
	}
	return web.Render(w, r, status(form), newPage(k, id, h.requests.Today(), form))
}

// postNew handles the forms of the same addresses.
func (h *handlers) postNew(k disclosure.Kind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		form := web.ParseForm(r)
		d := disclosure.Draft{ID: form.Text("id"), Kind: k, ReceivedOn: form.Date("received_on"), Asker: choose(form, "asker", disclosure.Askers),
			Given: form.Text("given", disclosure.MaxLine), Family: form.Text("family", disclosure.MaxLine), Number: form.Text("number", disclosure.MaxLine),
			Birth: form.Text("birth", disclosure.MaxLine),
			Body: disclosure.RequestBody{Asked: form.Lines("asked", disclosure.MaxText), Answer: form.Text("answer", disclosure.MaxLine),
				AskerName: form.Text("asker_name", disclosure.MaxLine)}}
		if form.OK() {
			made, err := h.requests.Register(r.Context(), web.Actor(r), d)
			if err == nil || !form.Explain(err) {
				return done(w, r, "disclosure.flash.registered", requestPath(made.ID), err)
			}
		}
		return h.newRequest(w, r, k, form)
	}
}

// getRequest handles GET /utlamnanden/{disclosure}.
func (h *handlers) getRequest(w http.ResponseWriter, r *http.Request) error {
	return h.request(w, r, nil)
}

func (h *handlers) request(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.requests.Request(r.Context(), web.Actor(r), r.PathValue("disclosure"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), requestPage(v, form))
}

// postRequest handles POST /utlamnanden/{disclosure}: the next step of a request.
func (h *handlers) postRequest(w http.ResponseWriter, r *http.Request) error {
	ctx, who, request, form := r.Context(), web.Actor(r), r.PathValue("disclosure"), web.ParseForm(r)
	var flash string
	var err error
	switch form.Choice("gor", "identitet", "samla", "forlang", "lagg-till", "bedom", "besluta", "lamna-ut") {
	case "identitet":
		flash, err = "disclosure.flash.identified", h.requests.Identify(ctx, who, request, form.Text("identity", disclosure.MaxLine), form.Text("authority", disclosure.MaxLine), form.Bool("impartial"))
	case "samla":
		flash, err = "disclosure.flash.gathered", h.requests.Gather(ctx, who, request)
	case "forlang":
		flash, err = "disclosure.flash.extended", h.requests.Extend(ctx, who, request, form.Lines("extended_why", disclosure.MaxText))
	case "lagg-till":
		flash, err = "disclosure.flash.added", h.requests.AddPiece(ctx, who, request, form.Text("id"), form.Text("title", disclosure.MaxLine), form.Lines("text", disclosure.MaxText))
	case "bedom":
		flash, err = "disclosure.flash.judged", h.requests.Judge(ctx, who, request, form.Named("piece."), judgement(form))
	case "besluta":
		flash, err = "disclosure.flash.decided", h.requests.Decide(ctx, who, request, form.Lines("decision_text", disclosure.MaxText))
	default:
		flash, err = "disclosure.flash.released", h.requests.HandOver(ctx, who, request, form.Text("released_how", disclosure.MaxLine))
	}
	if err != nil && form.Explain(err) {
		return h.request(w, r, form)
	}
	return done(w, r, flash, requestPath(request), err)
}

func judgement(form *web.Form) disclosure.Judgement {
	return disclosure.Judgement{Verdict: choose(form, "verdict", disclosure.Verdicts), Provision: form.Text("provision"),
		Reasons: form.Lines("reasons", disclosure.MaxText), Kept: form.Lines("kept", disclosure.MaxText)}
}

// getPiece handles GET /utlamnanden/{disclosure}/uppgifter/{piece}.
func (h *handlers) getPiece(w http.ResponseWriter, r *http.Request) error { return h.piece(w, r, nil) }

func (h *handlers) piece(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, p, err := h.requests.Piece(r.Context(), web.Actor(r), r.PathValue("disclosure"), r.PathValue("piece"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), piecePage(v, p, form))
}

// postPiece handles POST /utlamnanden/{disclosure}/uppgifter/{piece}.
func (h *handlers) postPiece(w http.ResponseWriter, r *http.Request) error {
	request, piece, form := r.PathValue("disclosure"), r.PathValue("piece"), web.ParseForm(r)
	err := h.requests.Judge(r.Context(), web.Actor(r), request, []string{piece}, judgement(form))
	if err != nil && form.Explain(err) {
		return h.piece(w, r, form)
	}
	return done(w, r, "disclosure.flash.judged", requestPath(request), err)
}

// choose is one of the values, or none.
func choose[T ~string](f *web.Form, name string, among []T) T {
	var none T
	if at := slices.IndexFunc(among, func(x T) bool { return string(x) == f.Value(name) }); at >= 0 {
		return among[at]
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
