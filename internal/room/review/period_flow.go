package review

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
)

// EntriesPage is how many lines a page of the list holds.
const EntriesPage = 50

// everything is a list that is read whole: for the report, which a person closes.
const everything = 1_000_000

// Periods is the organisation's lists, the latest first.
func (v *Reviews) Periods(ctx context.Context, who access.Actor) (list []Period, err error) {
	if err := v.Audit.Require(ctx, who, "review.period.list", nil, mayReview(who)); err != nil {
		return nil, err
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listPeriods(ctx, tx, who.Organisation)
		return err
	})
	return list, err
}

// Row is a line of the list as a reviewer sees it.
type Row struct {
	Entry
	Name string // of the reader
	Unit string
	// Reference is what people call the matter.
	Reference string
	// Mine says that the actor may decide it.
	Mine bool
}

// Choice (urval) narrows a list; what is empty takes everything.
type Choice struct {
	State     EntryState
	Rule      Rule
	Positions []int
}

// PeriodView is a page of a list.
type PeriodView struct {
	Period Period
	Choice Choice
	// Counts is the lines by state, and Why those of the chosen state by rule.
	Counts map[EntryState]int
	Why    map[Rule]int
	Rows   []Row
	Next   int // the position to go on after; 0 at the end
}

// Period gives a page of a list, and records that it was looked at.
func (v *Reviews) Period(ctx context.Context, who access.Actor, id string, choice Choice, after int) (PeriodView, error) {
	const action = "review.period.read"
	p, err := v.period(ctx, who, id, action)
	if err != nil {
		return PeriodView{}, err
	}
	view := PeriodView{Period: p, Choice: choice}
	var entries []Entry
	var tasks map[string]Task
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if view.Counts, view.Why, err = countEntries(ctx, tx, id, choice.State); err != nil {
			return err
		}
		if entries, err = listEntries(ctx, tx, id, choice, after, EntriesPage+1); err != nil {
			return err
		}
		view.Next = 0
		if len(entries) > EntriesPage {
			entries = entries[:EntriesPage]
			view.Next = entries[EntriesPage-1].Position
		}
		entries, tasks, err = v.visible(ctx, tx, who, entries)
		return err
	})
	if err != nil {
		return PeriodView{}, err
	}
	if view.Rows, err = v.rows(ctx, who, entries, tasks); err != nil {
		return PeriodView{}, err
	}
	return view, v.Audit.Reading(ctx, record(who, action, mayRead(who, p).Ground(), matters(entries)...))
}

// visible is the lines without those about a matter that the actor may not know of, being
// close to the family, with what the rooms know of the matters. What somebody has read
// themselves they know.
func (v *Reviews) visible(ctx context.Context, tx *db.Tx, who access.Actor, list []Entry) ([]Entry, map[string]Task, error) {
	tasks, err := v.Tasks(ctx, tx, matters(list))
	return slices.DeleteFunc(list, func(e Entry) bool { return e.Reader != who.User && tasks[e.Subject()].apart(who.User) }), tasks, err
}

func matters(entries []Entry) []string {
	var ids []string
	for _, e := range entries {
		if !slices.Contains(ids, e.Subject()) {
			ids = append(ids, e.Subject())
		}
	}
	return ids
}

func (v *Reviews) rows(ctx context.Context, who access.Actor, entries []Entry, tasks map[string]Task) ([]Row, error) {
	var users, units []string
	for _, e := range entries {
		users, units = append(users, e.Reader), append(units, e.Unit)
	}
	names, err := v.Identity.UserName(ctx, users)
	if err != nil {
		return nil, err
	}
	places, err := v.Register.UnitNames(ctx, units)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(entries))
	for i, e := range entries {
		rows[i] = Row{Entry: e, Name: names[e.Reader], Unit: places[e.Unit], Reference: shortOf(e.Subject(), tasks), Mine: mayDecide(who, e).Allowed()}
	}
	return rows, nil
}

// shortOf is what people call a matter, or the end of its id.
func shortOf(matter string, tasks map[string]Task) string {
	if t := tasks[matter]; t.Reference != "" {
		return t.Reference
	}
	return matter[max(0, len(matter)-8):]
}

// period loads a period and asks, so that "not yours" and "not there" are one answer.
func (v *Reviews) period(ctx context.Context, who access.Actor, id, action string) (Period, error) {
	var p Period
	err := v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = loadPeriod(ctx, tx, id)
		return err
	})
	if isNotFound(err) {
		return Period{}, v.Audit.Require(ctx, who, action, nil, access.Deny("no such period"))
	}
	if err != nil {
		return Period{}, err
	}
	return p, v.Audit.Require(ctx, who, action, nil, mayRead(who, p))
}

