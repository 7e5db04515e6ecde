// Package bench seeds an installation with any number of invented reports and
// measures the real server over HTTP, signed in. The same numbers give the same
// reports.
package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/concern"
)

// Town is a municipality with a school that reports and a unit that receives.
type Town struct {
	Code              string
	Reporter, Officer Worker
	// Matters are some to open, spread over the inbox.
	Matters []string
}

// Worker is somebody who signs in.
type Worker struct {
	User, Mandate string
	token         string
	actor         access.Actor
}

// Seeded is an installation with reports in it, to be measured once or again.
type Seeded struct {
	Reports int
	Towns   []*Town
}

// SignIn starts a session for everybody.
func (s *Seeded) SignIn(ctx context.Context, a *app.App) (err error) {
	for _, t := range s.Towns {
		for _, w := range []*Worker{&t.Reporter, &t.Officer} {
			if w.token, err = a.Gate.StartSession(ctx, w.User, w.Mandate, 3); err != nil {
				return err
			}
			if w.actor, err = a.Gate.Actor(ctx, w.token); err != nil {
				return err
			}
		}
	}
	return nil
}

// lately is within how long before now reports were sent: all of them are open and
// none is late, so that what is measured is pages and not alarms.
const lately = 20 * time.Hour

// towns is how many municipalities share the reports.
const towns = 2

// Seed sends n reports, spread over the last hours and over the towns, by
// the room's own flow. Progress is told how many are done.
func Seed(ctx context.Context, a *app.App, n int, now time.Time, progress func(done int)) (*Seeded, error) {
	if err := a.Register.AddInvented(ctx); err != nil {
		return nil, err
	}
	s := &Seeded{Reports: n}
	for i := range towns {
		t, err := newTown(ctx, a, fmt.Sprintf("99%02d", i+1))
		if err != nil {
			return nil, err
		}
		s.Towns = append(s.Towns, t)
	}
	if err := s.SignIn(ctx, a); err != nil {
		return nil, err
	}
	const workers = 64
	var next, done atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, workers)
	for range workers {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				at := now.Add(-time.Duration(float64(lately) * float64(n-i) / float64(n)))
				if err := send(ctx, a, s.Towns[i%towns], i, at); err != nil {
					errs <- err
					return
				}
				progress(int(done.Add(1)))
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return nil, err
	default:
	}
	if err := a.Store.Analyze(ctx); err != nil {
		return nil, err
	}
	for _, t := range s.Towns {
		if err := t.sample(ctx, a, now); err != nil {
			return nil, err
		}
	}
	return s, ctx.Err()
}

func newTown(ctx context.Context, a *app.App, code string) (*Town, error) {
	t := &Town{Code: code}
	for _, plan := range []struct {
		sector access.Sector
		role   access.Role
		worker *Worker
	}{
		{access.School, access.Reporter, &t.Reporter},
		{access.Social, access.Officer, &t.Officer},
	} {
		o := register.Organisation{ID: id.New(), Name: string(plan.sector) + " " + code, Sector: plan.sector, Public: true, Municipality: code}
		u := register.Unit{ID: id.New(), Organisation: o.ID, Name: o.Name, Kind: string(plan.sector), ReceivesConcerns: plan.sector == access.Social}
		err := a.Store.Data.Write(ctx, func(tx *db.Tx) error {
			if err := a.Register.AddOrganisation(ctx, tx, o); err != nil {
				return err
			}
			return a.Register.AddUnit(ctx, tx, u)
		})
		if err != nil {
			return nil, err
		}
		user, mandate, _, err := a.Gate.AddByOperator(ctx,
			identity.UserDraft{Name: "Prov " + o.Name, Email: string(plan.sector) + code + "@exempel.invalid", Organisation: o.ID},
			identity.MandateDraft{Unit: u.ID, Role: plan.role, Protected: true})
		if err != nil {
			return nil, err
		}
		plan.worker.User, plan.worker.Mandate = user.ID, mandate.ID
	}
	return t, nil
}

var words = []string{"skolan", "barnet", "frånvaro", "måndag", "berättar", "tyst", "hungrig", "kväll", "ensam", "oro", "märken", "mamma", "pappa", "syskon", "träning", "vänner"}

// draft is report number i, the same every time.
func draft(i int, code string, today civil.Date) concern.DraftReport {
	random := rand.New(rand.NewPCG(uint64(i), 7))
	text := func(n int) string {
		s := ""
		for range n {
			s += words[random.IntN(len(words))] + " "
		}
		return s
	}
	born := today.AddDays(-400 - random.IntN(15*365))
	return concern.DraftReport{ID: id.New(), Municipality: code, Category: "school", WantsFeedback: true, Content: concern.Content{
		Children: []concern.ReportedChild{{Given: fmt.Sprintf("Prov%d", i%5000), Family: fmt.Sprintf("Påhittad%d", i%977),
			Number: personnummer.Invented(born, i%personnummer.InventedPerDay).Formatted()}},
		Seen: text(40), Heard: text(25), Said: text(15), Interpretation: text(20),
		Guardians: []concern.ReportedGuardian{{Name: "Vårdnadshavare Påhittad", Told: true}},
	}}
}

func send(ctx context.Context, a *app.App, t *Town, i int, at time.Time) error {
	concerns := a.ConcernsAt(func() time.Time { return at })
	_, err := concerns.SendReport(ctx, t.Reporter.actor, draft(i, t.Code, civil.Of(at)))
	return err
}

// sample collects matters to open, spread over the inbox.
func (t *Town) sample(ctx context.Context, a *app.App, now time.Time) error {
	filter := concern.InboxFilter{}
	for range 40 {
		v, err := a.ConcernsAt(func() time.Time { return now }).Inbox(ctx, t.Officer.actor, filter)
		if err != nil {
			return err
		}
		for _, row := range v.Rows {
			t.Matters = append(t.Matters, row.Matter.ID)
		}
		if v.Next.IsZero() {
			return nil
		}
		filter.After = v.Next
	}
	return nil
}
