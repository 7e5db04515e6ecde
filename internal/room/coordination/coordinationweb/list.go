package coordinationweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getList handles GET /samordning. Filters are part of the address and say nothing
// about anybody.
func (h *handlers) getList(w http.ResponseWriter, r *http.Request) error {
	q := web.Query(r)
	states := make([]string, len(coordination.MatterStates))
	for i, s := range coordination.MatterStates {
		states[i] = string(s)
	}
	v, err := h.matters.List(r.Context(), web.Actor(r), coordination.ListFilter{
		Whom:  coordination.Whom(q.Choice("vem", string(coordination.HeldByMe))),
		State: coordination.MatterState(q.Choice("lage", states...)),
		Form:  q.Text("form"),
		After: readKey(q.Text("efter")),
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// filterPath is the list narrowed as f says.
func filterPath(f coordination.ListFilter) string {
	q := url.Values{}
	for name, value := range map[string]string{"vem": string(f.Whom), "lage": string(f.State), "form": f.Form} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if !f.After.IsZero() {
		q.Set("efter", writeKey(f.After))
	}
	if len(q) == 0 {
		return listPath()
	}
	return listPath() + "?" + q.Encode()
}

func writeKey(k coordination.PageKey) string {
	return strconv.FormatInt(k.At.UnixMicro(), 36) + "." + k.ID
}

// readKey is the first page for anything that is not a key.
func readKey(s string) coordination.PageKey {
	moment, ident, _ := strings.Cut(s, ".")
	at, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || !id.Valid(ident) {
		return coordination.PageKey{}
	}
	return coordination.PageKey{At: time.UnixMicro(at).UTC(), ID: ident}
}

func nextPage(v coordination.ListView) string {
	if v.Next.IsZero() {
		return ""
	}
	f := v.Filter
	f.After = v.Next
	return filterPath(f)
}
