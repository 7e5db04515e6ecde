package grantweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/civil"
	"samspel/internal/room/grant"
	"samspel/internal/web"
)

func (h *handlers) rejectionRoutes() routes {
	return routes{
		"GET /rekvisitioner/{requisition}":        h.getRequisitionPage,
		"POST /rekvisitioner/{requisition}/avsla": h.postReject,
	}
}

func requisitionPagePath(id string) string { return "/rekvisitioner/" + id }
func rejectPath(id string) string          { return requisitionPagePath(id) + "/avsla" }

// getRequisitionPage handles GET /rekvisitioner/{requisition}.
func (h *handlers) getRequisitionPage(w http.ResponseWriter, r *http.Request) error {
	p, err := h.grants.Requisition(r.Context(), web.Actor(r), r.PathValue("requisition"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, requisitionReadPage(p, nil))
}

// postReject handles POST /rekvisitioner/{requisition}/avsla.
func (h *handlers) postReject(w http.ResponseWriter, r *http.Request) error {
	id, form := r.PathValue("requisition"), web.ParseForm(r)
	d := grant.Rejection{Reason: form.Lines("reason"), RegistrationNumber: form.Text("number")}
	_, err := h.grants.Reject(r.Context(), web.Actor(r), id, d)
	if err == nil || !form.Explain(err) {
		return h.done(w, r, "grant.flash.rejected", requisitionPagePath(id), err)
	}
	p, err := h.grants.Requisition(r.Context(), web.Actor(r), id)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, requisitionReadPage(p, form))
}

func requisitionFacts(ctx context.Context, p grant.RequisitionPage) (all []web.Fact) {
	l := i18n.From(ctx)
	add := func(key, text string) {
		if text != "" {
			all = append(all, web.Fact{Term: i18n.T(ctx, key), Text: text})
		}
	}
	add("grant.requisition.prepared", l.Date(civil.Of(p.PreparedAt)))
	add("grant.requisition.by", p.Names[p.PreparedBy])
	if !p.SignedAt.IsZero() {
		add("grant.requisition.signed", l.DateTime(p.SignedAt))
		add("grant.requisition.signed_by", p.Names[p.SignedBy])
	}
	if p.Extra > 0 {
		add("grant.requisition.extra_column", p.Extra.String())
		add("grant.requisition.extra_for", p.ExtraPurpose)
	}
	return all
}
