package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// StartSession signs a user in without asking for anything: for sign-ins that
// somebody else has proved. With no mandate named, the only one in force is
// taken, and with several the person chooses. The token goes in a cookie.
func (g *Gate) StartSession(ctx context.Context, user, mandate string, assurance int) (string, error) {
	access.MarkAsked(ctx)
	var token string
	err := g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		h, err := loadHome(ctx, tx, user)
		if err != nil {
			return err
		}
		if h.Disabled {
			return fault.Private()
		}
		token, err = g.start(ctx, tx, user, mandate, assurance, "vouched for")
		return err
	})
	if err != nil {
		return "", fmt.Errorf("start session of %s: %w", user, err)
	}
	return token, nil
}

// start writes the session and its record in one transaction: there is no session
// that is not in the log.
func (g *Gate) start(ctx context.Context, tx *db.Tx, user, mandate string, assurance int, ground string) (string, error) {
	inForce, err := loadInForce(ctx, tx, user, g.today())
	if err != nil {
		return "", err
	}
	chosen, ok := choose(inForce, mandate)
	if !ok {
		return "", fault.Private()
	}
	now := g.now()
	s := session{id: id.New(), token: newToken(), user: user, mandate: chosen.ID, assurance: assurance, started: now, seen: now, proved: now}
	if err := insertSession(ctx, tx, s); err != nil {
		return "", err
	}
	who := actorOf(s, chosen)
	return s.token, g.log.Change(ctx, tx, g.done(who, "identity.session.start", ground, user))
}

// choose picks the named mandate among those in force; with none named, the only
// one there is. False means that the named one is not there.
func choose(inForce []Mandate, mandate string) (Mandate, bool) {
	if mandate == "" {
		if len(inForce) == 1 {
			return inForce[0], true
		}
		return Mandate{}, true
	}
	for _, m := range inForce {
		if m.ID == mandate {
			return m, true
		}
	}
	return Mandate{}, false
}

func actorOf(s session, m Mandate) access.Actor {
	return access.Actor{
		User: s.user, Session: s.id, Mandate: m.ID, Unit: m.Unit, Organisation: m.Organisation, Municipality: m.Municipality,
		Sector: m.Sector, Role: m.Role, Protected: m.Protected, Assurance: s.assurance,
	}
}

// Actor is who a token belongs to at this moment: the zero Actor when the session
// is over or never was, and an actor without mandate when the mandate has ended
// or none is chosen.
func (g *Gate) Actor(ctx context.Context, token string) (access.Actor, error) {
	if !wellFormed(token) {
		return access.Actor{}, nil
	}
	now := g.now()
	var who access.Actor
	var s session
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		who, s, err = loadActor(ctx, tx, token, g.today())
		return err
	})
	if err != nil || !g.settings.live(s.started, s.seen, now) {
		return access.Actor{}, err
	}
	who.Strong = strong(s.proved, now)
	if now.Sub(s.seen) >= touchEvery {
		// A lost touch only makes the session idle a minute too early.
		_ = g.store.Data.Write(ctx, func(tx *db.Tx) error { return touchSession(ctx, tx, s.id, now) })
	}
	return who, nil
}

// ChooseMandate lets the holder of a session act under another of their mandates.
// The session gets a new token, and the old one opens nothing.
func (g *Gate) ChooseMandate(ctx context.Context, token, mandate string) (string, error) {
	access.MarkAsked(ctx)
	return g.turn(ctx, token, func(tx *db.Tx, who access.Actor, next *session) (audit.Record, error) {
		inForce, err := loadInForce(ctx, tx, who.User, g.today())
		if err != nil {
			return audit.Record{}, err
		}
		chosen, ok := choose(inForce, mandate)
		if !ok || chosen.ID == "" {
			return audit.Record{}, fault.Invalid("mandate", "account.mandate.choose_missing")
		}
		next.mandate = chosen.ID
		return g.done(actorOf(*next, chosen), "identity.mandate.choose", "own mandate", who.User, chosen.ID), nil
	})
}

