package grantweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) spendingRoutes() routes {
	return routes{
		"GET /bidrag/{year}/egna":         h.getSpending,
		"POST /bidrag/{year}/egna":        h.postSpending,
		"POST /bidrag/{year}/egna/aterta": h.postSpendingBack,
	}
}

func spendingPath(year string) string     { return yearPath(year) + "/egna" }
func spendingBackPath(year string) string { return spendingPath(year) + "/aterta" }

// getSpending handles GET /bidrag/{year}/egna.
func (h *handlers) getSpending(w http.ResponseWriter, r *http.Request) error {
	return h.spending(w, r, http.StatusOK, nil)
}

func (h *handlers) spending(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	v, err := h.grants.SpendingPage(r.Context(), web.Actor(r), r.PathValue("year"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, spendingPage(v, form))
}

// postSpending handles POST /bidrag/{year}/egna.
func (h *handlers) postSpending(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	d := grant.SpendingDraft{Cap: form.Text("cap"), Amount: kronor(form, "amount"), On: form.Date("on"), Basis: form.Text("basis")}
	if form.OK() {
		_, err := h.grants.Spend(r.Context(), web.Actor(r), year, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.spent", spendingPath(year), err)
		}
	}
	return h.spending(w, r, http.StatusUnprocessableEntity, form)
}

// postSpendingBack handles POST /bidrag/{year}/egna/aterta.
func (h *handlers) postSpendingBack(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	err := h.grants.TakeBackSpending(r.Context(), web.Actor(r), year, form.Text("reference"))
	return h.done(w, r, "grant.flash.taken_back", spendingPath(year), err)
}

func capOptions(ctx context.Context, v grant.SpendingView) (all []web.Option) {
	for _, c := range v.Caps {
		all = append(all, web.Option{Value: c.Name, Label: c.Label, Hint: i18n.T(ctx, "grant.spending.left_hint", "left", c.Left())})
	}
	return all
}

func capLabel(v grant.SpendingView, name string) string {
	for _, c := range v.Caps {
		if c.Name == name {
			return c.Label
		}
	}
	return name
}
