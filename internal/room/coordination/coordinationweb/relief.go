package coordinationweb

import (
	"context"
	"net/http"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getReliefs handles GET /samordning/avlosning.
func (h *handlers) getReliefs(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Reliefs(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, reliefsPage(v))
}

// getRelief handles GET /samordning/{coordination}/avlosning.
func (h *handlers) getRelief(w http.ResponseWriter, r *http.Request) error {
	return h.relief(w, r, nil)
}

func (h *handlers) relief(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Relieving(r.Context(), web.Actor(r), r.PathValue("coordination"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), reliefPage(v, form))
}

// postRelief handles POST /samordning/{coordination}/avlosning: first what would happen,
// and then that it does.
func (h *handlers) postRelief(w http.ResponseWriter, r *http.Request) error {
	who, matter, form := web.Actor(r), r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.ReliefDraft{To: form.Text("to"), Reason: form.Lines("reason")}
	if form.Text("move") == "" {
		v, err := h.matters.PreviewRelief(r.Context(), who, matter, d)
		if err == nil {
			return web.Render(w, r, http.StatusOK, reliefPreviewPage(v, d))
		}
		if !form.Explain(err) {
			return err
		}
		return h.relief(w, r, form)
	}
	var err error
	if d.Version, err = strconv.ParseInt(form.Text("version"), 10, 64); err != nil {
		d.Version = -1 // shown by nobody
	}
	err = h.matters.Relieve(r.Context(), who, matter, d)
	if err != nil && form.Explain(err) {
		return h.relief(w, r, form)
	}
	to := reliefsPath()
	if d.To == who.User {
		to = matterPath(matter)
	}
	return done(w, r, "coordination.flash.relieved", to, err)
}

func reliefLede(ctx context.Context, v coordination.ReliefView) string {
	if v.Self {
		return i18n.T(ctx, "coordination.relief.self_lede")
	}
	return i18n.T(ctx, "coordination.relief.lede")
}

// ableOptions are those who can take over.
func ableOptions(v coordination.ReliefView) (options []web.Option) {
	for _, user := range v.Away.Able {
		options = append(options, web.Option{Value: user, Label: v.Names[user]})
	}
	return options
}
