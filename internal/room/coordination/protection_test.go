package coordination

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// Whatever happens in whatever order, the mode ends only when two different people
// have said so, one after the other, and never with time.
func TestProtectionEndsByTwoOnly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
		p := Protection{ID: "p", OnAt: now, OnBy: "a", ReassessOn: civil.Of(now).AddDays(reassessDays)}
		asked := ""
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			by := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "by")
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "hours")) * time.Hour)
			was := p
			var err error
			event := rapid.SampledFrom([]string{"confirm", "keep", "ask", "end", "nothing"}).Draw(t, "event")
			switch event {
			case "confirm":
				p, err = p.Confirm(by, now)
			case "keep":
				p, err = p.Reassess(civil.Of(now))
			case "ask":
				p, err = p.AskOff(by, now)
			case "end":
				p, err = p.End(by, now)
			}
			if err != nil && p != was {
				t.Fatalf("%s by %s was refused, and changed something", event, by)
			}
			if was.On() && !p.On() && (event != "end" || asked == "" || asked == by) {
				t.Fatalf("%s by %s ended it, which %q had asked for", event, by, asked)
			}
			if !p.On() {
				return
			}
			asked = p.OffAskedBy
			if p.ConfirmedBy == "a" {
				t.Fatal("confirmed by who switched it on")
			}
		}
	})
}

// A sign-in is near a matter on an open judgement and a relation, both; one of them
// more never shows less.
func TestNearnessIsMonotone(t *testing.T) {
	t.Parallel()
	who := access.Actor{User: "u", Role: access.Family}
	for _, as := range []Capacity{AsChild, AsGuardian} {
		for _, custody := range []bool{false, true} {
			k := Kin{User: "u", Person: "child", Child: "child", Capacity: as}
			shut, open := mayBeNear(who, k, custody).Allowed(), Kin{User: "u", Person: "child", Child: "child", Capacity: as, Open: true}
			if shut {
				t.Errorf("%s, custody %v: near without an open judgement", as, custody)
			}
			if got, want := mayBeNear(who, open, custody).Allowed(), as == AsChild || custody; got != want {
				t.Errorf("%s, custody %v: near %v, want %v", as, custody, got, want)
			}
			staff := who
			staff.Role, staff.Mandate = access.Officer, "m"
			if mayBeNear(staff, open, true).Allowed() {
				t.Errorf("%s: a member of the staff is near as family", as)
			}
		}
	}
}

// When protected mode leaves the baton behind, it goes to the actor; one who holds
// commitments only leaves it to who is named and holds more, and has it when nobody is.
func TestBatonInProtectedMode(t *testing.T) {
	t.Parallel()
	police := Member{ID: "p", User: "p", Unit: "p", State: Joined, Holds: HoldsCommitments}
	school := Member{ID: "s", User: "s", Unit: "s", State: Joined, Holds: HoldsAll}
	social := Member{ID: "o", User: "o", Unit: "o", State: Joined, Holds: HoldsAll}
	s := Standing{Team: []Member{school, social, police}, Matter: Matter{Baton: Baton{Holder: Holder{User: "s", Unit: "s"}}}}
	for _, c := range []struct {
		me   Member
		d    ProtectionDraft
		want string
	}{
		{social, ProtectionDraft{}, "o"},
		{social, ProtectionDraft{Named: []string{"s"}}, "s"},
		{social, ProtectionDraft{Named: []string{"s"}, Apart: []string{"s"}}, "o"},
		{police, ProtectionDraft{Named: []string{"o"}}, "o"},
		{police, ProtectionDraft{}, "p"},
	} {
		if after, _ := s.shrink(c.d, c.me, time.Now()); after.Matter.Baton.User != c.want {
			t.Errorf("%s, %+v: the baton is with %s, want %s", c.me.ID, c.d, after.Matter.Baton.User, c.want)
		}
	}
}
