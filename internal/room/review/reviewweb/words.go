package reviewweb

import (
	"context"
	"slices"

	"samspel/internal/frame/i18n"
	"samspel/internal/room/review"
	"samspel/internal/web"
)

// monthText is "oktober 2026".
func monthText(ctx context.Context, m review.Month) string {
	return i18n.From(ctx).Month(m.First)
}

// rules is why a line is on the list, each in one sentence.
func ruleText(ctx context.Context, e review.Entry, r review.Rule) string {
	if r == review.Many {
		return i18n.T(ctx, "review.rule.many", "count", e.Matters)
	}
	return i18n.T(ctx, "review.rule."+string(r))
}

func roleText(ctx context.Context, e review.Entry) string { return i18n.T(ctx, "review.role."+e.Role) }

// span is the time of a line: one moment, or from the first to the last.
func span(ctx context.Context, e review.Entry) string {
	l := i18n.From(ctx)
	if e.Times == 1 || l.Time(e.First) == l.Time(e.Last) {
		return l.ShortDate(e.Day) + " " + l.Time(e.First)
	}
	return l.ShortDate(e.Day) + " " + l.Time(e.First) + "–" + l.Time(e.Last)
}

func stateKind(s review.EntryState) web.StateKind {
	switch s {
	case review.Asked:
		return web.StateAsked
	case review.Answered:
		return web.StateTaken
	case review.Decided:
		return web.StateDone
	case review.Waiting:
	}
	return web.StatePlanned
}

func stateText(ctx context.Context, e review.Entry) string {
	if e.State == review.Decided {
		return i18n.T(ctx, "review.verdict."+string(e.Verdict))
	}
	return i18n.T(ctx, "review.state."+string(e.State))
}

// tally is the numbers over a list, each leading to its lines.
func tally(ctx context.Context, v review.PeriodView) []web.Count {
	var counts []web.Count
	for _, s := range review.EntryStates {
		counts = append(counts, web.Count{N: v.Counts[s], Text: i18n.T(ctx, "review.state_count."+string(s), "count", v.Counts[s]),
			Href: listPath(v.Period.ID, review.Choice{State: s}, 0), Current: v.Choice.State == s})
	}
	return counts
}

// why is the ways to narrow the list to what one rule points out.
func why(ctx context.Context, v review.PeriodView) []web.Link {
	var links []web.Link
	for _, r := range review.Rules {
		if v.Why[r] > 0 {
			links = append(links, web.Link{Text: i18n.T(ctx, "review.rule_name."+string(r)) + " " + count(ctx, v.Why[r]),
				Href: listPath(v.Period.ID, review.Choice{State: v.Choice.State, Rule: r}, 0)})
		}
	}
	return links
}

// group is the lines that stand under one heading: those whose first rule is the same.
type group struct {
	rule review.Rule
	rows []review.Row
}

func groups(rows []review.Row) []group {
	var list []group
	for _, row := range rows {
		if n := len(list); n == 0 || list[n-1].rule != row.Rules[0] {
			list = append(list, group{rule: row.Rules[0]})
		}
		list[len(list)-1].rows = append(list[len(list)-1].rows, row)
	}
	return list
}

// tickable says whether anything on the page can be decided with others.
func tickable(v review.PeriodView) bool {
	return slices.ContainsFunc(v.Rows, func(r review.Row) bool { return r.Mine && r.Light() })
}

// columns is how many the table of lines has.
func columns(ticks bool) string {
	if ticks {
		return "6"
	}
	return "5"
}

func findingKind(v review.Verdict) web.StateKind {
	if v == review.Breach {
		return web.StateLate
	}
	return web.StateAsked
}

// reasonsHint says when the reasons may be left out.
func reasonsHint(ctx context.Context, e review.Entry) string {
	if e.Light() {
		return i18n.T(ctx, "review.entry.reasons_light")
	}
	return i18n.T(ctx, "review.entry.reasons_hint")
}

// verdictFacts is what was decided, why and by whom.
func verdictFacts(ctx context.Context, v review.EntryView) []web.Fact {
	list := []web.Fact{{Term: i18n.T(ctx, "review.entry.verdict"), Text: i18n.T(ctx, "review.verdict."+string(v.Verdict))}}
	if v.Reasons != "" {
		list = append(list, web.Fact{Term: i18n.T(ctx, "review.entry.reasons"), Text: v.Reasons})
	}
	return append(list, web.Fact{Term: i18n.T(ctx, "review.entry.decided_by"), Text: v.DecidedBy + ", " + i18n.From(ctx).DateTime(v.DecidedAt)})
}

// words is a list of kinds as forms name them.
func words[T ~string](kinds []T) []string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return list
}

func next(v review.PeriodView) string {
	if v.Next == 0 {
		return ""
	}
	return listPath(v.Period.ID, v.Choice, v.Next)
}

func verdictOptions(ctx context.Context, heard bool) []web.Option {
	var options []web.Option
	for _, v := range review.Verdicts {
		o := web.Option{Value: string(v), Label: i18n.T(ctx, "review.verdict."+string(v)), Hint: i18n.T(ctx, "review.verdict_text."+string(v))}
		if v == review.Breach && !heard {
			o.Hint = i18n.T(ctx, "review.entry.unheard")
		}
		options = append(options, o)
	}
	return options
}

func closenessOptions(ctx context.Context) []web.Option {
	var options []web.Option
	for _, c := range review.Closenesses {
		options = append(options, web.Option{Value: string(c), Label: i18n.T(ctx, "review.closeness."+string(c))})
	}
	return options
}

// facts is what the log says of a line, and nothing of what was read.
func facts(ctx context.Context, v review.EntryView) []web.Fact {
	l := i18n.From(ctx)
	list := []web.Fact{
		{Term: i18n.T(ctx, "review.entry.who"), Text: v.Name + ", " + roleText(ctx, v.Entry) + ", " + v.Unit},
		{Term: i18n.T(ctx, "review.entry.when"), Text: span(ctx, v.Entry)},
		{Term: i18n.T(ctx, "review.entry.what"), Text: i18n.T(ctx, "review.entry.matter", "reference", v.Reference)},
		{Term: i18n.T(ctx, "review.entry.times"), Text: l.Number(int64(v.Times))},
	}
	return append(list, web.Fact{Term: i18n.T(ctx, "review.entry.place"), Text: v.Place})
}

func count(ctx context.Context, n int) string { return i18n.From(ctx).Number(int64(n)) }

// said is the question and the answer, as far as they have come.
func said(ctx context.Context, v review.EntryView) []web.Fact {
	l := i18n.From(ctx)
	list := []web.Fact{{Term: i18n.T(ctx, "review.entry.asked", "when", l.ShortDateTime(v.AskedAt)), Text: v.Question}}
	if !v.AnsweredAt.IsZero() {
		list = append(list, web.Fact{Term: i18n.T(ctx, "review.entry.answered", "when", l.ShortDateTime(v.AnsweredAt)), Text: v.Answer})
	}
	return list
}
