package grant

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// A UsePart is one part of an account, as somebody has written it. A part may be saved
// before it is whole: [AccountOfUse.Gaps] says what is missing.
type UsePart interface {
	// check says what cannot be saved at all.
	check(f UseForm, areas []string) fault.List
	// put writes the part into the account.
	put(a *AccountOfUse)
	// of is the part as it is in the account.
	of(a AccountOfUse) any
}

// SeenUse is the fingerprint of a part as it was when somebody began to write in it.
func SeenUse(a AccountOfUse, p UsePart) string { return fingerprint(p.of(a)) }

// UseFigures (siffrorna) is what the municipality says of what the ledger says.
type UseFigures struct {
	// Agrees is "yes" or "no"; Dispute is what is wrong with them.
	Agrees, Dispute string
	Unused          money.Amount
	UnusedWhy       string
}

func (p UseFigures) check(UseForm, []string) (wrong fault.List) {
	if !slices.Contains([]string{"", "yes", "no"}, p.Agrees) {
		wrong.Add(fault.Invalid("agrees", "grant.use.choose"))
	}
	if p.Unused < 0 || p.Unused > mostMoney {
		wrong.Add(fault.Invalid("unused", "grant.use.amount"))
	}
	return append(append(wrong, text("dispute", p.Dispute)...), text("unused_why", p.UnusedWhy)...)
}

func (p UseFigures) put(a *AccountOfUse)   { a.Figures = p }
func (p UseFigures) of(a AccountOfUse) any { return a.Figures }

// An Activity (insats) is something the money was used for.
type Activity struct {
	Kind, Method string
	Areas        []string
	// Target is for whom, and how old they are.
	Target   string
	Novelty  Novelty
	From, To civil.Date
	Costs    []UseCost
	// Posts and Evenings are full-time equivalents in hundredths; the evenings and weekends
	// are part of the first.
	Posts, Evenings int
	// Girls, Boys and Unknown are children reached.
	Girls, Boys, Unknown int64
}

// Novelty says whether there was such an activity before.
type Novelty string

const (
	NewActivity          Novelty = "new"
	StrengthenedActivity Novelty = "strengthened"
	ContinuedActivity    Novelty = "continued"
)

// Novelties is every answer.
var Novelties = []Novelty{NewActivity, StrengthenedActivity, ContinuedActivity}

// A UseCost is what an activity has cost of one post.
type UseCost struct {
	Post   string
	Amount money.Amount
}

// Cost is the sum of the posts.
func (x Activity) Cost() (sum money.Amount) {
	for _, c := range x.Costs {
		sum += c.Amount
	}
	return sum
}

// On is what one post has cost.
func (x Activity) On(post string) money.Amount {
	for _, c := range x.Costs {
		if c.Post == post {
			return c.Amount
		}
	}
	return 0
}

// UseActivity is one activity of an account: At is its place, or the number of activities
// for a new one.
type UseActivity struct {
	At int
	Activity
}

const (
	mostChildren = 1_000_000
	// mostPosts is full-time equivalents in hundredths.
	mostPosts = 1_000_000
)

func (p UseActivity) check(f UseForm, areas []string) (wrong fault.List) {
	if !chosen(f.Kinds, p.Kind) {
		wrong.Add(fault.Invalid("kind", "grant.use.kind"))
	}
	if p.Method != "" && !says(p.Method) {
		wrong.Add(fault.Invalid("method", "grant.use.one_line"))
	}
	if p.Target != "" && !says(p.Target) {
		wrong.Add(fault.Invalid("target", "grant.use.one_line"))
	}
	if p.Novelty != "" && !slices.Contains(Novelties, p.Novelty) {
		wrong.Add(fault.Invalid("novelty", "grant.use.choose"))
	}
	for i, area := range p.Areas {
		if !slices.Contains(areas, area) || slices.Contains(p.Areas[:i], area) {
			wrong.Add(fault.Invalid("areas", "grant.use.area"))
		}
	}
	if !p.From.IsZero() && !p.To.IsZero() && p.To.Before(p.From) {
		wrong.Add(fault.Invalid("to", "grant.date.order", "after", p.From))
	}
	for i, c := range p.Costs {
		if !chosen(f.Posts, c.Post) || c.Amount <= 0 || c.Amount > mostMoney ||
			slices.ContainsFunc(p.Costs[:i], func(o UseCost) bool { return o.Post == c.Post }) {
			wrong.Add(fault.Invalid("cost_"+c.Post, "grant.use.amount"))
		}
	}
	if p.Posts < 0 || p.Posts > mostPosts {
		wrong.Add(fault.Invalid("posts", "grant.use.posts"))
	}
	if p.Evenings < 0 || p.Evenings > max(p.Posts, 0) {
		wrong.Add(fault.Invalid("evenings", "grant.use.evenings"))
	}
	for name, n := range map[string]int64{"girls": p.Girls, "boys": p.Boys, "unknown": p.Unknown} {
		if n < 0 || n > mostChildren {
			wrong.Add(fault.Invalid(name, "grant.use.children"))
		}
	}
	return wrong
}

