package coordinationweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// getFromReport handles GET /behov/anmalan/{matter}: what of a report goes with a need.
func (h *handlers) getFromReport(w http.ResponseWriter, r *http.Request) error {
	report := r.PathValue("matter")
	_, v, err := h.matters.FromReport(r.Context(), web.Actor(r), report)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, fromReportPage(report, v, nil))
}

// postFromReport handles POST /behov/anmalan/{matter}: the form of a need, with what was chosen.
func (h *handlers) postFromReport(w http.ResponseWriter, r *http.Request) error {
	id, v, err := h.matters.TakeFromReport(r.Context(), web.Actor(r), r.PathValue("matter"), web.Typed(r)["take"])
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, newNeedPage(id, nil, web.Prefilled(r, prefilled(r.Context(), v))))
}

// prefilled is what was taken from a report, in the fields of a need.
func prefilled(ctx context.Context, v coordination.Reported) url.Values {
	values := url.Values{"origin": {string(coordination.FromReport)}, "asked_by": {string(coordination.AskedByStaff)}, "custody": {"joint"},
		"given": {v.Child.Given}, "family": {v.Child.Family}, "number": {v.Child.Number}, "birth": {v.Child.Birth}}
	if v.Child.Protected {
		values.Set("protected", "1")
	}
	for i, g := range v.Child.Guardians[:min(2, len(v.Child.Guardians))] {
		prefix := []string{"guardian_1_", "guardian_2_"}[i]
		values.Set(prefix+"given", g.Given)
		values.Set(prefix+"family", g.Family)
	}
	var question []string
	for _, p := range v.Parts {
		question = append(question, i18n.T(ctx, "coordination.from_report."+p.Name)+": "+p.Text)
	}
	values.Set("question", strings.Join(question, "\n\n"))
	return values
}

// takeOptions are what can be taken, the texts of the report as hints.
func takeOptions(ctx context.Context, v coordination.Reported) []web.Option {
	options := []web.Option{{Value: coordination.TakeChild, Label: i18n.T(ctx, "coordination.from_report.child"), Hint: strings.TrimSpace(v.Child.Given + " " + v.Child.Family)}}
	if len(v.Child.Guardians) > 0 {
		var names []string
		for _, g := range v.Child.Guardians {
			names = append(names, strings.TrimSpace(g.Given+" "+g.Family))
		}
		options = append(options, web.Option{Value: coordination.TakeGuardians, Label: i18n.T(ctx, "coordination.from_report.guardians"), Hint: strings.Join(names, ", ")})
	}
	for _, p := range v.Parts {
		options = append(options, web.Option{Value: p.Name, Label: i18n.T(ctx, "coordination.from_report."+p.Name), Hint: p.Text})
	}
	return options
}

// knownPath leads to what there is about a child already.
func knownPath(n coordination.Need) string {
	if n.State == coordination.NeedAccepted {
		return matterPath(n.ID)
	}
	return needPath(n.ID)
}

// postSame handles POST /samordning/{coordination}/samma-barn.
func (h *handlers) postSame(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	err := h.matters.JudgeSame(r.Context(), web.Actor(r), matter, form.Text("need"), form.Value("same"))
	if err != nil && form.Explain(err) {
		return h.matter(w, r, form)
	}
	return done(w, r, "coordination.flash.same_judged", matterPath(matter), err)
}
