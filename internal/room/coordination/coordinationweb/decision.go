package coordinationweb

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

func decisionPath(meeting string) string { return meetingPath(meeting) + "/atagande" }

// proposalField is a field of the commitment that a decision becomes.
func proposalField(name, decision string) string { return name + "." + decision }

// The values of the choice of a goal that is not written yet: for a need of the plan,
// or for a need that is new too.
const (
	underNeed  = "under:"
	underTopic = "about:"
)

// postDecision handles POST /moten/{meeting}/atagande, from the page that is read.
func (h *handlers) postDecision(w http.ResponseWriter, r *http.Request) error {
	meeting, form := r.PathValue("meeting"), web.ParseForm(r)
	d := readDecision(form)
	if form.OK() {
		err := h.propose(r, d)
		if err == nil || !form.Explain(err) {
			return done(w, r, "coordination.flash.proposed", meetingPath(meeting), err)
		}
	}
	return h.meeting(w, r, form)
}

// readDecision is the commitment that somebody makes of a decision, from the fields beside it.
func readDecision(form *web.Form) coordination.DecisionDraft {
	decision := form.Text("propose")
	at := func(name string) string { return proposalField(name, decision) }
	d := coordination.DecisionDraft{ID: form.Text(at("commitment")), Paragraph: decision, Member: form.Text(at("member")),
		What: form.Lines(at("what"), coordination.MaxText), GoalText: form.Text(at("goal_text")), NeedText: form.Text(at("need_text"))}
	goal := form.Text(at("goal"))
	switch {
	case strings.HasPrefix(goal, underNeed):
		d.Need = strings.TrimPrefix(goal, underNeed)
	case strings.HasPrefix(goal, underTopic):
		d.Topic = coordination.Topic(strings.TrimPrefix(goal, underTopic))
	default:
		d.Goal = goal
	}
	d.Start, d.Due = form.Date(at("start")), form.Date(at("due"))
	return d
}

// propose asks for the commitment, and says what is wrong at the fields beside the decision.
func (h *handlers) propose(r *http.Request, d coordination.DecisionDraft) error {
	err := h.matters.ProposeDecision(r.Context(), web.Actor(r), r.PathValue("meeting"), d)
	var there fault.List
	for _, f := range fault.All(err) {
		if f.Kind != fault.KindInvalid {
			return err
		}
		beside := *f
		beside.Field = proposalField(f.Field, d.Paragraph)
		there.Add(&beside)
	}
	if len(there) == 0 {
		return err
	}
	return there
}

// leftUnasked says so where somebody has begun to ask who does what a decision says, and
// saved the minutes without asking. What has been asked is not asked for again.
func leftUnasked(form *web.Form, asked string) {
	form.Forget(func(field string) bool { return asked != "" && strings.HasSuffix(field, "."+asked) })
	for _, decision := range form.Named("commitment.") {
		for _, name := range []string{"member", "start", "due", "goal", "goal_text", "need_text", "what"} {
			if strings.TrimSpace(form.Value(proposalField(name, decision))) != "" {
				form.Fail(proposalField("member", decision), "coordination.decision.not_asked")
				break
			}
		}
	}
}

// aimOptions are the goals of the plan, and the ways to a new one.
func aimOptions(ctx context.Context, v coordination.ProposingView) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.plan.choose_goal")}}
	for _, n := range v.Needs {
		for _, g := range n.Goals {
			options = append(options, web.Option{Value: g.ID, Label: g.Text})
		}
	}
	for _, n := range v.Needs {
		options = append(options, web.Option{Value: underNeed + n.ID, Label: i18n.T(ctx, "coordination.decision.new_goal", "need", n.Text)})
	}
	for _, t := range coordination.Topics {
		options = append(options, web.Option{Value: underTopic + string(t), Label: i18n.T(ctx, "coordination.decision.new_need", "topic", topicText(ctx, t))})
	}
	return options
}

func askOptions(ctx context.Context, v coordination.ProposingView) []web.Option {
	return append([]web.Option{{Label: i18n.T(ctx, "coordination.plan.choose_member")}}, teamOptions(v.Team)...)
}

// proposalID is the commitment's id on the page; one that was sent keeps its own.
func proposalID(form *web.Form, decision string) string {
	if given := form.Value(proposalField("commitment", decision)); given != "" {
		return given
	}
	return id.New()
}

// proposing says whether the fields beside a decision are open: something in them is wrong.
func proposing(form *web.Form, decision string) bool {
	for _, e := range form.Errors() {
		if strings.HasSuffix(e.Field, "."+decision) {
			return true
		}
	}
	return false
}