// Close closes a period whose lines are all decided, and signs its report.
func (v *Reviews) Close(ctx context.Context, who access.Actor, id string) error {
	const action = "review.period.close"
	p, err := v.period(ctx, who, id, action)
	if err != nil {
		return err
	}
	closed, err := p.close(who.User, db.Moment(v.Now()))
	if err != nil {
		return err
	}
	organisation, err := v.Register.Organisation(ctx, p.Organisation)
	if err != nil {
		return err
	}
	units, err := v.Register.UnitsOf(ctx, p.Organisation)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	return raced(v.Store.Data.Write(ctx, func(tx *db.Tx) error {
		entries, err := listEntries(ctx, tx, id, Choice{}, 0, everything)
		if err != nil {
			return err
		}
		if closed.Report, err = closed.write(organisation.Name, entries, names); err != nil {
			return err
		}
		if closed.Signature, err = v.Seals.Sign(closed.Report); err != nil {
			return err
		}
		if err := closePeriod(ctx, tx, closed); err != nil {
			return err
		}
		r := record(who, action, mayRead(who, p).Ground())
		r.Detail = "report " + closed.Digest()
		return v.Audit.Change(ctx, tx, r)
	}))
}

// ReportView is a period's report, signed when the period is closed.
type ReportView struct {
	Period       Period
	Organisation string
	Tally        Tally
	// Findings is every line that was not found to be without remark.
	Findings []Row
	ClosedBy string
	Genuine  bool
	// Fingerprint is that of the seal that signed, short enough to be read aloud to whoever checks it.
	Fingerprint string
}

// Report gives what is to be handed to the supervisory authority.
func (v *Reviews) Report(ctx context.Context, who access.Actor, id string) (ReportView, error) {
	const action = "review.report.read"
	p, err := v.period(ctx, who, id, action)
	if err != nil {
		return ReportView{}, err
	}
	seals, err := v.Seals.All()
	if err != nil {
		return ReportView{}, err
	}
	view := ReportView{Period: p}
	var by backup.Held
	if by, view.Genuine = p.Signer(seals); view.Genuine {
		view.Fingerprint = backup.Fingerprint(by.Public())
	}
	organisation, err := v.Register.Organisation(ctx, p.Organisation)
	if err != nil {
		return ReportView{}, err
	}
	view.Organisation = organisation.Name
	var entries []Entry
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		entries, err = listEntries(ctx, tx, id, Choice{}, 0, everything)
		return err
	})
	if err != nil {
		return ReportView{}, err
	}
	view.Tally = tally(entries)
	found := slices.DeleteFunc(entries, func(e Entry) bool { return e.Verdict != Breach && e.Verdict != Unclear })
	if view.Findings, err = v.rows(ctx, who, found, nil); err != nil {
		return ReportView{}, err
	}
	names, err := v.Identity.UserName(ctx, []string{p.ClosedBy})
	if err != nil {
		return ReportView{}, err
	}
	view.ClosedBy = names[p.ClosedBy]
	return view, v.Audit.Reading(ctx, record(who, action, mayRead(who, p).Ground()))
}

// Signer is the seal that signed the report, as it is, when it says that it was closed.
func (p Period) Signer(all backup.History) (backup.Held, bool) {
	if !p.saysWhen() {
		return backup.Held{}, false
	}
	return all.Signer(p.ClosedAt, p.Report, p.Signature)
}

// PublicKeys is the keys that a report's signature is checked with, newest first, as a
// PEM file that says when each began to hold.
func (v *Reviews) PublicKeys(ctx context.Context, who access.Actor) ([]byte, error) {
	if err := v.Audit.Require(ctx, who, "review.key.read", nil, mayReview(who)); err != nil {
		return nil, err
	}
	seals, err := v.Seals.All()
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	for _, s := range seals {
		der, err := x509.MarshalPKIXPublicKey(s.Public())
		if err != nil {
			return nil, err
		}
		if len(seals) > 1 {
			fmt.Fprintf(&file, "%s %s - %s\n", backup.Fingerprint(s.Public()), stamp(s.From), stamp(s.Until))
		}
		if err := pem.Encode(&file, &pem.Block{Type: "PUBLIC KEY", Bytes: der}); err != nil {
			return nil, err
		}
	}
	return file.Bytes(), nil
}

// MayReview says whether the actor's menu leads to the lists.
func MayReview(who access.Actor) bool { return mayReview(who).Allowed() }

// Waiting is how many lines of open lists wait for the reviewer, a thousand at most.
func (v *Reviews) Waiting(ctx context.Context, who access.Actor) (n int, err error) {
	if !mayReview(who).Allowed() {
		return 0, nil
	}
	err = v.Store.Data.Read(ctx, func(tx *db.Tx) error {
		n, err = countWaiting(ctx, tx, who.Organisation, who.User, who.Unit)
		return err
	})
	return n, err
}
