package concernweb

import (
	"net/http"
	"net/url"

	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// getInbox handles GET /orosanmalningar. Filters are part of the address and say
// nothing about anybody.
func (h *handlers) getInbox(w http.ResponseWriter, r *http.Request) error {
	q := web.Query(r)
	v, err := h.concerns.Inbox(r.Context(), web.Actor(r), concern.InboxFilter{
		Urgency: concern.Urgency(q.Choice("tid", "late", "today", "soon", "ample")),
		Whose:   concern.Whose(q.Choice("vem", "mine", "nobodys", "theirs")),
		Step:    concern.Step(q.Choice("steg", "protection", "decision", "feedback")),
		After:   readKey(q.Text("efter")),
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, inboxPage(v, web.Actor(r).User))
}

// getDone handles GET /orosanmalningar/avslutade.
func (h *handlers) getDone(w http.ResponseWriter, r *http.Request) error {
	v, err := h.concerns.Done(r.Context(), web.Actor(r), readKey(web.Query(r).Text("efter")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, doneListPage(v))
}

// filterPath is the inbox narrowed as f says, from its first page.
func filterPath(f concern.InboxFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"tid": string(f.Urgency), "vem": string(f.Whose), "steg": string(f.Step)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !f.After.IsZero() {
		q.Set("efter", writeKey(f.After))
	}
	if len(q) == 0 {
		return inboxPath()
	}
	return inboxPath() + "?" + q.Encode()
}

// group is the rows of one urgency, in the order of the list.
type group struct {
	Urgency concern.Urgency
	Rows    []concern.Row
}

// groups gathers late and today first, then soon, then the rest.
func groups(v concern.InboxView) []group {
	byUrgency := map[concern.Urgency][]concern.Row{}
	for _, row := range v.Rows {
		u := row.Matter.Next.Urgency(v.Now)
		if u == concern.Today {
			u = concern.Late
		}
		byUrgency[u] = append(byUrgency[u], row)
	}
	var list []group
	for _, u := range []concern.Urgency{concern.Late, concern.Soon, concern.Ample} {
		if len(byUrgency[u]) > 0 {
			list = append(list, group{u, byUrgency[u]})
		}
	}
	return list
}
