package coordinationweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// mountAreas puts the list of what a municipality counts by on the mux.
func (h *handlers) mountAreas(mux *http.ServeMux, site *web.Site) {
	mux.Handle("GET /samordning/omraden", site.Handle(h.getAreas))
	mux.Handle("POST /samordning/omraden", site.Handle(h.postAreas))
}

func areasPath() string { return "/samordning/omraden" }

// getAreas handles GET /samordning/omraden.
func (h *handlers) getAreas(w http.ResponseWriter, r *http.Request) error {
	return h.areas(w, r, nil)
}

func (h *handlers) areas(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	list, err := h.matters.Areas(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), areasPage(list, form))
}

// postAreas handles POST /samordning/omraden.
func (h *handlers) postAreas(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	names := rows(form.Lines("names"))
	if form.OK() {
		err := h.matters.WriteAreas(r.Context(), web.Actor(r), names)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.areas_saved", areasPath(), err)
		}
	}
	return h.areas(w, r, form)
}

// postPlace handles POST /samordning/{coordination}/omrade.
func (h *handlers) postPlace(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.Place(r.Context(), web.Actor(r), matter, form.Text("area"))
	if err != nil && form.Explain(err) {
		return h.matter(w, r, form)
	}
	return done(w, r, "coordination.flash.placed", matterPath(matter), err)
}

func areaLines(list []coordination.Area) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.Name
	}
	return strings.Join(names, "\n")
}

// areaOptions is the areas to choose among, none first.
func areaOptions(ctx context.Context, list []coordination.Area) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.kind.area."+coordination.NoArea)}}
	for _, a := range list {
		options = append(options, web.Option{Value: a.ID, Label: a.Name})
	}
	return options
}
