package account

import (
	"context"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

func (h *handlers) today() civil.Date { return civil.Of(h.Site.Now()) }

// mandateOf is the person's mandate with the id, when the administrator may know of it.
func mandateOf(p identity.Person, mandate string) (identity.Mandate, error) {
	for _, m := range p.Mandates {
		if m.ID == mandate {
			return m, nil
		}
	}
	return identity.Mandate{}, fault.Absent()
}

// period is a mandate's days in words.
func period(ctx context.Context, m identity.Mandate) string {
	if !m.Ended && !m.Unconfirmed.IsZero() {
		return i18n.T(ctx, "account.period.unconfirmed", "from", m.From, "last", m.Unconfirmed)
	}
	if m.To.IsZero() {
		return i18n.T(ctx, "account.period.open", "from", m.From)
	}
	return i18n.T(ctx, "account.period", "from", m.From, "to", m.To)
}

// standing is whether a mandate is in force, in a word and a shape.
func standing(ctx context.Context, m identity.Mandate, today civil.Date) (web.StateKind, string) {
	switch {
	case m.Over(today):
		return web.StateDone, i18n.T(ctx, "account.standing.over")
	case m.InForce(today):
		return web.StateTaken, i18n.T(ctx, "account.standing.in_force")
	}
	return web.StatePlanned, i18n.T(ctx, "account.standing.later")
}
