package coordinationweb

import (
	"net/http"
	"slices"
	"strconv"

	"samspel/internal/frame/law"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getSharing handles GET /samordning/{coordination}/delning. The ground comes first, since
// its tests are what is asked for.
func (h *handlers) getSharing(w http.ResponseWriter, r *http.Request) error {
	v, err := h.matters.Sharing(r.Context(), web.Actor(r), r.PathValue("coordination"), web.Query(r).Text("grund"))
	if err != nil {
		return err
	}
	if v.Ground.ID == "" && web.Query(r).Text("grund") != refusal {
		return web.Render(w, r, http.StatusOK, groundsPage(v))
	}
	return web.Render(w, r, http.StatusOK, sharingPage(v, h.matters.NewID(), nil))
}

// refusal stands for the decision not to share.
const refusal = "nej"

// groundPart is the grounds that let the same be told; its id names the heading.
type groundPart struct {
	id      string
	grounds []law.Ground
}

// groundParts is the grounds by who is told, which is what somebody knows who looks for one.
func groundParts(grounds []law.Ground) []groundPart {
	parts := []groundPart{{id: "varden"}, {id: "polisen"}, {id: "andra"}}
	for _, g := range grounds {
		at := 2
		switch g.Recipient {
		case "social", "health", "social_or_health", "social_or_health_also_private":
			at = 0
		case "police":
			at = 1
		}
		parts[at].grounds = append(parts[at].grounds, g)
	}
	return slices.DeleteFunc(parts, func(p groundPart) bool { return len(p.grounds) == 0 })
}

// postSharing handles POST /samordning/{coordination}/delning.
func (h *handlers) postSharing(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	v, err := h.matters.Sharing(r.Context(), web.Actor(r), matter, form.Text("ground"))
	if err != nil {
		return err
	}
	d := coordination.SharingDraft{ID: form.Text("id"), Shares: v.Ground.ID != "", Ground: v.Ground.ID,
		Recipients: form.Values("recipients", organisationIDs(v.Organisations)...), Topics: topics(form), To: form.Date("to"), Item: form.Text("item"),
		Body: coordination.SharingBody{Reasons: form.Lines("reasons", coordination.MaxText), Told: form.Choice("told", "yes", "no") == "yes", NotToldWhy: form.Lines("not_told_why", coordination.MaxText)}}
	if d.Shares && form.Choice("told", "yes", "no") == "" {
		form.Fail("told", "coordination.sharing.told_unanswered")
	}
	for i, test := range v.Ground.Tests {
		d.Body.Answers = append(d.Body.Answers, coordination.TestAnswer{Question: test.Swedish, Met: form.Has("tests", strconv.Itoa(i))})
	}
	if form.OK() {
		_, err := h.matters.Decide(r.Context(), web.Actor(r), matter, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.decided", matterPath(matter), err)
		}
	}
	return web.Render(w, r, status(form), sharingPage(v, d.ID, form))
}

// postEndSharing handles POST /delningar/{sharing}.
func (h *handlers) postEndSharing(w http.ResponseWriter, r *http.Request) error {
	matter, err := h.matters.EndSharing(r.Context(), web.Actor(r), r.PathValue("sharing"))
	return done(w, r, "coordination.flash.sharing_ended", matterPath(matter), err)
}
