package load_test

import (
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

var children = flag.Int("children", 1000, "other children with a matter, in the benchmarks of coordination")

// BenchmarkAmongMany draws the heaviest pages of coordination, whole, with the record of
// the reading on the disc: those of a child with ten in the team, sixty interventions and
// five hundred notes, among as many other children as the flag says; and the calendar of somebody who meets about every tenth of them. It
// reports the median, the slowest hundredth and the processor's time for each.
func BenchmarkAmongMany(b *testing.B) {
	w, matter := crowdedWorld(b)
	reader, who := w.As("handlaggare"), w.Demo.Actor("kurator")
	for _, page := range []string{"helhetsbild", "plan", "moten", ""} {
		b.Run("page/"+page, func(b *testing.B) {
			cost(b, func() {
				if a := reader.Get(strings.TrimSuffix("/samordning/"+matter+"/"+page, "/")); a.Status != http.StatusOK || !strings.Contains(a.Body, "Moa") {
					b.Fatalf("%s: status %d", a, a.Status)
				}
			})
		})
	}
	b.Run("calendar", func(b *testing.B) {
		cost(b, func() {
			if slots, err := w.App.Matters.MySlots(b.Context(), who); err != nil || len(slots) == 0 {
				b.Fatalf("%d meetings: %v", len(slots), err)
			}
		})
	})
}

// cost runs something once for each round and reports what it took.
func cost(b *testing.B, do func()) {
	b.Helper()
	for range 5 {
		do()
	}
	var times []time.Duration
	b.ReportAllocs()
	before := processor(b)
	for b.Loop() {
		began := time.Now()
		do()
		times = append(times, time.Since(began))
	}
	spent := processor(b) - before
	b.ReportMetric(float64(trialtest.Quantile(times, 0.5).Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(trialtest.Quantile(times, 0.99).Microseconds())/1000, "p99-ms")
	b.ReportMetric(spent.Seconds()*1000/float64(len(times)), "cpu-ms")
}

// processor is the time this program has had on a processor.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// crowdedWorld is the demonstration with one child that much is written about, among many.
func crowdedWorld(b *testing.B) (*worldtest.World, string) {
	b.Helper()
	w := worldtest.Open(b)
	others := openMatter(b, w, "Ture", 3, 1, 2, 1)
	multiply(b, w, others, *children)
	return w, openMatter(b, w, "Moa", 10, 60, 500, 6)
}

// team is who is asked, in order; the first holds the matter together.
var team = []string{"kurator", "handlaggare", "psykolog", "fritidsledare", "sjukskoterska", "rektor", "polis", "tranare", "forskollarare", "larare"}

// openMatter opens a plan with so many in the team, interventions, notes and needs, two
// promises for each need, and a meeting.
func openMatter(b *testing.B, w *worldtest.World, name string, members, interventions, notes, needs int) string {
	b.Helper()
	must := func(what string, err error) {
		b.Helper()
		if err != nil {
			b.Fatalf("%s: %v", what, err)
		}
	}
	m, ctx, holder, today := w.App.Matters, b.Context(), w.Demo.Actor("kurator"), civil.Of(w.Now())
	n, err := m.Raise(ctx, holder, coordination.NeedDraft{AskedBy: coordination.AskedByStaff,
		Child: coordination.NewChild{Given: name, Family: "Gran", Birth: "2013-05-04", Guardians: []coordination.NewGuardian{{Given: "Ulla", Family: "Gran"}}},
		Body:  coordination.NeedBody{Question: "Borta från skolan i tre veckor.", ChildWish: "Jag vill sova.", ChildHow: "Samtal."}})
	must("raise", err)
	matter := n.ID
	_, err = m.AcceptNeed(ctx, holder, matter, coordination.AcceptDraft{Form: "sip"})
	must("accept", err)
	d := coordination.ConsentDraft{Decides: coordination.GuardiansDecide, Topics: coordination.Topics, To: today.AddDays(180), Language: "Svenska",
		Body: coordination.ConsentBody{Purpose: "Hjälp.", Explained: "Muntligt.", Judgement: "Tretton år."}}
	staff := []access.Actor{holder}
	for _, key := range team[1:members] {
		who := w.Demo.Actor(key)
		staff = append(staff, who)
		if !slices.Contains(d.Parties, who.Organisation) {
			d.Parties = append(d.Parties, who.Organisation)
		}
	}
	c, err := m.AskConsent(ctx, holder, matter, d)
	must("ask for consent", err)
	must("record a yes", m.Respond(ctx, holder, c.ID, c.Givers[0].ID, true, coordination.HowWritten))
	for _, who := range staff[1:] {
		must("ask "+who.Unit, m.Invite(ctx, holder, matter, coordination.InviteDraft{Unit: who.Unit, Body: coordination.MemberBody{Duty: "kontakt"}}))
		must("join", m.AnswerInvitation(ctx, who, matter, true))
	}
	writers := slices.DeleteFunc(slices.Clone(staff), func(who access.Actor) bool { return who.Sector == access.Police || who.Sector == access.Association })
	shown := []coordination.Shown{coordination.ShownFull, coordination.ShownFull, coordination.ShownFull, coordination.ShownTitle, coordination.ShownExistence}
	write := func(i int, d coordination.ItemDraft) {
		d.Topic, d.Shown = coordination.Topics[i%len(coordination.Topics)], shown[i%len(shown)]
		_, err := m.Write(ctx, writers[i%len(writers)], matter, d)
		must("write", err)
	}
	for i := range interventions {
		write(i, coordination.ItemDraft{Kind: coordination.Intervention, Title: fmt.Sprint("Insats ", i), Body: coordination.ItemBody{Intervention: &coordination.InterventionBody{
			Responsible: "Kim Ek, mentor", Begins: today.AddDays(-5 * i), Ends: today.AddDays(3*i - 5*(i%2)), State: coordination.InterventionStates[i%3], Often: "en gång i veckan"}}})
	}
	for i := range notes {
		write(i, coordination.ItemDraft{Kind: coordination.Note, Title: fmt.Sprint("Anteckning ", i), Body: coordination.ItemBody{Text: strings.Repeat("Hon kom till skolan i dag och stannade till lunch. ", 6)}})
	}
	must("begin a plan", m.BeginPlan(ctx, holder, matter))
	for i := range needs {
		must("write a need", m.WriteNeed(ctx, holder, matter, coordination.NeedRowDraft{Topic: coordination.Topics[i], Text: fmt.Sprint("Behov ", i),
			Goals: []coordination.PlanGoal{{Text: "Mål ett", Seen: "Närvaron."}, {Text: "Mål två", Seen: "Hon säger det."}}}))
	}
	v, err := m.Plan(ctx, holder, matter, 0)
	must("read the plan", err)
	for i, need := range v.Body.Needs {
		for j, goal := range need.Goals {
			who := staff[(2*i+j)%len(staff)]
			at := slices.IndexFunc(v.Members, func(x coordination.MemberChoice) bool {
				opened, err := m.Matter(ctx, who, matter)
				return err == nil && opened.Me.ID == x.ID
			})
			x, err := m.Propose(ctx, holder, matter, coordination.CommitmentDraft{Goal: goal.ID, Member: v.Members[at].ID, Due: today.AddDays(10 + i), Body: coordination.CommitmentBody{What: "Ringer varje tisdag"}})
			must("propose", err)
			must("accept", m.AnswerCommitment(ctx, who, x.ID, true, ""))
		}
	}
	starts := w.Now().Add(48 * time.Hour)
	_, err = m.PlanMeeting(ctx, holder, matter, coordination.MeetingDraft{Starts: starts, Ends: starts.Add(time.Hour), Child: true, Body: coordination.MeetingBody{Purpose: "Följa upp."},
		Points: []coordination.PointDraft{{Title: "Min egen del", Topic: coordination.Words}}}, true)
	must("call a meeting", err)
	return matter
}

// multiply makes rows like those of a matter, as many times over: the program is never
// to open their texts, only to find its way among them. A million take minutes, where
// the room's own flow would take days.
func multiply(b *testing.B, w *worldtest.World, matter string, times int) {
	b.Helper()
	own := []string{"id", "matter_id", "child_id", "adult_id", "person_id", "consent_id", "item_id", "plan_id", "meeting_id", "member_id"}
	in := func(table, column string) string {
		return "(SELECT " + column + " FROM " + table + " WHERE matter_id = '" + matter + "')"
	}
	copies := []struct{ table, where string }{
		{"person_record", "matter_id = '" + matter + "'"},
		{"coordination_need", "id = '" + matter + "'"},
		{"coordination_matter", "id = '" + matter + "'"},
		{"coordination_party", "matter_id = '" + matter + "'"},
		{"coordination_member", "matter_id = '" + matter + "'"},
		{"coordination_entry", "matter_id = '" + matter + "'"},
		{"coordination_consent", "matter_id = '" + matter + "'"},
		{"coordination_giver", "consent_id IN " + in("coordination_consent", "id")},
		{"coordination_item", "matter_id = '" + matter + "'"},
		{"coordination_version", "item_id IN " + in("coordination_item", "id")},
		{"coordination_plan", "matter_id = '" + matter + "'"},
		{"coordination_commitment", "matter_id = '" + matter + "'"},
		{"coordination_meeting", "matter_id = '" + matter + "'"},
		{"coordination_slot", "meeting_id IN " + in("coordination_meeting", "id")},
	}
	columns := map[string][]string{}
	for _, c := range copies {
		columns[c.table] = columnsOf(b, w, c.table)
	}
	const batch = 5000
	for first := 1; first <= times; first += batch {
		last := min(first+batch-1, times)
		err := w.App.Store.Data.Write(b.Context(), func(tx *db.Tx) error {
			for _, c := range copies {
				values := make([]string, len(columns[c.table]))
				for i, column := range columns[c.table] {
					if values[i] = "x." + column; slices.Contains(own, column) {
						values[i] += " || '-' || n.i"
					}
				}
				// Nine in ten meet about nothing, so that the calendar has what a person has.
				step := ""
				if c.table == "coordination_meeting" || c.table == "coordination_slot" {
					step = " AND n.i % 10 = 0"
				}
				if _, err := tx.Exec(b.Context(), fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)
					INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE %s) x, n WHERE 1 = 1%s`, first, last, c.table, strings.Join(columns[c.table], ", "),
					strings.Join(values, ", "), c.table, c.where, step)); err != nil {
					return fmt.Errorf("multiply %s: %w", c.table, err)
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// columnsOf is the columns of a table.
func columnsOf(b *testing.B, w *worldtest.World, table string) []string {
	b.Helper()
	rows, err := w.App.Store.Data.SQL().QueryContext(b.Context(), "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		b.Fatal(err)
	}
	return columns
}
