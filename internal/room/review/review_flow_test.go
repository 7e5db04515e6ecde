package review_test

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/person/persontest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/review"
)

// world is the room with everything it leans on. It is 23 November 2026, and October has
// been read in.
type world struct {
	testing.TB
	*review.Reviews
	seals                      backup.Seals
	now                        time.Time
	tasks                      map[string]review.Task
	unit, office, organisation string
	greta, near, tove, chief   access.Actor
}

func each(t *testing.T, body func(*world)) {
	t.Helper()
	lines := slices.Concat(register.Lines, audit.Lines, identity.Lines, notify.Lines, person.Lines, review.Lines)
	prepare := func(ctx context.Context, s *db.Store) error {
		return errors.Join(job.Migrate(ctx, s), register.New(s).AddInvented(ctx))
	}
	dbtest.EachPrepared(t, lines, "review", prepare, func(t *testing.T, s *db.Store) { body(open(t, s)) })
}

func local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, civil.Stockholm)
	if err != nil {
		panic(err)
	}
	return t
}

func open(t testing.TB, s *db.Store) *world {
	t.Helper()
	w := &world{TB: t, now: local("2026-11-23 08:00"), tasks: map[string]review.Task{}, organisation: id.New(), unit: id.New(), office: id.New()}
	clock := func() time.Time { return w.now }
	log, err := audit.New(s, clock)
	w.must(err)
	t.Cleanup(func() { log.Close() })
	queue, err := job.New(s, slog.New(slog.DiscardHandler))
	w.must(err)
	keys := persontest.Keyring(t, s, clock)
	gate := identity.New(s, log, clock, identity.Settings{Secrets: identity.Secrets{Seal: keys.SealOwn, Open: keys.OpenOwn}})
	notices := notify.New(notify.Options{Store: s, Queue: queue, Bundle: i18n.MustLoad(notify.Locale), Now: clock,
		Recipient: func(ctx context.Context, tx *db.Tx, user string) (notify.Recipient, error) {
			r, err := gate.Recipient(ctx, tx, user)
			return notify.Recipient(r), err
		}})
	w.seals, err = backup.OpenSeals(filepath.Join(t.TempDir(), "samspel.seal"))
	w.must(err)
	w.Reviews = review.New(review.Services{Store: s, Audit: log, People: person.New(s, keys, clock), Keys: keys, Register: register.New(s), Identity: gate, Notify: notices,
		Tasks: func(_ context.Context, _ *db.Tx, ids []string) (map[string]review.Task, error) {
			some := map[string]review.Task{}
			for _, x := range ids {
				if task, known := w.tasks[x]; known {
					some[x] = task
				}
			}
			return some, nil
		},
		Seals: w.seals, Now: clock, NewID: id.New, NewSeed: func() string { return "frö" }})
	w.must(s.Data.Write(t.Context(), func(tx *db.Tx) error {
		return errors.Join(
			w.Register.AddOrganisation(t.Context(), tx, register.Organisation{ID: w.organisation, Name: "Socialnämnden i Ekstad", Sector: access.Social, Public: true, Municipality: "9901"}),
			w.Register.AddUnit(t.Context(), tx, register.Unit{ID: w.unit, Organisation: w.organisation, Name: "Mottagningen", Kind: "unit"}),
			w.Register.AddUnit(t.Context(), tx, register.Unit{ID: w.office, Organisation: w.organisation, Name: "Kansliet", Kind: "unit"}))
	}))
	w.greta = w.hire("Greta Sten", w.office, access.Reviewer)
	w.near = w.hire("Nils Hed", w.unit, access.Reviewer)
	w.tove = w.hire("Tove Gran", w.unit, access.Officer)
	w.chief = w.hire("Karin Lind", w.unit, access.Manager)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) hire(name, unit string, role access.Role) access.Actor {
	w.Helper()
	u, m, _, err := w.Identity.AddByOperator(w.Context(), identity.UserDraft{Name: name, Email: id.New() + "@ekstad.example", Organisation: w.organisation}, identity.MandateDraft{Unit: unit, Role: role})
	w.must(err)
	return access.Actor{User: u.ID, Mandate: m.ID, Unit: unit, Organisation: w.organisation, Municipality: "9901", Sector: access.Social, Role: role, Strong: true}
}

