package identity

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// Roster is who has access on a day.
type Roster struct {
	On      civil.Date
	Entries []Entry
	// Units are those to narrow by; a manager has one.
	Units []Workplace
	// Unconfirmed is how many mandates wait for somebody to confirm them.
	Unconfirmed int
}

// oldestRoster is how many days back a roster can be asked for: as long as the log is kept.
const oldestRoster = 10 * 366

// Roster is who had access on the day: to the manager's unit, or to the organisations
// the administrator answers for. That somebody looked is recorded.
func (g *Gate) Roster(ctx context.Context, who access.Actor, q RosterQuery) (Roster, error) {
	decision := maySeeAccess(who)
	if err := g.log.Require(ctx, who, "identity.roster.read", nil, decision); err != nil {
		return Roster{}, err
	}
	today := g.today()
	if q.On.IsZero() {
		q.On = today
	}
	switch {
	case q.On.After(today):
		return Roster{}, fault.Invalid("dag", "account.roster.future")
	case today.Sub(q.On) > oldestRoster:
		return Roster{}, fault.Invalid("dag", "account.roster.past")
	}
	endedAfter := q.On.Start()
	if q.On == today {
		endedAfter = g.now()
	}
	at, unit := place{who.Organisation, who.Municipality}, ""
	if who.Role == access.Manager {
		unit = who.Unit
	}
	r := Roster{On: q.On}
	var all []Entry
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if all, err = loadRoster(ctx, tx, unit, at, q.On, endedAfter); err != nil {
			return err
		}
		waiting, err := loadUnconfirmed(ctx, tx, unit, at, today, UnconfirmedAtOnce)
		if err != nil {
			return err
		}
		r.Unconfirmed = len(waiting)
		if unit == "" {
			r.Units, err = loadWorkplaces(ctx, tx, at)
		}
		return err
	})
	if err != nil {
		return Roster{}, err
	}
	r.Entries = q.arrange(all)
	users := make([]string, len(r.Entries))
	for i, e := range r.Entries {
		users[i] = e.User
	}
	rec := g.done(who, "identity.roster.read", decision.Ground(), distinct(users)...)
	rec.Detail = q.On.String()
	return r, g.log.Reading(ctx, rec)
}