func (p UseActivity) put(a *AccountOfUse) {
	all := slices.Clone(a.Activities)
	if p.At < len(all) {
		all[p.At] = p.Activity
	} else {
		all = append(all, p.Activity)
	}
	a.Activities = all
}

func (p UseActivity) of(a AccountOfUse) any {
	if p.At < len(a.Activities) {
		return a.Activities[p.At]
	}
	return len(a.Activities)
}

// UseRemoval takes an activity out of an account.
type UseRemoval struct{ At int }

func (p UseRemoval) check(UseForm, []string) fault.List { return nil }

func (p UseRemoval) put(a *AccountOfUse) {
	if p.At < len(a.Activities) {
		a.Activities = slices.Delete(slices.Clone(a.Activities), p.At, p.At+1)
	}
}

func (p UseRemoval) of(a AccountOfUse) any { return UseActivity{At: p.At}.of(a) }

// A Partnership (samverkan) is how it went to work with somebody else.
type Partnership struct {
	Partner string
	State   PartnershipState
	Words   string
}

// PartnershipState is what happened to it in the year.
type PartnershipState string

const (
	// PartnershipNone: there was none, and is none.
	PartnershipNone      PartnershipState = "none"
	PartnershipExisted   PartnershipState = "existed"
	PartnershipStarted   PartnershipState = "started"
	PartnershipDeveloped PartnershipState = "developed"
	PartnershipEnded     PartnershipState = "ended"
)

// PartnershipStates is every answer.
var PartnershipStates = []PartnershipState{PartnershipNone, PartnershipExisted, PartnershipStarted, PartnershipDeveloped, PartnershipEnded}

// UsePartners is the partnerships that something is said of.
type UsePartners []Partnership

func (p UsePartners) check(f UseForm, _ []string) (wrong fault.List) {
	for i, x := range p {
		if !chosen(f.Partners, x.Partner) || x.State != "" && !slices.Contains(PartnershipStates, x.State) ||
			slices.ContainsFunc(p[:i], func(o Partnership) bool { return o.Partner == x.Partner }) {
			wrong.Add(fault.Invalid("partner_"+x.Partner, "grant.use.choose"))
		}
		wrong = append(wrong, text("words_"+x.Partner, x.Words)...)
	}
	return wrong
}

func (p UsePartners) put(a *AccountOfUse)   { a.Partners = p }
func (p UsePartners) of(a AccountOfUse) any { return a.Partners }

// UseChildren is how children were heard, and what the activities meant for girls and
// boys.
type UseChildren struct{ Heard, Gender string }

func (p UseChildren) check(UseForm, []string) fault.List {
	return append(text("heard", p.Heard), text("gender", p.Gender)...)
}

func (p UseChildren) put(a *AccountOfUse)   { a.Children = p }
func (p UseChildren) of(a AccountOfUse) any { return a.Children }

// OwnFunding (egna medel) is what the municipality paid itself for an activity: in the
// year before as it was said with the requisition, and in the year of the grant.
type OwnFunding struct {
	Activity string
	Before   money.Amount
	// Now is without the grant; Answered tells nothing from no answer.
	Now      money.Amount
	Answered bool
	// Comment is why there was less.
	Comment string
}

// Fell says that there was less than the year before.
func (o OwnFunding) Fell() bool { return o.Answered && o.Now < o.Before }

// UseOwn is what the municipality paid itself for each activity of its baseline.
type UseOwn []OwnFunding

func (p UseOwn) check(UseForm, []string) (wrong fault.List) {
	for i, o := range p {
		if o.Now < 0 || o.Now > mostMoney {
			wrong.Add(fault.Invalid(fmt.Sprintf("now_%d", i), "grant.use.amount"))
		}
		wrong = append(wrong, text(fmt.Sprintf("comment_%d", i), o.Comment)...)
	}
	return wrong
}

// put writes the answers; what there was before is not for whoever answers to say.
func (p UseOwn) put(a *AccountOfUse) {
	own := slices.Clone(a.Own)
	for i := range min(len(p), len(own)) {
		own[i].Now, own[i].Answered, own[i].Comment = p[i].Now, p[i].Answered, p[i].Comment
	}
	a.Own = own
}

func (p UseOwn) of(a AccountOfUse) any { return a.Own }

// UsePurpose is whether the purpose was reached, what shows it, and what happens then.
type UsePurpose struct{ Degree, Evidence, Afterwards string }

func (p UsePurpose) check(f UseForm, _ []string) fault.List {
	wrong := append(text("evidence", p.Evidence), text("afterwards", p.Afterwards)...)
	if p.Degree != "" && !chosen(f.Degrees, p.Degree) {
		wrong.Add(fault.Invalid("degree", "grant.use.choose"))
	}
	return wrong
}

func (p UsePurpose) put(a *AccountOfUse)   { a.Purpose = p }
func (p UsePurpose) of(a AccountOfUse) any { return a.Purpose }

