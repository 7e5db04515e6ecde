package grant

import (
	"slices"
	"strconv"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sdc"
)

// An AccountOfUse (redovisning av användningen) is what a municipality says that it has
// used the money for. What is sent back to be completed is kept as it was, and goes on
// as a new version.
//
// Invariant: used and unused are together what the municipality holds, before it is
// certified and when it is accepted; and nobody certifies what they have written
// themselves, or accepts what they have certified.
type AccountOfUse struct {
	ID, Year, Municipality string
	// Number is the version, from 1, and Form the version of what it is asked in.
	Number, Form int
	State        UseState
	// Held is what there was to account for when it was handed over to be certified.
	Held       money.Amount
	Figures    UseFigures
	Activities []Activity
	Partners   []Partnership
	Children   UseChildren
	Own        []OwnFunding
	Purpose    UsePurpose
	// Contents are the answers to what the year's terms demand, in their order.
	Contents []string

	// PreparedBy is who wrote in it last, and Writers everybody who has.
	PreparedBy string
	PreparedAt time.Time
	Writers    []string
	// Fingerprint is of what was certified.
	CertifiedBy, Fingerprint string
	CertifiedAt              time.Time
	SentBy                   string
	SentAt                   time.Time
	// ReviewedBy accepted it, or sent it back for the Reason.
	ReviewedBy, Reason string
	ReviewedAt         time.Time
}

// UseState is how far an account has come.
type UseState string

const (
	// UseDraft: the municipality writes.
	UseDraft UseState = "draft"
	// UseReady: it waits to be certified.
	UseReady UseState = "ready"
	// UseCertified: it waits to be sent.
	UseCertified UseState = "certified"
	// UseSent: the agency has it.
	UseSent UseState = "sent"
	// UseReturned: the agency asked for more, and a new version goes on from it.
	UseReturned UseState = "returned"
	// UseAccepted: the agency has accepted it.
	UseAccepted UseState = "accepted"
)

// Written says whether the municipality still has it in its hands.
func (a AccountOfUse) Written() bool {
	return a.State == UseDraft || a.State == UseReady || a.State == UseCertified
}

// OfAgency says whether the agency may read it.
func (a AccountOfUse) OfAgency() bool { return a.ID != "" && !a.Written() }

// Used is the sum of all costs.
func (a AccountOfUse) Used() (sum money.Amount) {
	for _, x := range a.Activities {
		sum += x.Cost()
	}
	return sum
}

// Left is what is neither used nor declared unused; below zero it is too much.
func (a AccountOfUse) Left(held money.Amount) money.Amount {
	return held - a.Used() - a.Figures.Unused
}

// Falls are the activities to which the municipality gave less of its own than the year
// before.
func (a AccountOfUse) Falls() (all []OwnFunding) {
	for _, o := range a.Own {
		if o.Fell() {
			all = append(all, o)
		}
	}
	return all
}

// Content is the fingerprint of all that is certified.
func (a AccountOfUse) Content() string {
	return fingerprint("use", a.ID, a.Year, a.Municipality, a.Number, a.Form, a.Held, a.Figures, a.Activities, a.Partners, a.Children, a.Own, a.Purpose, a.Contents, a.PreparedBy)
}

// Reached counts the children of each activity and of all, by sex and together, with
// small numbers hidden unless whole. It is empty where there are no activities.
func (a AccountOfUse) Reached(whole bool) sdc.Sheet {
	k := Hide
	if whole {
		k = 0
	}
	var names []string
	var counts [][]int64
	for i, x := range a.Activities {
		names = append(names, strconv.Itoa(i+1))
		counts = append(counts, []int64{x.Girls, x.Boys, x.Unknown})
	}
	if len(names) == 0 {
		return sdc.Sheet{}
	}
	return sdc.SheetOf(names, sexes, counts, k)
}

// Hide is the k below which a number of children is hidden: one to four.
const Hide = 5

// sexes are how children are counted, in the order of the columns.
var sexes = []string{"girls", "boys", "unknown"}

// edit is the account with a part written in it by somebody: what was handed over or
// certified is a draft again.
func (a AccountOfUse) edit(by string, at time.Time) (AccountOfUse, error) {
	if !a.Written() {
		return a, fault.Invalid("", "grant.use.sent_already") // what was typed is drawn again
	}
	a.State, a.PreparedBy, a.PreparedAt, a.Held = UseDraft, by, at, 0
	a.CertifiedBy, a.CertifiedAt, a.Fingerprint = "", time.Time{}, ""
	if !slices.Contains(a.Writers, by) {
		a.Writers = append(slices.Clone(a.Writers), by)
		slices.Sort(a.Writers)
	}
	return a, nil
}

