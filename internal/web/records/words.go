package records

import (
	"context"
	"slices"
	"strconv"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/law"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
	"samspel/internal/web"
)

// who is whom a row is about, as far as the reader may know.
func who(ctx context.Context, row retention.PreviewRow) string {
	switch {
	case row.Child.Hidden:
		return i18n.T(ctx, "retention.child.protected")
	case row.Known && row.Child.Name() != "":
		return row.Child.Name()
	case row.Class == retention.Report:
		return i18n.T(ctx, "retention.child.in_report")
	}
	return i18n.T(ctx, "retention.child.unnamed")
}

// term is when the documents may, and when they must, go.
func term(ctx context.Context, t retention.Term) string {
	switch {
	case t.Outcome == retention.Kept:
		return i18n.T(ctx, "retention.term.kept")
	case t.Outcome == retention.Waiting:
		return i18n.T(ctx, "retention.term.waiting")
	case t.By.IsZero():
		return i18n.T(ctx, "retention.term.from", "from", t.From)
	}
	return i18n.T(ctx, "retention.term.between", "from", t.From, "by", t.By)
}

// standing is how a row stands today: its mark and its word.
func standing(ctx context.Context, row retention.PreviewRow) (web.StateKind, string) {
	say := func(kind web.StateKind, key string) (web.StateKind, string) {
		return kind, i18n.T(ctx, "retention.standing."+key)
	}
	switch {
	case row.Held():
		return say(web.StateDone, "held")
	case row.Outcome == retention.Kept:
		return say(web.StateTaken, "kept")
	case row.Outcome == retention.Waiting:
		return say(web.StateAsked, string(row.Wait))
	case row.Outcome == retention.HandedOver && row.Due:
		return say(web.StateAsked, "hand_over")
	case row.Late:
		return say(web.StateLate, "late")
	case row.Due:
		return say(web.StatePlanned, "due")
	}
	return say(web.StateDone, "not_yet")
}

// A reason is a rule in words, with its provision.
type reason struct{ Text, Provision string }

func reasons(ctx context.Context, rules []string, on civil.Date) []reason {
	var list []reason
	for _, id := range rules {
		if r, ok := law.RetentionRuleFor(id, on); ok {
			list = append(list, reason{r.Name(i18n.From(ctx).Lang()), r.Ref.String()})
		}
	}
	return list
}

// first is the reason that settles a row.
func first(ctx context.Context, row retention.PreviewRow, on civil.Date) reason {
	if all := reasons(ctx, row.Rules, on); len(all) > 0 {
		return all[0]
	}
	return reason{Text: i18n.T(ctx, "retention.wait."+string(row.Wait))}
}

func class(ctx context.Context, c retention.Class) string {
	return i18n.T(ctx, "retention.class."+string(c))
}

func markOptions(ctx context.Context, row retention.PreviewRow) []web.Option {
	var options []web.Option
	for _, c := range retention.Marks {
		if c == row.Class || slices.ContainsFunc(row.Marks, func(m retention.Mark) bool { return m.Class == c && m.EndedAt.IsZero() }) {
			continue
		}
		options = append(options, web.Option{Value: string(c), Label: class(ctx, c), Hint: i18n.T(ctx, "retention.mark_hint."+string(c))})
	}
	return options
}

func holdOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, k := range retention.HoldKinds {
		options = append(options, web.Option{Value: string(k), Label: i18n.T(ctx, "retention.hold_kind."+string(k))})
	}
	return options
}

func plannedOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, c := range retention.Planned {
		options = append(options, web.Option{Value: string(c), Label: i18n.T(ctx, "retention.planned."+string(c)), Hint: i18n.T(ctx, "retention.planned_hint."+string(c))})
	}
	return options
}

func kept(ctx context.Context, p retention.PlanRow) string {
	switch {
	case p.Years == retention.Forever:
		return i18n.T(ctx, "retention.plan.forever_said")
	case p.Years == 0:
		return i18n.T(ctx, "retention.plan.at_once")
	}
	return i18n.T(ctx, "retention.plan.years_said", "count", p.Years)
}

func runState(ctx context.Context, s retention.RunState) (web.StateKind, string) {
	text := i18n.T(ctx, "retention.run_state."+string(s))
	switch s {
	case retention.Proposed:
		return web.StateAsked, text
	case retention.Running, retention.Shredded:
		return web.StatePlanned, text
	case retention.Final:
		return web.StateTaken, text
	case retention.Withdrawn:
	}
	return web.StateDone, text
}

func total(tallies []retention.Tally) (n int) {
	for _, t := range tallies {
		n += t.N
	}
	return n
}

// steps is the thread of a run: proposed, confirmed, shredded, final.
func steps(ctx context.Context, v retention.RunView) []web.Step {
	l := i18n.From(ctx)
	r := v.Run
	list := []web.Step{
		{Title: i18n.T(ctx, "retention.step.proposed"), Text: v.Names[r.ProposedBy], When: l.DateTime(r.ProposedAt), Done: true},
		{Title: i18n.T(ctx, "retention.step.confirmed"), Text: i18n.T(ctx, "retention.step.confirmed_text"), Now: r.State == retention.Proposed},
		{Title: i18n.T(ctx, "retention.step.shredded"), Text: i18n.T(ctx, "retention.step.shredded_text"), Now: r.State == retention.Running},
		{Title: i18n.T(ctx, "retention.step.final"), Text: i18n.T(ctx, "retention.step.final_text"), Now: r.State == retention.Shredded},
	}
	if !r.ConfirmedAt.IsZero() {
		list[1].Text, list[1].When, list[1].Done = v.Names[r.ConfirmedBy], l.DateTime(r.ConfirmedAt), true
	}
	if !r.ShreddedAt.IsZero() {
		list[2].When, list[2].Done = l.DateTime(r.ShreddedAt), true
		list[3].When = i18n.T(ctx, "retention.step.final_on", "day", r.FinalOn)
	}
	if !r.FinalAt.IsZero() {
		list[3].When, list[3].Done = l.DateTime(r.FinalAt), true
	}
	return list
}

func year(n int) string { return strconv.Itoa(n) }

func copyFacts(ctx context.Context, v retention.CopyView) []web.Fact {
	facts := []web.Fact{
		{Term: i18n.T(ctx, "retention.preview.standing"), Detail: copyStanding(v)},
		{Term: i18n.T(ctx, "retention.copy.source"), Text: i18n.T(ctx, "retention.source."+v.Source)},
		{Term: i18n.T(ctx, "retention.copy.last_note"), Text: i18n.From(ctx).Date(v.LastNote)},
	}
	closed := i18n.T(ctx, "retention.copy.still_open")
	if !v.Closed.IsZero() {
		closed = i18n.From(ctx).Date(v.Closed)
	}
	facts = append(facts, web.Fact{Term: i18n.T(ctx, "retention.copy.closed"), Text: closed})
	if !v.Child.Birth.IsZero() {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "retention.copy.born"), Text: i18n.From(ctx).Date(v.Child.Birth)})
	}
	if v.Child.Protected() {
		facts = append(facts, web.Fact{Term: i18n.T(ctx, "retention.copy.label"), Detail: web.Lock(i18n.T(ctx, "retention.lock"))})
	}
	return facts
}
