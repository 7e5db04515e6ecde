package grantweb

import (
	"net/http"
	"strconv"

	"samspel/internal/frame/ledger"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) publicationRoutes() routes {
	return routes{
		"GET /bidrag/{year}/publicera":  h.getPublish,
		"POST /bidrag/{year}/publicera": h.postPublish,
	}
}

func publishPath(year string) string { return yearPath(year) + "/publicera" }

// getPublish handles GET /bidrag/{year}/publicera.
func (h *handlers) getPublish(w http.ResponseWriter, r *http.Request) error {
	form := web.Query(r)
	as := ledger.Where{Effective: form.Date("dag")}
	return h.publishing(w, r, status(form), form, as)
}

func (h *handlers) publishing(w http.ResponseWriter, r *http.Request, status int, form *web.Form, as ledger.Where) error {
	v, err := h.grants.PreviewPublication(r.Context(), web.Actor(r), r.PathValue("year"), as)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, publishPage(v, form))
}

// postPublish handles POST /bidrag/{year}/publicera: just what the page showed.
func (h *handlers) postPublish(w http.ResponseWriter, r *http.Request) error {
	year, form := r.PathValue("year"), web.ParseForm(r)
	seq, err := strconv.ParseInt(form.Text("verifikation"), 10, 64)
	d := grant.PublicationDraft{RegistrationNumber: form.Text("number"), Effective: form.Date("dag"), Seq: max(0, seq)}
	if err != nil || seq < 1 { // what the page showed is not known, and nothing else is published
		form.Fail("number", "grant.changed_meanwhile")
	}
	if form.OK() {
		_, err := h.grants.Publish(r.Context(), web.Actor(r), year, d)
		if err == nil || !form.Explain(err) {
			return h.done(w, r, "grant.flash.published", openYearPath(year), err)
		}
	}
	return h.publishing(w, r, http.StatusUnprocessableEntity, form, ledger.Where{Effective: d.Effective, Seq: d.Seq})
}
