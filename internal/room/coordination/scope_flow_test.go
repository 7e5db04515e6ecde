package coordination_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

var errTakenBack = errors.New("taken back")

// What a list gives is what the policy allows, row for row, whoever asks and
// whatever there is: the SQL has no rules of its own.
func TestScopeEqualsPolicy(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		var matters []string
		for range 4 {
			matters = append(matters, w.Open(w.Counsellor, "skolsocialt_team"))
		}
		places := []Place{w.School, w.Reception, w.Clinic}
		users := []string{w.Counsellor.User, w.Colleague.User, w.Officer.User, w.Psychologist.User}
		rapid.Check(w.TB, func(rt *rapid.T) {
			type drawn struct {
				matter string
				member coordination.Member
			}
			var members []drawn
			seen := map[string]bool{}
			for range rapid.IntRange(0, 10).Draw(rt, "members") {
				at := rapid.SampledFrom(places).Draw(rt, "place")
				m := coordination.Member{ID: id.New(), Matter: rapid.SampledFrom(matters).Draw(rt, "matter"), Organisation: at.Organisation, Unit: at.Unit,
					User:  rapid.SampledFrom(users).Draw(rt, "user"),
					State: rapid.SampledFrom([]coordination.MemberState{coordination.Invited, coordination.Joined, coordination.Declined, coordination.Left}).Draw(rt, "state"),
					Holds: coordination.HoldsAll, InvitedBy: w.Counsellor.User, InvitedAt: w.Clock.Now(), AnsweredAt: w.Clock.Now()}
				if m.State == coordination.Invited {
					m.AnsweredAt = time.Time{}
					if rapid.Bool().Draw(rt, "the unit is asked") {
						m.User = ""
					}
				}
				key := m.Matter + m.Unit + m.User
				if m.Current() && (seen[key] || m.User == w.Counsellor.User && m.Unit == w.School.Unit) {
					continue
				}
				seen[key] = seen[key] || m.Current()
				members = append(members, drawn{m.Matter, m})
			}
			actors := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) access.Actor {
				at := rapid.SampledFrom(places).Draw(rt, "place")
				return access.Actor{User: rapid.SampledFrom(users).Draw(rt, "user"), Unit: at.Unit, Organisation: at.Organisation, Sector: at.Sector,
					Role: rapid.SampledFrom(append([]access.Role{""}, access.Roles...)).Draw(rt, "role"), Scope: rapid.SampledFrom([]string{"", "", "orosanmalan:skicka"}).Draw(rt, "scope")}
			}), 1, 5).Draw(rt, "actors")
			type near struct{ matter, user string }
			apart := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) near {
				return near{rapid.SampledFrom(matters).Draw(rt, "matter"), rapid.SampledFrom(users).Draw(rt, "close")}
			}), 0, 3).Draw(rt, "apart")
			page := rapid.IntRange(1, 3).Draw(rt, "page")
			held := rapid.Bool().Draw(rt, "held")
			var wrong []string
			err := w.Store.Data.Write(ctx, func(tx *db.Tx) error {
				wrong = nil
				for _, d := range members {
					s, err := w.StandingIn(ctx, tx, d.matter)
					if err != nil {
						return err
					}
					d.member.OpenedAt = s.Matter.OpenedAt
					if err := coordination.StoreMember(ctx, tx, s.Matter, d.member); err != nil {
						return err
					}
				}
				for _, x := range apart {
					if err := coordination.StoreApart(ctx, tx, x.matter, x.user, w.Clock.Now()); err != nil {
						return err
					}
				}
				for _, who := range actors {
					filter := coordination.ListFilter{}
					if held {
						filter.Whom = coordination.HeldByMe
					}
					got, asked, err := coordination.ListedIn(ctx, tx, who, filter, page)
					if err != nil {
						return err
					}
					var want, wantAsked []string
					for _, matter := range matters {
						s, err := w.StandingIn(ctx, tx, matter)
						if err != nil {
							return err
						}
						mine := s.Matter.Baton.User == who.User && s.Matter.Baton.Unit == who.Unit
						if coordination.MayOpen(who, s).Allowed() && (!held || mine) {
							want = append(want, matter)
						}
						if coordination.MayAnswer(who, s).Allowed() {
							wantAsked = append(wantAsked, matter)
						}
					}
					slices.Sort(got)
					slices.Sort(want)
					slices.Sort(wantAsked)
					slices.Sort(asked)
					if !slices.Equal(got, want) {
						wrong = append(wrong, "the list of "+string(who.Role)+" and the policy differ")
					}
					if !slices.Equal(slices.Compact(asked), wantAsked) {
						wrong = append(wrong, "the invitations of "+string(who.Role)+" and the policy differ")
					}
				}
				return errTakenBack
			})
			if !errors.Is(err, errTakenBack) {
				rt.Fatal(err)
			}
			for _, what := range wrong {
				rt.Error(what)
			}
		})
	})
}
