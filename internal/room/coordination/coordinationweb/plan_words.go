package coordinationweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/coordination"
	"samspel/internal/web"
)

func planKind(s coordination.PlanState) web.StateKind {
	switch s {
	case coordination.PlanAgreed:
		return web.StateTaken
	case coordination.PlanLaid:
		return web.StateAsked
	case coordination.PlanReplaced:
		return web.StateDone
	case coordination.PlanDraft:
	}
	return web.StatePlanned
}

// commitmentKind is the mark of a commitment: red when it waits too long or is late.
func commitmentKind(v coordination.CommitmentView) web.StateKind {
	if v.Late || v.Overdue {
		return web.StateLate
	}
	switch v.Commitment.State {
	case coordination.CommitmentAccepted, coordination.CommitmentOngoing:
		return web.StateTaken
	case coordination.CommitmentProposed:
		return web.StateAsked
	case coordination.CommitmentDeclined, coordination.CommitmentNotDone:
		return web.StateLate
	case coordination.CommitmentDone, coordination.CommitmentHandedOver, coordination.CommitmentDropped:
	}
	return web.StateDone
}

func commitmentState(ctx context.Context, v coordination.CommitmentView) string {
	switch {
	case v.Late:
		return i18n.T(ctx, "coordination.commitment.late")
	case v.Overdue:
		return i18n.T(ctx, "coordination.commitment.overdue")
	}
	return i18n.T(ctx, "coordination.commitment.state."+string(v.Commitment.State))
}

// whoDoes is the unit, and the person who is asked or responsible.
func whoDoes(v coordination.CommitmentView) string {
	if v.Name == "" {
		return v.UnitName
	}
	return v.Name + ", " + v.UnitName
}

// gapText is what is missing, in words; gapPath where it is written.
func gapText(ctx context.Context, v coordination.PlanView, g coordination.Gap) string {
	text := i18n.T(ctx, "coordination.gap."+string(g.Kind))
	switch g.Kind {
	case coordination.GapContent:
		text = g.Content.Text.In(lang(ctx))
	case coordination.GapGoal, coordination.GapUntaken:
		for _, n := range v.Needs {
			if n.ID == g.Need {
				text += ": " + n.Text
			}
		}
	case coordination.GapUnanswered:
		for _, n := range v.Needs {
			for _, goal := range n.Goals {
				for _, c := range goal.Commitments {
					if c.Commitment.ID == g.Commitment {
						text += ": " + c.Body.What
					}
				}
			}
		}
	case coordination.GapChild, coordination.GapNeeds, coordination.GapOverall, coordination.GapFollowUp, coordination.GapWorse:
	}
	return text
}

func gapPath(v coordination.PlanView, g coordination.Gap) string {
	switch g.Kind {
	case coordination.GapNeeds:
		return planNeedPath(v.Matter.ID)
	case coordination.GapGoal:
		return planNeedPath(v.Matter.ID) + "?rad=" + g.Need
	case coordination.GapUntaken:
		for _, n := range v.Needs {
			if n.ID == g.Need {
				return proposePath(v.Matter.ID) + "?mal=" + n.Goals[0].ID
			}
		}
	case coordination.GapUnanswered:
		return commitmentPath(g.Commitment)
	case coordination.GapContent, coordination.GapChild, coordination.GapOverall, coordination.GapFollowUp, coordination.GapWorse:
	}
	return planWordsPath(v.Matter.ID) + "#" + g.Field
}

func memberOptions(ctx context.Context, list []coordination.MemberChoice) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.plan.choose_member")}}
	for _, m := range list {
		parts := []string{m.Name}
		if m.Duty != "" {
			parts = append(parts, m.Duty)
		}
		options = append(options, web.Option{Value: m.ID, Label: strings.Join(append(parts, m.UnitName), ", ")})
	}
	return options
}

func overallOptions(ctx context.Context, list []coordination.OrganisationChoice) []web.Option {
	return append([]web.Option{{Label: i18n.T(ctx, "coordination.plan.choose_organisation")}}, organisationOptions(list)...)
}

func goalOptions(ctx context.Context, v coordination.PlanView) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "coordination.plan.choose_goal")}}
	for _, n := range v.Body.Needs {
		for _, g := range n.Goals {
			options = append(options, web.Option{Value: g.ID, Label: g.Text})
		}
	}
	return options
}

func attainedOptions(ctx context.Context, of string) []web.Option {
	var options []web.Option
	for _, a := range coordination.Attainments {
		options = append(options, web.Option{Value: string(a), Label: attainedText(ctx, of, a)})
	}
	return options
}

// attainedText is a rating in the words of professionals ("team") or of a child.
func attainedText(ctx context.Context, of string, a coordination.Attained) string {
	if a == "" {
		return i18n.T(ctx, "coordination.attained.none")
	}
	return i18n.T(ctx, "coordination.attained."+of+"."+string(a))
}

func answererName(ctx context.Context, v coordination.AgreementView) string {
	if v.By == coordination.AgreementParty {
		return v.Name
	}
	return childName(ctx, v.Person)
}