// matter makes a matter with a child.
func (w *world) matter(family, number string) string {
	w.Helper()
	p := person.Person{ID: id.New(), Controller: w.organisation, Matter: id.New(), Kind: person.Child, Given: "Moa", Family: family}
	if number != "" {
		n, err := personnummer.Parse(number, civil.Of(w.now))
		w.must(err)
		p.Number = n
	}
	keyset, err := w.Keys.Create(w.Context(), person.Scope{Controller: p.Controller, Matter: p.Matter, Person: p.ID})
	w.must(err)
	p.Keyset = keyset
	w.must(w.Store.Data.Write(w.Context(), func(tx *db.Tx) error { return w.People.Add(w.Context(), tx, p) }))
	return p.Matter
}

func (w *world) read(who access.Actor, matter, when, ground string) {
	w.Helper()
	w.must(w.Audit.Reading(w.Context(), audit.Record{At: local(when), Actor: who, Action: "concern.matter.read", Subjects: []string{matter}, Ground: ground, Result: audit.Done}))
}

func (w *world) record(who access.Actor, action, when string, subjects ...string) {
	w.Helper()
	w.must(w.Audit.Reading(w.Context(), audit.Record{At: local(when), Actor: who, Action: action, Subjects: subjects, Ground: "officer on duty", Result: audit.Done}))
}

func (w *world) decide(ctx context.Context, who access.Actor, entry string, v review.Verdict, reasons string) error {
	_, _, err := w.Decide(ctx, who, entry, v, reasons)
	return err
}

// list draws the month and gives its only list, as Greta sees it.
func (w *world) list() review.PeriodView {
	w.Helper()
	w.must(w.Draw(w.Context()))
	periods, err := w.Periods(w.Context(), w.greta)
	w.must(err)
	if len(periods) != 1 {
		w.Fatalf("%d periods", len(periods))
	}
	v, err := w.Period(w.Context(), w.greta, periods[0].ID, review.Choice{}, 0)
	w.must(err)
	return v
}

func (w *world) line(v review.PeriodView, matter string) review.Row {
	w.Helper()
	for _, row := range v.Rows {
		if row.Subject() == matter {
			return row
		}
	}
	w.Fatalf("matter %s is not on the list", matter)
	return review.Row{}
}

func TestEveryRuleFindsItsReading(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const number = "20160203-2383"
		w.must(w.Declare(w.Context(), w.tove, review.Close, number))
		w.must(w.Declare(w.Context(), w.chief, review.Self, number))
		same, close, plain, night, protected, idle := w.matter("Gran-Ek", ""), w.matter("Ek", number), w.matter("Ek", ""), w.matter("Ek", ""), w.matter("Ek", ""), w.matter("Ek", "")
		w.tasks[idle] = review.Task{Reference: "EK-12", Workers: []string{w.chief.User}}
		w.tasks[plain] = review.Task{Workers: []string{w.tove.User}}
		for _, m := range []string{same, close, plain, idle} {
			w.read(w.tove, m, "2026-10-05 10:00", "own unit's matter")
		}
		w.read(w.tove, night, "2026-10-06 02:10", "own unit's matter")
		w.read(w.tove, protected, "2026-10-06 10:00", "own unit's matter, mandate for protected identities")
		// Neither of these is in October.
		w.read(w.tove, w.matter("Gran", ""), "2026-09-30 23:59", "own unit's matter")
		w.read(w.tove, w.matter("Gran", ""), "2026-11-01 00:00", "own unit's matter")
		v := w.list()
		for matter, want := range map[string][]review.Rule{
			same: {review.Surname}, close: {review.Relative, review.Colleague}, plain: {}, night: {review.Hours}, protected: {review.Protected}, idle: {review.NoTask},
		} {
			got := slices.DeleteFunc(slices.Clone(w.line(v, matter).Rules), func(r review.Rule) bool { return r == review.Sample })
			if !slices.Equal(got, want) {
				t.Errorf("rules %v, want %v", got, want)
			}
		}
		if v.Period.Accesses != 6 || v.Period.Entries != 6 || v.Rows[0].Rules[0] != review.Protected || w.line(v, idle).Reference != "EK-12" {
			t.Errorf("%+v", v.Period)
		}
		told, err := w.Notify.List(t.Context(), w.greta)
		if err != nil || len(told) != 1 || told[0].Key != "review.notice.drawn" {
			t.Errorf("the reviewer was told %v, %v", told, err)
		}
		// A month is drawn once.
		w.must(w.Draw(t.Context()))
		if again := w.list(); again.Period.ID != v.Period.ID || len(again.Rows) != 6 {
			t.Error("the month was drawn again")
		}
		// That the list was looked at is in the log of each matter.
		looked, err := w.Audit.Records(t.Context(), audit.Filter{Subject: same, Action: "review.period.read"}, 10)
		if err != nil || len(looked) != 2 || looked[0].Actor.User != w.greta.User {
			t.Errorf("the reading of the list: %v, %v", looked, err)
		}
	})
}

