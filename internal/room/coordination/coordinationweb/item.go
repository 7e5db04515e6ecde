package coordinationweb

import (
	"net/http"

	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// readItem is what was typed about an item of the kind.
func readItem(form *web.Form, kind coordination.ItemKind) coordination.ItemDraft {
	showns := make([]string, len(coordination.Showns))
	for i, s := range coordination.Showns {
		showns[i] = string(s)
	}
	d := coordination.ItemDraft{ID: form.Text("id"), Kind: kind, Topic: coordination.Topic(form.Choice("topic", topicValues()...)),
		Shown: coordination.Shown(form.Choice("shown", showns...)), Title: form.Text("title"),
		Body: coordination.ItemBody{Text: form.Lines("text", coordination.MaxText)}}
	if kind == coordination.Intervention {
		d.Body.Intervention = &coordination.InterventionBody{Responsible: form.Text("responsible"), Begins: form.Date("begins"), Ends: form.Date("ends"),
			Often: form.Text("often"), State: coordination.InterventionState(form.Choice("state", "planned", "ongoing", "ended")), Outcome: form.Lines("outcome", coordination.MaxText)}
	}
	switch kind {
	case coordination.Strength, coordination.Worry:
		d.Body.Setting = coordination.Setting(form.Choice("setting", settingValues()...))
	case coordination.Transitional:
		d.Body.Transition = &coordination.TransitionBody{On: form.Date("on"), Prepares: form.Text("prepares")}
	case coordination.Note, coordination.Intervention:
	}
	return d
}

// getWrite handles GET /samordning/{coordination}/anteckning and …/insats.
func (h *handlers) getWrite(kind coordination.ItemKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := h.matters.Writing(r.Context(), web.Actor(r), r.PathValue("coordination"), kind)
		if err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, itemFormPage(itemForm{Kind: kind, View: v, ID: v.ID, Action: writePath(v.Matter.ID, kind)}))
	}
}

// postWrite handles POST /samordning/{coordination}/anteckning and …/insats.
func (h *handlers) postWrite(kind coordination.ItemKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		matter, form := r.PathValue("coordination"), web.ParseForm(r)
		d := readItem(form, kind)
		if form.OK() {
			_, err := h.matters.Write(r.Context(), web.Actor(r), matter, d)
			if err == nil || !form.Explain(err) {
				return done(w, r, "coordination.flash.written", matterPath(matter), err)
			}
		}
		v, err := h.matters.Writing(r.Context(), web.Actor(r), matter, kind)
		if err != nil {
			return err
		}
		return web.Render(w, r, status(form), itemFormPage(itemForm{Kind: kind, View: v, ID: d.ID, Form: form, Action: writePath(matter, kind)}))
	}
}

// getItem handles GET /uppgifter/{item}.
func (h *handlers) getItem(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Item(r.Context(), web.Actor(r), r.PathValue("item"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, itemPage(v))
}

// getRevise handles GET /uppgifter/{item}/ny-version.
func (h *handlers) getRevise(w http.ResponseWriter, r *http.Request) error {
	return h.revise(w, r, nil)
}

func (h *handlers) revise(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Revising(r.Context(), web.Actor(r), r.PathValue("item"))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), itemFormPage(itemForm{Kind: v.Before.Item.Kind, View: v, Form: form, Action: revisePath(v.Before.Item.ID)}))
}

// postRevise handles POST /uppgifter/{item}/ny-version.
func (h *handlers) postRevise(w http.ResponseWriter, r *http.Request) error {
	item, form := r.PathValue("item"), web.ParseForm(r)
	d := readItem(form, coordination.ItemKind(form.Choice("kind", kindValues()...)))
	if form.OK() {
		_, err := h.matters.Revise(r.Context(), web.Actor(r), item, form.Int("version"), d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.written", itemPath(item), err)
		}
	}
	return h.revise(w, r, form)
}

// postWithdrawItem handles POST /uppgifter/{item}/ta-tillbaka.
func (h *handlers) postWithdrawItem(w http.ResponseWriter, r *http.Request) error {
	it, err := h.matters.WithdrawItem(r.Context(), web.Actor(r), r.PathValue("item"))
	return done(w, r, "coordination.flash.item_withdrawn", matterPath(it.Matter), err)
}
