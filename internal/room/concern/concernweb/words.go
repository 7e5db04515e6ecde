package concernweb

import (
	"context"
	"strings"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/person"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// personName is how a child is called; a child nobody could name has words too.
func personName(ctx context.Context, p person.Person) string {
	if p.Hidden {
		return i18n.T(ctx, "concern.child.protected")
	}
	if name := strings.TrimSpace(p.Given + " " + p.Family); name != "" {
		return name
	}
	return i18n.T(ctx, "concern.child.unnamed")
}

// rowSender is who reported, as lists say it.
func rowSender(ctx context.Context, row concern.Row) string {
	if row.Matter.FromPublic() {
		return i18n.T(ctx, "concern.sender.public")
	}
	return row.Sender
}

func outcomeText(ctx context.Context, m concern.Matter) string {
	if m.State == concern.Forwarded {
		return i18n.T(ctx, "concern.outcome.forwarded")
	}
	if m.Outcome == "" {
		return i18n.T(ctx, "concern.outcome.none")
	}
	return i18n.T(ctx, "concern.outcome."+string(m.Outcome))
}

func tally(ctx context.Context, v concern.InboxView) []web.Count {
	f := func(u concern.Urgency) string {
		if v.Filter.Urgency == u {
			u = ""
		}
		return filterPath(concern.InboxFilter{Urgency: u, Whose: v.Filter.Whose})
	}
	count := func(u concern.Urgency, n int, state web.ClockState) web.Count {
		key := "concern.tally." + string(u)
		if concern.Capped(n) {
			key = "concern.tally_capped." + string(u)
		}
		return web.Count{N: n, Text: i18n.T(ctx, key, "count", n), Href: f(u), State: state, Current: v.Filter.Urgency == u}
	}
	return []web.Count{
		count(concern.Late, v.Tally.Late, web.ClockLate),
		count(concern.Today, v.Tally.Today, web.ClockToday),
		count(concern.Soon, v.Tally.Soon, ""),
		count(concern.Ample, v.Tally.Ample, ""),
		{N: v.Tally.Unassigned, Text: i18n.T(ctx, "concern.tally.unassigned", "count", v.Tally.Unassigned),
			Href: filterPath(concern.InboxFilter{Whose: concern.Nobodys}), Current: v.Filter.Whose == concern.Nobodys},
	}
}

func withWhose(f concern.InboxFilter, whose concern.Whose) concern.InboxFilter {
	return concern.InboxFilter{Urgency: f.Urgency, Step: f.Step, Whose: whose}
}

func whoseKey(w concern.Whose) string {
	switch w {
	case concern.Mine:
		return "concern.whose.mine"
	case concern.Nobodys:
		return "concern.whose.nobodys"
	case concern.Theirs:
		return "concern.whose.theirs"
	case concern.Everybodys:
	}
	return "concern.whose.all"
}

// whoses are the choices of whose matters to show.
func whoses(v concern.InboxView) []concern.Whose {
	list := []concern.Whose{concern.Everybodys, concern.Mine, concern.Nobodys}
	if len(v.StandIns) > 0 || v.Filter.Whose == concern.Theirs {
		list = append(list, concern.Theirs)
	}
	return list
}

func nextInbox(v concern.InboxView) string {
	if v.Next.IsZero() {
		return ""
	}
	f := v.Filter
	f.After = v.Next
	return filterPath(f)
}

func reportSteps(ctx context.Context, v concern.ReportView, child concern.ReturnedChild) []web.Step {
	l := i18n.From(ctx)
	received := !child.ReceivedAt.IsZero()
	told := child.Feedback.State == concern.FeedbackGiven || child.Feedback.State == concern.FeedbackWithheld
	steps := []web.Step{
		{Title: i18n.T(ctx, "concern.thread.sent"), When: l.DateTime(v.Report.SentAt), Done: true},
		{Title: i18n.T(ctx, "concern.thread.received"), Done: received, Now: !received},
		{Title: i18n.T(ctx, "concern.thread.assessing"), Text: i18n.T(ctx, "concern.thread.assessing_text"), Done: told, Now: received && !told},
	}
	if received {
		steps[1].When = l.DateTime(child.ReceivedAt)
	} else {
		steps[1].Text = i18n.T(ctx, "concern.thread.not_received")
	}
	last := web.Step{Title: i18n.T(ctx, "concern.thread.feedback"), Done: told}
	switch child.Feedback.State {
	case concern.FeedbackGiven:
		last.Text, last.When = i18n.T(ctx, "concern.fact."+string(child.Feedback.Fact)), l.DateTime(child.Feedback.GivenAt)
	case concern.FeedbackWithheld:
		last.Text, last.When = i18n.T(ctx, "concern.fact.withheld"), l.DateTime(child.Feedback.GivenAt)
	case concern.FeedbackWaiting:
		last.Text = i18n.T(ctx, "concern.thread.feedback_waiting")
		if child.Late {
			last.Text, last.Now = i18n.T(ctx, "concern.thread.feedback_late"), true
			steps[2].Now = false
		}
	case concern.FeedbackNotAsked:
		last.Text = i18n.T(ctx, "concern.thread.feedback_not_asked")
	}
	return append(steps, last)
}

// givingLede says who a matter can be given to, and why it is some only.
func givingLede(ctx context.Context, m concern.Matter) string {
	if m.Protected {
		return i18n.T(ctx, "concern.giving.lede")
	}
	return i18n.T(ctx, "concern.giving.lede.open")
}

// givingNobody says what to do when nobody can be given the matter.
func givingNobody(ctx context.Context, m concern.Matter) string {
	if m.Protected {
		return i18n.T(ctx, "concern.giving.nobody")
	}
	return i18n.T(ctx, "concern.giving.nobody.open")
}