// A program that stood still over a month's end has two months to draw.
func TestNoMonthIsPassedOver(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.now = local("2026-09-15 08:00")
		w.must(w.Draw(t.Context())) // August, in which nobody read
		w.read(w.tove, w.matter("Ek", ""), "2026-09-20 10:00", "own unit's matter")
		w.read(w.tove, w.matter("Ek", ""), "2026-10-20 10:00", "own unit's matter")
		w.now = local("2026-11-23 08:00")
		w.must(w.Draw(t.Context()))
		periods, err := w.Periods(t.Context(), w.greta)
		w.must(err)
		if len(periods) != 2 || periods[0].Month.First.String() != "2026-10-01" || periods[1].Month.First.String() != "2026-09-01" {
			t.Errorf("%d periods: %v", len(periods), periods)
		}
	})
}

// An emergency opening is recorded under its own id, and is about the matter all the
// same. Nothing of it is left to lot, and a colleague's review of it is no opening.
func TestEveryEmergencyOpeningIsOnTheList(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		matter := w.matter("Ek", "")
		w.tasks[matter] = review.Task{Reference: "EK-9", Workers: []string{w.tove.User}}
		w.record(w.tove, "coordination.glass.open", "2026-10-05 22:00", id.New(), matter)
		for range 3 {
			w.record(w.tove, "coordination.glass.read", "2026-10-05 22:01", id.New(), matter)
		}
		for n := range 40 {
			w.record(w.chief, "coordination.glass.review", fmt.Sprintf("2026-10-06 10:%02d", n), id.New(), w.matter("Ek", ""))
		}
		openings := 0
		for _, row := range w.list().Rows {
			if slices.Contains(row.Rules, review.Emergency) {
				openings++
				if row.Subject() != matter || row.Reference != "EK-9" || row.Light() {
					t.Errorf("%+v", row)
				}
			}
		}
		if openings != 4 {
			t.Errorf("%d openings on the list, want every one of 4", openings)
		}
	})
}