// handOver gives it to be certified, when nothing is missing.
func (a AccountOfUse) handOver(form UseForm, t Terms, held money.Amount) (AccountOfUse, error) {
	if a.State != UseDraft {
		return a, fault.Refused("grant.changed_meanwhile")
	}
	if gaps := a.Gaps(form, t, held); len(gaps) > 0 {
		return a, gaps.Err()
	}
	a.State, a.Held = UseReady, held
	return a, nil
}

// certify attests what somebody else has written. Seen is the fingerprint of what the
// certifier has read.
func (a AccountOfUse) certify(by, seen string, held money.Amount, at time.Time) (AccountOfUse, error) {
	switch {
	case a.State != UseReady:
		return a, fault.Refused("grant.changed_meanwhile")
	case a.PreparedBy == by || slices.Contains(a.Writers, by):
		return a, fault.Refused("grant.use.own_text")
	case a.Content() != seen:
		return a, fault.Refused("grant.changed_meanwhile")
	case a.Held != held:
		return a, fault.Refused("grant.use.paid_changed")
	}
	a.State, a.CertifiedBy, a.CertifiedAt, a.Fingerprint = UseCertified, by, at, seen
	return a, nil
}

// send hands over to the agency what was certified, as it was.
func (a AccountOfUse) send(by string, at time.Time) (AccountOfUse, error) {
	if a.State != UseCertified || a.Content() != a.Fingerprint {
		return a, fault.Refused("grant.changed_meanwhile")
	}
	a.State, a.SentBy, a.SentAt = UseSent, by, at
	return a, nil
}

// accept is the agency's yes, by somebody who had no part in it. Held is what the book
// says there is to account for.
func (a AccountOfUse) accept(by, seen string, held money.Amount, at time.Time) (AccountOfUse, error) {
	switch {
	case a.State != UseSent || a.Content() != seen || a.Fingerprint != seen:
		return a, fault.Refused("grant.changed_meanwhile")
	case slices.Contains(a.Writers, by) || a.CertifiedBy == by || a.PreparedBy == by:
		return a, fault.Refused("grant.own_approval")
	case a.Left(held) != 0:
		return a, fault.Refused("grant.use.paid_changed")
	}
	a.State, a.ReviewedBy, a.ReviewedAt = UseAccepted, by, at
	return a, nil
}

// giveBack sends it back for more, and gives the version that goes on from it.
func (a AccountOfUse) giveBack(by, reason, id string, at time.Time) (returned, next AccountOfUse, err error) {
	switch {
	case a.State != UseSent:
		return a, next, fault.Refused("grant.changed_meanwhile")
	case !reads(reason):
		return a, next, fault.Invalid("reason", "grant.use.reason")
	}
	next = a
	next.ID, next.Number, next.State, next.Held = id, a.Number+1, UseDraft, 0
	next.CertifiedBy, next.CertifiedAt, next.Fingerprint, next.SentBy, next.SentAt = "", time.Time{}, "", "", time.Time{}
	a.State, a.ReviewedBy, a.ReviewedAt, a.Reason = UseReturned, by, at, reason
	return a, next, nil
}

// accountLast is the day the municipality's account is due: the year's, or a later one
// that has been decided for it.
func (y SchemeYear) accountLast(municipality string, extensions []Extension) civil.Date {
	last := y.Terms.Dates.AccountLast
	for _, x := range extensions {
		if x.Municipality == municipality && x.LastOn.After(last) {
			last = x.LastOn
		}
	}
	return last
}

// checkUse says whether x gives more time to account than there was. It may be given
// when the day has passed too: what is late is still to come.
func (x Extension) checkUse(was, today civil.Date) error {
	var wrong fault.List
	if latest := was.AddDays(longestAuthority); !x.LastOn.After(was) || x.LastOn.Before(today) || x.LastOn.After(latest) {
		wrong.Add(fault.Invalid("last_on", "grant.use.extension_day", "after", was, "last", latest))
	}
	if !reads(x.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.extension.reason"))
	}
	return wrong.Err()
}
