package grant

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
)

// A Deadline (frist) is a day by which a municipality, or the agency, is to have done
// something in a scheme year.
type Deadline struct {
	Kind DeadlineKind
	// Label is what a report is called; the other kinds have words of their own.
	Label string
	// Line is the report's number among the year's, from 1; 0 for the other kinds.
	Line int
	Day  civil.Date
	// Municipality is whose it is; empty is the agency's.
	Municipality string
	Done         bool
	// Remain are the codes of the municipalities that have not done it yet, for the agency.
	Remain []string
}

// DeadlineKind is what is to be done.
type DeadlineKind string

const (
	// ByRequisition: the frame is to be called for.
	ByRequisition DeadlineKind = "requisition"
	// ByUse: the money is to be used.
	ByUse DeadlineKind = "use"
	// ByAccount: the account of use is to be sent in.
	ByAccount DeadlineKind = "account"
	// ByRepayment: what was not used is to be paid back.
	ByRepayment DeadlineKind = "repay"
	// ByAnswer: a question in a review is to be answered.
	ByAnswer DeadlineKind = "answer"
	// ByClaim: a claim is to be paid, on a day of its own.
	ByClaim DeadlineKind = "claim"
	// ByReport: the agency is to report to the government.
	ByReport DeadlineKind = "report"
)

// ofAll are the days that every municipality of a year has.
var ofAll = []DeadlineKind{ByRequisition, ByUse, ByAccount, ByRepayment}

// OfAll says whether every municipality of a year has such a day.
func (k DeadlineKind) OfAll() bool { return slices.Contains(ofAll, k) }

// what names the deadline among the year's.
func (d Deadline) what() string {
	if d.Kind == ByReport {
		return fmt.Sprintf("report:%d", d.Line)
	}
	return string(d.Kind)
}

// Name is the deadline's own among the year's, and the same as long as its day is.
func (d Deadline) Name() string { return strings.ReplaceAll(d.what(), ":", "-") + "-" + d.Day.String() }

// standings is how far the municipalities have come in a year: what is on the accounts of
// each, by its code and then by kind, what they have sent in, who has more time, and what is
// asked of each alone.
type standings struct {
	by                        map[string]map[string]money.Amount
	uses                      map[string]UseState
	extensions, useExtensions []Extension
	// reviews are open, and claims are all of the year.
	reviews []Review
	claims  []Claim
}

// done says whether the municipality has nothing left to do by the day. The use of money
// is told of in the account.
func (s standings) done(k DeadlineKind, code string) bool {
	by := s.by[code]
	switch k {
	case ByRequisition:
		return by[kindFrame] == 0
	case ByUse, ByAccount:
		return s.uses[code] == UseSent || by[kindHeld]+by[kindTransit]+by[kindDecided] == 0
	case ByRepayment:
		return by[kindClaim]+by[kindHeld]+by[kindTransit]+by[kindDecided] == 0
	case ByAnswer, ByClaim, ByReport:
	}
	return false
}

// ahead says whether money may still come that the day is about. Until it has, nobody is
// late and nobody is reminded, but the day is not over with either.
func (s standings) ahead(k DeadlineKind, code string) bool {
	by := s.by[code]
	return k != ByRequisition && by[kindFrame]+by[kindRequested] > 0
}

// asked are the days of what is asked of one municipality alone and is not done: questions
// in reviews, and claims that are not due with what all repay. Each day is there once.
func (s standings) asked(code string, repayLast civil.Date) (all []Deadline) {
	add := func(k DeadlineKind, day civil.Date) {
		d := Deadline{Kind: k, Day: day, Municipality: code}
		if !slices.ContainsFunc(all, func(x Deadline) bool { return x.Name() == d.Name() }) {
			all = append(all, d)
		}
	}
	for _, r := range s.reviews {
		for _, q := range r.Questions {
			if r.Municipality == code && q.Answer == "" {
				add(ByAnswer, q.DueOn)
			}
		}
	}
	for _, c := range s.claims {
		if c.Municipality == code && c.Left() > 0 && c.DueOn != repayLast {
			add(ByClaim, c.DueOn)
		}
	}
	return all
}

// deadlinesOf are one municipality's days of the year, in order.
func (y SchemeYear) deadlinesOf(code string, s standings) []Deadline {
	d := y.Terms.Dates
	all := []Deadline{
		{Kind: ByRequisition, Day: y.lastDay(code, s.extensions)}, {Kind: ByUse, Day: d.UseLast},
		{Kind: ByAccount, Day: y.accountLast(code, s.useExtensions)}, {Kind: ByRepayment, Day: d.RepayLast},
	}
	for i := range all {
		all[i].Municipality, all[i].Done = code, s.done(all[i].Kind, code) && !s.ahead(all[i].Kind, code)
	}
	all = append(all, s.asked(code, d.RepayLast)...)
	sortDeadlines(all)
	return all
}

// agencyDeadlines are the agency's own days, and the municipalities' with those who have
// not done what they are to.
func (y SchemeYear) agencyDeadlines(frames []Frame, s standings) (all []Deadline) {
	at := map[string]int{}
	for _, f := range frames {
		for _, d := range y.deadlinesOf(f.Municipality, s) {
			key := string(d.Kind) + d.Day.String()
			i, ok := at[key]
			if !ok {
				i, at[key] = len(all), len(all)
				all = append(all, Deadline{Kind: d.Kind, Day: d.Day, Done: true})
			}
			all[i].Done = all[i].Done && d.Done
			if !s.done(d.Kind, f.Municipality) {
				all[i].Remain = append(all[i].Remain, f.Municipality)
			}
		}
	}
	if len(frames) == 0 {
		all = y.deadlinesOf("", s)
		for i := range all {
			all[i].Done = false
		}
	}
	for i, r := range y.Terms.Reports {
		all = append(all, Deadline{Kind: ByReport, Label: r.Label, Line: i + 1, Day: r.DueOn, Done: !r.SentAt.IsZero()})
	}
	sortDeadlines(all)
	return all
}

func sortDeadlines(all []Deadline) {
	order := append(slices.Clone(ofAll), ByAnswer, ByClaim, ByReport)
	slices.SortStableFunc(all, func(a, b Deadline) int {
		return cmp.Or(a.Day.Sub(b.Day), cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)))
	})
}

// reminderSteps are how many working days before a day somebody is reminded.
var reminderSteps = []int{20, 5, 1}

// workingDaysBefore is the working day that is n of them before d.
func workingDaysBefore(d civil.Date, n int) civil.Date {
	for n > 0 {
		d = d.AddDays(-1)
		if d.IsOfficeDay() {
			n--
		}
	}
	return d
}

// stepOn is the distance whose turn it is today: the least that has been reached. It is 0
// before the first, and when the day has passed. Whoever was not there on the right day
// does it on the next.
func stepOn(day, today civil.Date) (step int) {
	if today.After(day) {
		return 0
	}
	for _, n := range reminderSteps {
		if !today.Before(workingDaysBefore(day, n)) {
			step = n
		}
	}
	return step
}