func agreesKind(v coordination.AgreementView) web.StateKind {
	switch {
	case !v.Answered:
		return web.StateAsked
	case v.Answer.Agrees == coordination.AgreesYes:
		return web.StateTaken
	}
	return web.StateLate
}

func agreesText(ctx context.Context, v coordination.AgreementView) string {
	if !v.Answered {
		return i18n.T(ctx, "coordination.agrees.waiting")
	}
	return i18n.T(ctx, "coordination.agrees."+string(v.Answer.Agrees))
}

func agreesOptions(ctx context.Context) []web.Option {
	return []web.Option{{Value: "yes", Label: i18n.T(ctx, "coordination.agrees.yes")}, {Value: "no", Label: i18n.T(ctx, "coordination.agrees.no")},
		{Value: "not_asked", Label: i18n.T(ctx, "coordination.agrees.not_asked"), Hint: i18n.T(ctx, "coordination.agrees.not_asked_hint")}}
}

// answerOptions are those whose answer the reader may record; whom nobody has heard first.
func answerOptions(ctx context.Context, v coordination.PlanView) (options []web.Option, first string) {
	for _, a := range v.Answers {
		if !a.Mine {
			continue
		}
		value := string(a.By) + "/" + a.Who
		if !a.Answered && first == "" {
			first = value
		}
		options = append(options, web.Option{Value: value, Label: answererName(ctx, a) + " (" + i18n.T(ctx, "coordination.answerer."+string(a.By)) + ")"})
	}
	return options, first
}

func goalField(name string, n int) string { return name + strconv.Itoa(n+1) }

// goalAt is the nth goal of a row, empty beyond the last.
func goalAt(n coordination.PlanNeed, i int) coordination.PlanGoal {
	if i < len(n.Goals) {
		return n.Goals[i]
	}
	return coordination.PlanGoal{}
}

// goalRows is how many goals a form asks for: those there are, and one more.
func goalRows(n coordination.PlanNeed) int {
	filled := 0
	for i, g := range n.Goals {
		if g.Text != "" {
			filled = i + 1
		}
	}
	return min(max(filled+1, 2), coordination.MaxGoals)
}

// waits says whether the reader can answer at once.
func waits(row coordination.MineRow) bool {
	return row.Commitment.State == coordination.CommitmentProposed && !row.Masked
}

func someWait(rows []coordination.MineRow) bool { return slices.ContainsFunc(rows, waits) }

func minePager(ctx context.Context, v coordination.MineView) string {
	if v.Next.IsZero() {
		return ""
	}
	return minePath() + "?efter=" + v.Next.Due.String() + "." + v.Next.ID
}

func copyOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, f := range coordination.CopyFormats {
		options = append(options, web.Option{Value: string(f), Label: i18n.T(ctx, "coordination.copy.format."+string(f))})
	}
	return options
}

// nextOn is the day to follow up: the one that is set, or the one the form proposes.
func nextOn(v coordination.PlanView) string {
	if !v.Plan.NextOn.IsZero() && !v.Plan.NextOn.Before(v.Today) {
		return v.Plan.NextOn.String()
	}
	return v.Form.FollowUp.FirstFollowUp(v.Today).String()
}

func planCrumbs(list, child, plan, matter string) []web.Link {
	return append(matterCrumbs(list, child, matter), web.Link{Text: plan, Href: planPath(matter)})
}

func planFactList(ctx context.Context, v coordination.PlanView) []web.Fact {
	facts := []web.Fact{{Term: i18n.T(ctx, "coordination.plan.overall"), Text: v.Overall}}
	for _, c := range v.Form.Contents {
		if c.OwnText() {
			facts = append(facts, web.Fact{Term: c.Text.In(lang(ctx)), Text: v.Body.Parts[c.ID]})
		}
	}
	next := ""
	if !v.FollowUpOn.IsZero() {
		next = i18n.From(ctx).Date(v.FollowUpOn)
	}
	return append(facts, web.Fact{Term: i18n.T(ctx, "coordination.plan.next_on"), Text: next},
		web.Fact{Term: i18n.T(ctx, "coordination.plan.caller"), Text: v.Caller}, web.Fact{Term: i18n.T(ctx, "coordination.plan.place"), Text: v.Body.Place})
}

func commitmentFacts(ctx context.Context, v coordination.CommitmentPageView) []web.Fact {
	who := "coordination.commitment.responsible"
	if v.Commitment.Responsible() == "" {
		who = "coordination.commitment.asked"
	}
	facts := []web.Fact{{Term: i18n.T(ctx, who), Text: whoDoes(v.CommitmentView)},
		{Term: i18n.T(ctx, "coordination.commitment.due_label"), Text: i18n.From(ctx).Date(v.Commitment.Due)}}
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, web.Fact{Term: i18n.T(ctx, key), Text: text})
		}
	}
	if !v.Commitment.Start.IsZero() {
		add("coordination.commitment.start_label", i18n.From(ctx).Date(v.Commitment.Start))
	}
	add("coordination.plan.need", v.Need.Text)
	add("coordination.commitment.for_goal", v.Goal.Text)
	add("coordination.commitment.others", v.Body.Others)
	add("coordination.commitment.outcome", v.Outcome.Reason)
	return facts
}
