package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	"samspel/internal/web"
)

// seed makes the world the same every time.
const seed = 2019

// World is a demonstration that has been filled: its people and the doors to them.
type World struct {
	app    *app.App
	staff  map[string]person
	system identity.Client
	secret string
}

// Fill makes the invented world in an empty installation: organisations, staff, some
// hundred children and two hundred reports in every state over a year, dated from now.
func Fill(ctx context.Context, a *app.App, now time.Time) (*World, error) {
	if err := a.Register.AddInvented(ctx); err != nil {
		return nil, err
	}
	yearAgo := func() time.Time { return now.AddDate(-1, 0, -1) }
	staff, err := people(ctx, a, identity.New(a.Store, a.Audit, yearAgo, identity.Settings{Issuer: "https://legitimation.exempel.invalid", Secrets: a.GateSecrets()}))
	if err != nil {
		return nil, fmt.Errorf("make people: %w", err)
	}
	if err := stories(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("tell stories: %w", err)
	}
	if err := matters(ctx, a, staff, now); err != nil {
		return nil, err
	}
	if err := over(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("coordinate what is over: %w", err)
	}
	if err := requests(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("answer those who ask: %w", err)
	}
	if err := readings(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if err := away(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("send people away: %w", err)
	}
	if err := grants(ctx, a, staff, now); err != nil {
		return nil, fmt.Errorf("tell of grants: %w", err)
	}
	if err := records(ctx, a, staff); err != nil {
		return nil, fmt.Errorf("keep records: %w", err)
	}
	w := &World{app: a, staff: staff}
	if err := w.connect(ctx); err != nil {
		return nil, fmt.Errorf("connect a system: %w", err)
	}
	return w, w.quiet(ctx)
}

// In is the world in another installation, whose files are a copy of those it was made in.
func (w *World) In(a *app.App) *World {
	other := *w
	other.app = a
	return &other
}

const (
	// pastReports is enough for a year of charts, and told in about a second.
	pastReports   = 170
	tellersOfPast = 8
)

// tale is a chapter with the children it is about.
type tale struct {
	chapter
	about   []child
	account concern.Content
}

func stories(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	random := rand.New(rand.NewPCG(seed, seed))
	cast := &cast{random: random}
	past := history(random, now, pastReports)
	tales := make([]tale, 0, len(past)+len(present))
	for _, c := range append(past, present...) {
		ages, on := meets[c.by], civil.Of(now.Add(-c.sent))
		about := []child{cast.child(ages[0], ages[1], on)}
		account := cast.account(about[0], on)
		for len(about) < c.children {
			sibling := cast.child(ages[0], ages[1], on)
			sibling.family = about[0].family
			about = append(about, sibling)
		}
		tales = append(tales, tale{c, about, account})
	}
	// The past may be told by many at once: who looks at it sees only its dates. On
	// PostgreSQL they would only stand in each other's way.
	many := tellersOfPast
	if a.Store.Engine() == db.Postgres {
		many = 1
	}
	var tellers sync.WaitGroup
	errs := make(chan error, many)
	for first := range many {
		tellers.Go(func() {
			for i := first; i < len(past); i += many {
				if err := newStoryteller(a, staff, now, i).tell(ctx, tales[i]); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	tellers.Wait()
	close(errs)
	if err := <-errs; err != nil {
		return err
	}
	for i, t := range tales[len(past):] {
		if err := newStoryteller(a, staff, now, len(past)+i).tell(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// away lets one officer be away this week and puts another on duty.
func away(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	today := civil.Of(now)
	_, err := a.Gate.SayAbsence(ctx, staff["chef"].actor, identity.AbsenceDraft{
		Mandate: staff["handlaggare3"].mandate, Deputy: staff["handlaggare"].user, First: today, Last: today.AddDays(4)})
	if err != nil {
		return err
	}
	for week, who := range []string{"handlaggare2", "handlaggare", "chef"} {
		first := today.AddDays(7 * week)
		d := identity.DutyDraft{User: staff[who].user, First: first, Last: first.AddDays(6)}
		if err := a.Gate.SetDuty(ctx, staff["chef"].actor, d); err != nil {
			return err
		}
	}
	return nil
}

// quiet marks what happened in the past as read, so that the notices that are left
// are those of today.
func (w *World) quiet(ctx context.Context) error {
	for _, p := range w.staff {
		if err := w.app.Notices.MarkRead(ctx, p.actor); err != nil {
			return err
		}
	}
	return w.app.Concerns.RaiseAlarms(ctx)
}

// Doors are the ways in, for the start page.
func (w *World) Doors() []web.Link {
	links := make([]web.Link, len(doors))
	for i, d := range doors {
		links[i] = web.Link{Text: d.text, Href: doorPath(d.role)}
	}
	return links
}

func doorPath(role string) string { return "/demo/logga-in/" + role }

// Print writes one line for each role: inloggning, role and address, with tabs between.
func (w *World) Print(out io.Writer, site string) error {
	for _, d := range doors {
		if _, err := fmt.Fprintf(out, "inloggning\t%s\t%s%s\n", d.role, site, doorPath(d.role)); err != nil {
			return err
		}
	}
	return nil
}

// SignIn opens a session for somebody in the demonstration, and asks for nothing.
func (w *World) SignIn(ctx context.Context, key string) (token string, err error) {
	p := w.staff[key]
	if p.actor.Role == access.Family {
		return w.app.Gate.VouchFamily(ctx, p.user)
	}
	return w.app.Gate.StartSession(ctx, p.user, p.mandate, 3)
}

// Mount opens the doors. They exist in the demonstration only.
func (w *World) Mount(mux *http.ServeMux, site *web.Site) {
	mux.Handle("GET /demo/logga-in/{role}", site.Public(func(rw http.ResponseWriter, r *http.Request) error {
		p, known := w.staff[r.PathValue("role")]
		if !known {
			return fault.Absent()
		}
		token, err := w.SignIn(r.Context(), r.PathValue("role"))
		if err != nil {
			return err
		}
		site.StartSession(rw, token)
		return web.SeeOther(rw, r, app.Home(p.actor))
	}))
}

// connect lets the program of Björkskolan send reports.
func (w *World) connect(ctx context.Context) (err error) {
	admin := w.staff["administrator"].actor
	w.system, w.secret, err = w.app.Gate.RegisterClient(ctx, admin, identity.ClientDraft{Name: "Elevsystemet Trädet",
		Unit: w.staff["kurator"].actor.Unit, Scopes: access.Scopes, To: civil.Of(w.app.Concerns.Now()).AddDays(365)})
	return err
}

// System is the school's own program, and the secret it shows.
func (w *World) System() (identity.Client, string) { return w.system, w.secret }

// Actor is a member of the staff, for tests and measurements that act as one.
func (w *World) Actor(key string) access.Actor { return w.staff[key].actor }