// turn gives a session that lives a new token, changed as change says.
func (g *Gate) turn(ctx context.Context, token string, change func(tx *db.Tx, who access.Actor, next *session) (audit.Record, error)) (string, error) {
	now := g.now()
	var fresh string
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		who, old, err := loadActor(ctx, tx, token, g.today())
		if err != nil {
			return err
		}
		if !g.settings.live(old.started, old.seen, now) {
			return fault.Unauthenticated()
		}
		next := old
		next.id, next.token, next.seen = id.New(), newToken(), now
		rec, err := change(tx, who, &next)
		if err != nil {
			return err
		}
		turned, err := turnSession(ctx, tx, old, next)
		if err != nil {
			return err
		}
		if !turned {
			return fault.Unauthenticated()
		}
		fresh = next.token
		return g.log.Change(ctx, tx, rec)
	})
	if err != nil {
		return "", err
	}
	return fresh, nil
}

// Idle is how long a session lives without a request.
func (g *Gate) Idle() time.Duration { return g.settings.Idle }

// SignOut ends the session of a token.
func (g *Gate) SignOut(ctx context.Context, token string) error {
	return g.signOut(ctx, token, func(access.Actor) bool { return true })
}

// SignOutFamily ends the session of a token that is a child's, a guardian's or that of
// somebody who was asked one question, and nobody else's: a link may do no more.
func (g *Gate) SignOutFamily(ctx context.Context, token string) error {
	return g.signOut(ctx, token, func(who access.Actor) bool { return who.Role == access.Family })
}

func (g *Gate) signOut(ctx context.Context, token string, whose func(access.Actor) bool) error {
	access.MarkAsked(ctx)
	if !wellFormed(token) {
		return nil
	}
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		who, _, err := loadActor(ctx, tx, token, g.today())
		if err != nil || !who.SignedIn() || !whose(who) {
			return err
		}
		if err := deleteSession(ctx, tx, token); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.session.end", "own session", who.User))
	})
}

// SignOutEverywhere ends every session of the actor, this one too. The next
// request of each finds nothing.
func (g *Gate) SignOutEverywhere(ctx context.Context, who access.Actor) error {
	access.MarkAsked(ctx)
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		n, err := deleteSessions(ctx, tx, who.User)
		if err != nil {
			return err
		}
		rec := g.done(who, "identity.session.end_all", "own sessions", who.User)
		rec.Detail = fmt.Sprintf("%d sessions", n)
		return g.log.Change(ctx, tx, rec)
	})
}

// EndSession ends one of the actor's own sessions.
func (g *Gate) EndSession(ctx context.Context, who access.Actor, session string) error {
	access.MarkAsked(ctx)
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		found, err := deleteSessionOf(ctx, tx, who.User, session)
		if err != nil {
			return err
		}
		if !found {
			return fault.Absent()
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.session.end", "own session", who.User, session))
	})
}

// EndSessions ends every session of a person, and tells them: for an administrator who
// hears that somebody's computer is lost.
func (g *Gate) EndSessions(ctx context.Context, who access.Actor, user string) error {
	const action = "identity.session.end_all"
	err := g.change(ctx, who, action, subject(user), func(tx *db.Tx, ask func(access.Decision) error) error {
		h, err := loadHome(ctx, tx, user)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such person"))
		}
		if err != nil {
			return err
		}
		decision := mayClose(who, user, h.place)
		if err := ask(decision); err != nil {
			return err
		}
		n, err := deleteSessions(ctx, tx, user)
		if err != nil {
			return err
		}
		rec := g.done(who, action, decision.Ground(), user)
		rec.Detail = fmt.Sprintf("%d sessions", n)
		return errors.Join(g.settings.Tell(ctx, tx, user, "account.notice.sessions_ended", sessionsLink), g.log.Change(ctx, tx, rec))
	})
	if fault.KindOf(err) == fault.KindPrivate && user == who.User && who.Role == access.Administrator {
		return fault.Forbidden("account.user.own")
	}
	return err
}

// Session (inloggning) is one of a person's places of sign-in, as they see it themselves.
type Session struct {
	ID            string
	Started, Seen time.Time
	// This is the session that asks.
	This bool
}

// Sessions is where the actor is signed in now, the latest used first.
func (g *Gate) Sessions(ctx context.Context, who access.Actor) ([]Session, error) {
	access.MarkAsked(ctx)
	now := g.now()
	var live []Session
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err := loadSessions(ctx, tx, who.User, now.Add(-g.settings.Absolute), now.Add(-g.settings.Idle))
		for _, s := range all {
			live = append(live, Session{ID: s.id, Started: s.started, Seen: s.seen, This: s.id == who.Session})
		}
		return err
	})
	return live, err
}
