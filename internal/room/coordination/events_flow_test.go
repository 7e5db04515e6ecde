package coordination_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// No sequence of events shows an item without a ground that the test has itself
// heard given, and not taken back; and somebody who takes part always holds the baton.
func TestNoSequenceShowsWithoutGround(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		team := []access.Actor{w.Counsellor, w.Officer, w.Psychologist}
		place := map[string]Place{w.School.Organisation: w.School, w.Reception.Organisation: w.Reception, w.Clinic.Organisation: w.Clinic}
		start := w.Clock.Now()
		tries := 0
		rapid.Check(w.TB, func(rt *rapid.T) {
			if tries++; tries > 25 {
				return // a world is dear: a few long courses find more than many short ones
			}
			w.Clock.Pass(start.Sub(w.Clock.Now()))
			matter := w.Open(w.Counsellor, "skolsocialt_team")
			type ground struct {
				parties []string
				topics  []coordination.Topic
				to      civil.Date
				giver   string
				item    string
			}
			given := map[string]*ground{}
			decided := map[string]*ground{} // without consent: from the first of the parties to the second
			owner := map[string]access.Actor{}
			topicOf := map[string]coordination.Topic{}
			shown := map[string]coordination.Shown{}
			ids := func() []string { return slices.Sorted(maps.Keys(given)) }
			holder := func() access.Actor {
				for _, who := range team {
					if v, err := w.Matter(ctx, who, matter); err == nil && v.MayHold {
						return who
					}
				}
				rt.Fatal("nobody holds the matter together")
				return access.Actor{}
			}
			// The course begins where there is something to see.
			events := append([]string{"consent", "invite", "invite", "write", "write", "write"},
				rapid.SliceOfN(rapid.SampledFrom([]string{"consent", "withdraw", "narrow", "decide", "decide", "take back", "invite", "write", "leave", "baton", "day", "days"}), 3, 12).Draw(rt, "events")...)
			for n, event := range events {
				who := rapid.SampledFrom(team).Draw(rt, "who")
				if n < 6 {
					who = team[n%3]
				}
				switch event {
				case "consent":
					d := Consent(rapid.SampledFrom([]Place{w.Reception, w.Clinic}).Draw(rt, "party"))
					d.Topics = []coordination.Topic{rapid.SampledFrom([]coordination.Topic{coordination.School, coordination.Health}).Draw(rt, "topic")}
					if n == 0 {
						d = Consent(w.Reception, w.Clinic)
					}
					d.To = civil.Of(w.Clock.Now()).AddDays(rapid.IntRange(0, 4).Draw(rt, "lasts"))
					by := holder()
					c, err := w.AskConsent(ctx, by, matter, d)
					if err != nil {
						rt.Fatal(err)
					}
					all := true
					for _, g := range c.Givers {
						yes := n == 0 || rapid.IntRange(0, 4).Draw(rt, "answer") > 0
						if err := w.Respond(ctx, by, c.ID, g.ID, yes, coordination.HowWritten); err != nil {
							rt.Fatal(err)
						}
						if all = all && yes; !yes {
							break
						}
					}
					if all {
						clear(given) // a newer one of the same form stands instead
						given[c.ID] = &ground{parties: c.Parties, topics: c.Topics, to: c.To, giver: c.Givers[0].ID}
					}
				case "withdraw":
					for _, id := range ids() {
						if w.Withdraw(ctx, who, id, given[id].giver) == nil {
							delete(given, id)
						}
					}
				case "narrow":
					for _, id := range ids() {
						kept := given[id].parties[:2]
						if w.Narrow(ctx, who, id, kept, given[id].topics) == nil {
							given[id].parties = kept
						}
					}
				case "decide":
					to := rapid.SampledFrom(team).Draw(rt, "to")
					page, err := w.Sharing(ctx, who, matter, "general_clause")
					if err != nil || to.Organisation == who.Organisation {
						break
					}
					topic := rapid.SampledFrom([]coordination.Topic{coordination.School, coordination.Health}).Draw(rt, "of")
					d := coordination.SharingDraft{Shares: rapid.IntRange(0, 3).Draw(rt, "shares") > 0, Ground: page.Ground.ID, Recipients: []string{to.Organisation}, Topics: []coordination.Topic{topic},
						To: civil.Of(w.Clock.Now()).AddDays(rapid.IntRange(0, 4).Draw(rt, "until")), Body: coordination.SharingBody{Reasons: "Skäl.", Told: true}}
					for _, q := range page.Ground.Tests {
						d.Body.Answers = append(d.Body.Answers, coordination.TestAnswer{Question: q.Swedish, Met: true, Why: "Så är det."})
					}
					if len(page.Items) > 0 && rapid.Bool().Draw(rt, "one item") {
						d.Item = rapid.SampledFrom(page.Items).Draw(rt, "shared").Item.ID
					}
					x, err := w.Decide(ctx, who, matter, d)
					if err == nil && d.Shares {
						decided[x.ID] = &ground{parties: []string{who.Organisation, to.Organisation}, topics: d.Topics, to: d.To, item: d.Item}
					}
				case "take back":
					for _, id := range slices.Sorted(maps.Keys(decided)) {
						if _, err := w.EndSharing(ctx, who, id); err == nil {
							delete(decided, id)
						}
					}
				case "invite":
					if w.Invite(ctx, holder(), matter, coordination.InviteDraft{Unit: who.Unit}) == nil {
						_ = w.AnswerInvitation(ctx, who, matter, n < 6 || rapid.IntRange(0, 3).Draw(rt, "joins") > 0)
					}
				case "write":
					d := Note("Rubrik", func(d *coordination.ItemDraft) {
						d.Kind, d.Body.Setting = coordination.Worry, coordination.AtSchool
						d.Topic = rapid.SampledFrom([]coordination.Topic{coordination.School, coordination.Health}).Draw(rt, "about")
						if n >= 6 && rapid.IntRange(0, 3).Draw(rt, "keeps to itself") == 0 {
							d.Shown = coordination.ShownHidden
						}
					})
					if it, err := w.Write(ctx, who, matter, d); err == nil {
						owner[it.ID], topicOf[it.ID], shown[it.ID] = who, d.Topic, d.Shown
					}
				case "leave":
					_ = w.Leave(ctx, who, matter)
				case "baton":
					if v, err := w.Matter(ctx, who, matter); err == nil && !v.MayHold && w.OfferBaton(ctx, holder(), matter, v.Me.ID) == nil {
						_ = w.AnswerBaton(ctx, who, matter, rapid.Bool().Draw(rt, "takes"))
					}
				case "day":
					w.Clock.Pass(24 * time.Hour)
				case "days":
					w.Clock.Pass(3 * 24 * time.Hour)
					if err := w.Pause(ctx); err != nil {
						rt.Fatal(err)
					}
				}
				today := civil.Of(w.Clock.Now())
				holder()
				for _, reader := range team {
					v, err := w.Matter(ctx, reader, matter)
					if err != nil {
						continue
					}
					var got, want []string
					for _, x := range v.Items {
						got = append(got, x.Item.ID)
					}
					for item, by := range owner {
						lets := false
						for _, g := range given {
							lets = lets || !today.After(g.to) && slices.Contains(g.topics, topicOf[item]) &&
								slices.Contains(g.parties, by.Organisation) && slices.Contains(g.parties, reader.Organisation)
						}
						for _, g := range decided {
							about := g.item == item || g.item == "" && slices.Contains(g.topics, topicOf[item])
							lets = lets || !today.After(g.to) && about && slices.Equal(g.parties, []string{by.Organisation, reader.Organisation})
						}
						if by.Unit == reader.Unit || lets && shown[item] == coordination.ShownFull {
							want = append(want, item)
						}
					}
					slices.Sort(got)
					slices.Sort(want)
					if !slices.Equal(got, want) {
						rt.Fatalf("%s sees %d items, and the grounds given let %d", place[reader.Organisation].Sector, len(got), len(want))
					}
					// The page of one of them, and the whole picture, at the same moment.
					if len(owner) == 0 {
						continue
					}
					item := rapid.SampledFrom(slices.Sorted(maps.Keys(owner))).Draw(rt, "item")
					if _, err := w.Item(ctx, reader, item); (err == nil) != slices.Contains(want, item) {
						rt.Fatalf("%s opens an item: %v, and the grounds say %v", place[reader.Organisation].Sector, err, slices.Contains(want, item))
					}
					if p, err := w.Picture(ctx, reader, matter); err != nil || len(p.Items) != len(want) {
						rt.Fatalf("%s sees %d items in the picture (%v), and the grounds given let %d", place[reader.Organisation].Sector, len(p.Items), err, len(want))
					}
				}
			}
		})
	})
}
