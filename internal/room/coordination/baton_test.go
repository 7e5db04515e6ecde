package coordination

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens in whatever order, somebody has the baton, and it moves only to a
// member of the team who was offered it and has taken it.
func TestBatonIsNeverEmpty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		team := []Member{
			{ID: "1", User: "a", Unit: "x", Organisation: "o", Holds: HoldsAll}, {ID: "2", User: "b", Unit: "y", Organisation: "p", Holds: HoldsAll},
			{ID: "3", User: "a", Unit: "y", Organisation: "p", Holds: HoldsAll}, {ID: "4", User: "c", Unit: "z", Organisation: "q", Holds: HoldsCommitments},
		}
		b := Baton{Holder: Holder{"a", "x", "o"}, Since: noon}
		offered := ""
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			m := rapid.SampledFrom(team).Draw(rt, "member")
			m.State = rapid.SampledFrom([]MemberState{Joined, Joined, Invited, Declined, Left}).Draw(rt, "state")
			was := b
			var err error
			event := rapid.SampledFrom([]string{"offer", "take", "decline"}).Draw(rt, "event")
			switch event {
			case "offer":
				b, err = b.Offer(m, noon)
				if err == nil {
					if m.State != Joined || m.Holds != HoldsAll {
						rt.Fatalf("offered to somebody who is %s and holds %s", m.State, m.Holds)
					}
					offered = m.ID
				}
			case "take":
				b, err = b.Take(m, noon)
				if err == nil && (offered != m.ID || m.State != Joined || b.Holder != Holder{m.User, m.Unit, m.Organisation}) {
					rt.Fatalf("%+v is taken by %+v; it was offered to %q", b, m, offered)
				}
			case "decline":
				b, err = b.Decline(m)
			}
			if err != nil && b != was {
				rt.Fatalf("%s was refused, and changed something", event)
			}
			if b.User == "" || b.Unit == "" || b.Organisation == "" || b.Since.IsZero() {
				rt.Fatalf("after %s nobody has it: %+v", event, b)
			}
			if b.Holder != was.Holder && (event != "take" || err != nil) {
				rt.Fatalf("%s moves it to %+v", event, b.Holder)
			}
			if err == nil && event != "offer" {
				offered = ""
			}
			if b.OfferedTo != offered {
				rt.Fatalf("after %s it is offered to %q, not %q", event, b.OfferedTo, offered)
			}
		}
	})
}