func TestNobodyReviewsTheirOwnReadingNorTheirManagers(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		mine, chiefs := w.matter("Ek", ""), w.matter("Ek", "")
		// Greta has been an officer too, under another mandate.
		before := w.greta
		before.Mandate, before.Unit, before.Role = id.New(), w.unit, access.Officer
		w.read(before, mine, "2026-10-05 10:00", "own unit's matter")
		w.read(w.chief, chiefs, "2026-10-05 10:00", "own unit's matter")
		v := w.list()
		own, managers := w.line(v, mine), w.line(v, chiefs)
		if own.Mine || !managers.Mine {
			t.Errorf("own %v, managers %v", own.Mine, managers.Mine)
		}
		// What waits for each is what they may decide.
		for name, who := range map[string]access.Actor{"Greta": w.greta, "Nils": w.near} {
			if n, err := w.Waiting(t.Context(), who); err != nil || n != 1 {
				t.Errorf("%d wait for %s: %v", n, name, err)
			}
		}
		for who, entry := range map[*access.Actor]string{&w.greta: own.ID, &w.near: managers.ID, &w.tove: managers.ID} {
			_, read := w.Entry(t.Context(), *who, entry)
			for what, err := range map[string]error{"read": read, "ask": w.Ask(t.Context(), *who, entry, "Varför?"), "decide": w.decide(t.Context(), *who, entry, review.Fine, "skäl")} {
				if fault.KindOf(err) != fault.KindPrivate {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
		// The database refuses what the program would have to be wrong to try.
		for _, set := range []string{
			`asked_by = reader_id`,
			`state = 'decided', verdict = 'fine', reasons = question, decided_at = first_at, decided_by = reader_id`,
			`state = 'decided', verdict = 'fine', reasons = place, decided_at = first_at, decided_by = 'x', role = 'manager', decided_unit = unit_id`,
			`state = 'decided'`,
		} {
			err := w.Store.Data.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE review_entry SET `+set)
				return err
			})
			if err == nil {
				t.Errorf("the database took %s", set)
			}
		}
		// Who is close to the family finds nothing of the matter among the lines.
		w.tasks[chiefs] = review.Task{Apart: []string{w.greta.User}}
		if v := w.list(); len(v.Rows) != 1 || v.Rows[0].ID != own.ID {
			t.Errorf("close to the family: %+v", v.Rows)
		}
		if n, err := w.Together(t.Context(), w.greta, v.Period.ID, review.Choice{}); err != nil || len(n.Rows) != 0 || n.Others != 1 {
			t.Errorf("together: %+v, %v", n, err)
		}
		_, err := w.Entry(t.Context(), w.greta, managers.ID)
		for what, err := range map[string]error{"read": err, "ask": w.Ask(t.Context(), w.greta, managers.ID, "Varför?"), "decide": w.decide(t.Context(), w.greta, managers.ID, review.Fine, "skäl")} {
			if fault.KindOf(err) != fault.KindPrivate {
				t.Errorf("close to the family, %s: %v", what, err)
			}
		}
		delete(w.tasks, chiefs)
		w.must(w.decide(t.Context(), w.near, own.ID, review.Fine, "Hade ärendet."))
		w.must(w.decide(t.Context(), w.greta, managers.ID, review.Unclear, "Det går inte att se."))
	})
}

func TestAMonthFromListToSignedReport(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		one, two := w.matter("Gran", ""), w.matter("Ek", "")
		w.read(w.tove, one, "2026-10-05 10:00", "own unit's matter")
		w.read(w.tove, two, "2026-10-05 11:00", "own unit's matter")
		v := w.list()
		first, second := w.line(v, one), w.line(v, two)
		period := v.Period.ID
		refused := func(err error, key string) {
			t.Helper()
			if all := fault.All(err); len(all) != 1 || all[0].Key != key {
				t.Errorf("%v, want %s", err, key)
			}
		}
		if _, err := w.Question(ctx, w.tove, first.ID); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("a reader sees a line before anybody has asked: %v", err)
		}
		refused(w.decide(ctx, w.greta, first.ID, review.Breach, "skäl"), "review.entry.unheard")
		w.must(w.Ask(ctx, w.greta, first.ID, "Vad behövdes läsningen till?"))
		refused(w.Ask(ctx, w.greta, first.ID, "En gång till?"), "review.entry.already_asked")
		q, err := w.Question(ctx, w.tove, first.ID)
		if err != nil || q.Question != "Vad behövdes läsningen till?" {
			t.Errorf("%q, %v", q.Question, err)
		}
		if err := w.Answer(ctx, w.chief, first.ID, "Jag svarar åt henne."); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("somebody else answers: %v", err)
		}
		w.must(w.Answer(ctx, w.tove, first.ID, "Det är min bror."))
		refused(w.Close(ctx, w.greta, period), "review.period.undecided")
		w.must(w.decide(ctx, w.greta, first.ID, review.Breach, "Ingen uppgift i ärendet."))
		refused(w.Close(ctx, w.greta, period), "review.period.undecided")
		w.must(w.decide(ctx, w.greta, second.ID, review.Fine, "Hade ärendet."))
		refused(w.decide(ctx, w.greta, second.ID, review.Fine, "Igen."), "review.entry.already_decided")
		e, err := w.Entry(ctx, w.greta, first.ID)
		if err != nil || e.Answer != "Det är min bror." || e.Reasons != "Ingen uppgift i ärendet." {
			t.Errorf("%+v, %v", e, err)
		}
		if q, err := w.Question(ctx, w.tove, first.ID); err != nil || q.Reasons != "" {
			t.Errorf("the reader sees the reviewer's reasons: %q, %v", q.Reasons, err)
		}
		w.must(w.Close(ctx, w.greta, period))
		refused(w.Close(ctx, w.greta, period), "review.period.already_closed")
		r, err := w.Report(ctx, w.greta, period)
		if err != nil || !r.Genuine || r.Tally.Total[review.Breach] != 1 || r.Tally.Rules[review.Surname][review.Breach] != 1 {
			t.Fatalf("%+v, %v", r.Tally, err)
		}
		text := string(r.Period.Report)
		for _, want := range []string{"Socialnämnden i Ekstad", "frö", "obehörig åtkomst", "samma efternamn", "2026-10"} {
			if !strings.Contains(text, want) {
				t.Errorf("the report lacks %q", want)
			}
		}
		for _, never := range []string{"Tove", "Greta", "bror", one, w.tove.User} {
			if strings.Contains(text, never) {
				t.Errorf("the report tells %q", never)
			}
		}
		// Whoever has the public key alone can check it.
		file, err := w.PublicKeys(ctx, w.greta)
		w.must(err)
		block, _ := pem.Decode(file)
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		w.must(err)
		if !ed25519.Verify(key.(ed25519.PublicKey), r.Period.Report, r.Period.Signature) {
			t.Error("the published key does not open the signature")
		}
		if _, err := w.PublicKeys(ctx, w.tove); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("an officer is given the key: %v", err)
		}
		forged := r.Period
		forged.Report = []byte(strings.Replace(text, "obehörig åtkomst", "utan anmärkning", 1))
		seals, err := w.seals.All()
		w.must(err)
		if _, ok := forged.Signer(seals); ok {
			t.Error("a forged report passes")
		}
		// The seal is changed: the report stays genuine, and the old one signs no more.
		before := r.Fingerprint
		seals, err = w.seals.Rotate(w.now.Add(time.Hour))
		w.must(err)
		if r, err = w.Report(ctx, w.greta, period); err != nil || !r.Genuine || r.Fingerprint != before {
			t.Errorf("after the seal was changed: %t %s, %v", r.Genuine, r.Fingerprint, err)
		}
		later := r.Period
		later.ClosedAt = w.now.Add(48 * time.Hour)
		if _, ok := later.Signer(seals); ok {
			t.Error("the old seal signs for a later time")
		}
		for name, who := range map[string]access.Actor{"an officer": w.tove, "a manager": w.chief, "a reviewer elsewhere": {User: "x", Mandate: "m", Unit: "u", Organisation: "o", Role: access.Reviewer}} {
			if _, err := w.Report(ctx, who, period); fault.KindOf(err) != fault.KindPrivate {
				t.Errorf("%s reads the report: %v", name, err)
			}
		}
	})
}

// Ordinary lines are decided side by side, all or none. What is always looked into, what
// is the reviewer's own and what somebody has been asked about is never among them.
func TestOrdinaryLinesAreDecidedTogether(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		var plain []string
		for n := range 4 {
			plain = append(plain, w.matter("Ek", ""))
			w.read(w.tove, plain[n], fmt.Sprintf("2026-10-05 1%d:00", n), "own unit's matter")
		}
		shielded, own := w.matter("Ek", ""), w.matter("Ek", "")
		w.read(w.tove, shielded, "2026-10-05 15:00", "own unit's matter, mandate for protected identities")
		before := w.greta
		before.Mandate, before.Role = id.New(), access.Officer
		w.read(before, own, "2026-10-05 16:00", "own unit's matter")
		v := w.list()
		period := v.Period.ID
		asked := w.line(v, plain[3])
		w.must(w.Ask(ctx, w.greta, asked.ID, "Vad behövdes läsningen till?"))

		seen, err := w.Together(ctx, w.greta, period, review.Choice{State: review.Waiting})
		w.must(err)
		if len(seen.Rows) != 3 || seen.Others != 2 {
			t.Errorf("%d together and %d others, want 3 and 2", len(seen.Rows), seen.Others)
		}
		all := []int{w.line(v, plain[0]).Position, w.line(v, plain[1]).Position}
		for name, with := range map[string]review.Row{"a protected matter": w.line(v, shielded), "the own reading": w.line(v, own), "one that is asked about": asked} {
			if err := w.DecideTogether(ctx, w.greta, period, append(slices.Clone(all), with.Position), ""); fault.KindOf(err) != fault.KindRefused {
				t.Errorf("together with %s: %v", name, err)
			}
		}
		if err := w.DecideTogether(ctx, w.greta, period, nil, ""); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("none of them: %v", err)
		}
		if err := w.DecideTogether(ctx, w.tove, period, all, ""); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("by somebody who is no reviewer: %v", err)
		}
		v, err = w.Period(ctx, w.greta, period, review.Choice{State: review.Decided}, 0)
		w.must(err)
		if len(v.Rows) != 0 {
			t.Fatalf("%d are decided by attempts that were refused", len(v.Rows))
		}
		w.must(w.DecideTogether(ctx, w.greta, period, all, "Ingår i arbetet."))
		v, err = w.Period(ctx, w.greta, period, review.Choice{State: review.Decided, Rule: review.Sample}, 0)
		w.must(err)
		if len(v.Rows) != 2 {
			t.Fatalf("%d are decided", len(v.Rows))
		}
		e, err := w.Entry(ctx, w.greta, v.Rows[0].ID)
		w.must(err)
		if e.Verdict != review.Fine || e.Reasons != "Ingår i arbetet." || e.DecidedBy != "Greta Sten" {
			t.Errorf("%+v", e)
		}
		// Twice is refused, and the record of each is about its own matter.
		if err := w.DecideTogether(ctx, w.greta, period, all, ""); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("twice: %v", err)
		}
		for _, m := range plain[:2] {
			found, err := w.Audit.Records(ctx, audit.Filter{Subject: m, Action: "review.entry.decide"}, 10)
			if err != nil || len(found) != 1 {
				t.Errorf("%d records: %v", len(found), err)
			}
		}
		// Nothing to remark needs no reasons when the line is light, and does when it is not.
		if err := w.decide(ctx, w.greta, w.line(w.list(), shielded).ID, review.Fine, ""); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a protected matter without reasons: %v", err)
		}
		last := w.line(w.list(), plain[2])
		_, next, err := w.Decide(ctx, w.greta, last.ID, review.Fine, "")
		if w.must(err); next != w.line(w.list(), shielded).ID {
			t.Errorf("the next line is %s", next)
		}
	})
}

func TestDeclarationsAreTheOwnersAndTellNothing(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		const number = "20160203-2383"
		if err := w.Declare(ctx, w.tove, "friend", "123"); len(fault.All(err)) != 2 {
			t.Errorf("nonsense: %v", err)
		}
		w.must(w.Declare(ctx, w.tove, review.Close, number))
		w.must(w.Declare(ctx, w.tove, review.Close, number))
		list, err := w.Declarations(ctx, w.tove)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		if err := w.Undeclare(ctx, w.chief, list[0].ID); fault.KindOf(err) != fault.KindPrivate {
			t.Errorf("somebody else ends it: %v", err)
		}
		w.must(w.Undeclare(ctx, w.tove, list[0].ID))
		if list, err := w.Declarations(ctx, w.tove); err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}
