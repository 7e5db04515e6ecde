package coordinationweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/paper"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

// postCopy handles POST /samordning/{coordination}/plan/kopia: the copy is recorded, and then given.
func (h *handlers) postCopy(w http.ResponseWriter, r *http.Request) error {
	matter, form := r.PathValue("coordination"), web.ParseForm(r)
	format := coordination.CopyFormat(form.Choice("format", "pdf", "docx", "paper"))
	v, err := h.matters.HandOut(r.Context(), web.Actor(r), matter, coordination.CopyDraft{ID: form.Text("id"), Format: format, Recipient: form.Text("recipient")})
	if err != nil && form.Explain(err) {
		before, err := h.writing(r)
		if err != nil {
			return err
		}
		return web.Render(w, r, status(form), copyPage(before, form))
	}
	if err != nil || format == coordination.CopyPaper {
		return done(w, r, "coordination.flash.copied", planPath(matter), err)
	}
	return web.SendPaper(w, r, "plan-"+v.Plan.ID, web.PaperFormat(format), planPaper(r.Context(), v))
}

// planPaper is the plan as a document: what the page holds, in the same order.
func planPaper(ctx context.Context, v coordination.PlanView) paper.Document {
	t := func(key string, args ...any) string { return i18n.T(ctx, key, args...) }
	d := paper.Document{Lang: lang(ctx), Name: v.Form.Name.In(lang(ctx)), Title: v.Form.Name.In(lang(ctx)) + ": " + heading(ctx, v.Child, v.Age), Label: t("coordination.copy.label"),
		Reference: t("coordination.copy.reference", "id", v.Plan.ID, "number", v.Plan.Number, "on", v.Today)}
	var marks []string
	if v.Matter.Protected {
		marks = append(marks, t("coordination.lock.protected"))
	}
	if v.Protection.On() {
		d.Label = t("coordination.protection.mark") + " (" + t("coordination.protection.provision") + ")"
		marks = append(marks, d.Label)
	}
	if len(marks) > 0 {
		d.Add(paper.P(strings.Join(marks, ". ")))
	}
	if v.Matter.Protected {
		d.Label = marks[0] + ". " + d.Label
	}
	d.Add(paper.P(t("coordination.plan.state."+string(v.Plan.State))), paper.H(2, t("coordination.plan.child")))
	switch {
	case !v.Words:
		d.Add(paper.P(t("coordination.picture.words_not_shared")))
	case v.Body.ChildWords != "":
		d.Add(paper.P("”"+v.Body.ChildWords+"”"), paper.P(v.Body.ChildHow))
	default:
		d.Add(paper.P(t("coordination.plan.child_not_told") + " " + v.Body.ChildNot))
	}
	text := func(level int, key, words string) {
		if words != "" {
			d.Add(paper.H(level, t(key)), paper.P(words))
		}
	}
	text(3, "coordination.plan.guardian_view", v.Body.GuardianView)
	text(2, "coordination.plan.goal", v.Body.Goal)
	for _, n := range v.Needs {
		d.Add(paper.H(2, n.Text))
		if n.Own != "" {
			d.Add(paper.P(t("coordination.plan.own") + " " + n.Own))
		}
		for _, g := range n.Goals {
			d.Add(paper.H(3, g.Text))
			if g.Seen != "" {
				d.Add(paper.P(t("coordination.plan.seen") + " " + g.Seen))
			}
			if len(g.Commitments) == 0 {
				d.Add(paper.P(t("coordination.plan.nobody")))
				continue
			}
			d.Add(promises(ctx, g.Commitments))
		}
	}
	if len(v.Loose) > 0 {
		d.Add(paper.H(2, t("coordination.commitment.own")), promises(ctx, v.Loose))
	}
	text(2, "coordination.plan.signs", v.Body.Signs)
	text(2, "coordination.plan.call", v.Body.Call)
	d.Add(paper.H(2, t("coordination.plan.agreed_on")))
	for _, f := range planFactList(ctx, v) {
		if f.Text != "" {
			colon := ":"
			if strings.HasSuffix(f.Term, "?") {
				colon = ""
			}
			d.Add(paper.P(f.Term + colon + " " + f.Text))
		}
	}
	if v.Plan.State != coordination.PlanDraft {
		table := &paper.Table{Head: []string{t("coordination.plan.who_answers"), t("coordination.plan.what_answer"), t("coordination.plan.because")}}
		for _, a := range v.Answers {
			table.Rows = append(table.Rows, []string{answererName(ctx, a), agreesText(ctx, a), strings.TrimSpace(a.Because)})
		}
		d.Add(paper.H(2, t("coordination.plan.answers")), paper.Block{Table: table})
	}
	return d
}

func promises(ctx context.Context, list []coordination.CommitmentView) paper.Block {
	t := func(key string) string { return i18n.T(ctx, key) }
	table := &paper.Table{Head: []string{t("coordination.commitment.what"), t("coordination.commitment.who"), t("coordination.commitment.due"), t("coordination.commitment.state")}}
	for _, c := range list {
		table.Rows = append(table.Rows, []string{c.Body.What, whoDoes(c), i18n.From(ctx).Date(c.Commitment.Due), commitmentState(ctx, c)})
	}
	return paper.Block{Table: table}
}