// UseContents is the answers to what the terms demand, in their order.
type UseContents []string

func (p UseContents) check(UseForm, []string) (wrong fault.List) {
	if len(p) > rowLimit {
		wrong.Add(fault.Invalid("content_0", "grant.term.too_much"))
	}
	for i, words := range p {
		wrong = append(wrong, text(fmt.Sprintf("content_%d", i), words)...)
	}
	return wrong
}

func (p UseContents) put(a *AccountOfUse)   { a.Contents = p }
func (p UseContents) of(a AccountOfUse) any { return a.Contents }

// text says whether an answer of many lines can be kept.
func text(field, words string) (wrong fault.List) {
	if utf8.RuneCountInString(words) > useTextLimit || strings.ContainsRune(words, 0) || !utf8.ValidString(words) {
		wrong.Add(fault.Invalid(field, "grant.use.too_long", "most", useTextLimit))
	}
	return wrong
}

const useTextLimit = 8000

func answered(words string) bool { return strings.TrimSpace(words) != "" }

// The parts of an account, by the name of their page; they are the fields of [AccountOfUse.Gaps].
const (
	PartFigures    = "belopp"
	PartActivities = "insatser"
	PartPartners   = "samverkan"
	PartChildren   = "barnen"
	PartOwn        = "egna-medel"
	PartPurpose    = "syfte"
	PartContents   = "innehall"
)

// UseParts is every part in the order they are written.
var UseParts = []string{PartActivities, PartFigures, PartPartners, PartChildren, PartOwn, PartPurpose, PartContents}

// Gaps is what is missing before the account can be certified, by part. Held is what
// there is to account for.
func (a AccountOfUse) Gaps(f UseForm, t Terms, held money.Amount) (gaps fault.List) {
	if len(a.Activities) == 0 && held > a.Figures.Unused {
		gaps.Add(fault.Invalid(PartActivities, "grant.use.gap.activities"))
	}
	for i, x := range a.Activities {
		if len(x.Areas) == 0 || !says(x.Target) || x.Novelty == "" || x.From.IsZero() || x.To.IsZero() || x.Cost() == 0 {
			gaps.Add(fault.Invalid(PartActivities, "grant.use.gap.activity", "n", i+1))
		}
	}
	gaps = append(gaps, a.Figures.gaps()...)
	switch left := a.Left(held); {
	case left > 0:
		gaps.Add(fault.Invalid(PartFigures, "grant.use.gap.left", "left", left))
	case left < 0:
		gaps.Add(fault.Invalid(PartFigures, "grant.use.gap.over", "over", -left))
	}
	unsaid := func(c UseChoice) bool {
		return !slices.ContainsFunc(a.Partners, func(p Partnership) bool { return p.Partner == c.ID && p.State != "" })
	}
	if slices.ContainsFunc(f.Partners, unsaid) {
		gaps.Add(fault.Invalid(PartPartners, "grant.use.gap.partners"))
	}
	gaps = append(gaps, a.Children.gaps()...)
	for _, o := range a.Own {
		switch {
		case !o.Answered:
			gaps.Add(fault.Invalid(PartOwn, "grant.use.gap.own", "activity", o.Activity))
		case o.Fell() && !answered(o.Comment):
			gaps.Add(fault.Invalid(PartOwn, "grant.use.gap.fell", "activity", o.Activity))
		}
	}
	gaps = append(gaps, a.Purpose.gaps()...)
	for i := range t.Contents {
		if i >= len(a.Contents) || !answered(a.Contents[i]) {
			gaps.Add(fault.Invalid(PartContents, "grant.use.gap.content", "n", i+1))
		}
	}
	return gaps
}

func (p UseFigures) gaps() (gaps fault.List) {
	if p.Agrees == "" {
		gaps.Add(fault.Invalid(PartFigures, "grant.use.gap.agrees"))
	}
	if p.Agrees == "no" && !answered(p.Dispute) {
		gaps.Add(fault.Invalid(PartFigures, "grant.use.gap.dispute"))
	}
	if p.Unused > 0 && !answered(p.UnusedWhy) {
		gaps.Add(fault.Invalid(PartFigures, "grant.use.gap.unused_why"))
	}
	return gaps
}

func (p UseChildren) gaps() (gaps fault.List) {
	if !answered(p.Heard) {
		gaps.Add(fault.Invalid(PartChildren, "grant.use.gap.heard"))
	}
	if !answered(p.Gender) {
		gaps.Add(fault.Invalid(PartChildren, "grant.use.gap.gender"))
	}
	return gaps
}

func (p UsePurpose) gaps() (gaps fault.List) {
	if p.Degree == "" {
		gaps.Add(fault.Invalid(PartPurpose, "grant.use.gap.degree"))
	}
	if !answered(p.Evidence) {
		gaps.Add(fault.Invalid(PartPurpose, "grant.use.gap.evidence"))
	}
	if !answered(p.Afterwards) {
		gaps.Add(fault.Invalid(PartPurpose, "grant.use.gap.afterwards"))
	}
	return gaps
}
