package coordinationweb

import (
	"context"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// mountMessages puts the pages of messages on the mux.
func (h *handlers) mountMessages(mux *http.ServeMux, site *web.Site) {
	mux.Handle("GET /samordning/{coordination}/meddelanden", site.Handle(h.getMessages))
	mux.Handle("POST /samordning/{coordination}/meddelanden", site.Handle(h.postMessage))
}

func messagesPath(matter string) string { return matterPath(matter) + "/meddelanden" }

// getMessages handles GET /samordning/{coordination}/meddelanden.
func (h *handlers) getMessages(w http.ResponseWriter, r *http.Request) error {
	return h.messages(w, r, nil)
}

func (h *handlers) messages(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	v, err := h.matters.Messages(r.Context(), web.Actor(r), r.PathValue("coordination"), readKey(web.Query(r).Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, status(form), messagesPage(v, form))
}

// postMessage handles POST /samordning/{coordination}/meddelanden.
func (h *handlers) postMessage(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	d := coordination.MessageDraft{ID: form.Text("id"), Text: form.Lines("text", coordination.MaxText)}
	for _, t := range coordination.PointTopics {
		if string(t) == form.Value("topic") {
			d.Topic = t
		}
	}
	if form.OK() {
		err := h.matters.Send(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.message_sent", messagesPath(matter), err)
		}
	}
	return h.messages(w, r, form)
}

func readByText(ctx context.Context, r coordination.ReceiptView) string {
	return i18n.T(ctx, "coordination.message.read_by", "name", r.Name, "when", i18n.From(ctx).DateTime(r.At))
}
