package app

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/room/concern"
	"samspel/internal/room/concern/concernweb"
	"samspel/internal/room/coordination"
	"samspel/internal/room/coordination/coordinationweb"
	"samspel/internal/room/disclosure"
	"samspel/internal/room/disclosure/disclosureweb"
	"samspel/internal/room/grant"
	"samspel/internal/room/grant/grantweb"
	"samspel/internal/room/review"
	"samspel/internal/web"
)

// who gives the frame the actor's name and place: "Ekstads kommun, socialnämnden".
// A name that cannot be read is left out; the page says who it is for all the same.
func (a *App) who(ctx context.Context, who access.Actor) (name, place string) {
	names, err := a.Gate.UserName(ctx, []string{who.User})
	if err != nil {
		a.log.ErrorContext(ctx, "name of the signed-in", "error", err)
	}
	unit, err := a.Register.Unit(ctx, who.Unit)
	if err != nil {
		return names[who.User], ""
	}
	return names[who.User], unit.Name
}

// Home is where an actor's day begins: the first room of the menu.
func Home(who access.Actor) string {
	switch {
	case who.Role == access.Administrator:
		return "/administration"
	case who.Role == access.Family:
		return "/familj"
	case who.Role == access.Archivist:
		return "/gallring"
	case who.Sector == access.Agency:
		return grantweb.Path
	case who.Role == access.Reviewer:
		return "/loggranskning"
	case who.Sector == access.Social:
		return "/orosanmalningar"
	}
	return "/orosanmalan"
}

// menu is the rooms that the actor's mandate opens.
func (a *App) menu(ctx context.Context, who access.Actor) []web.MenuItem {
	var items []web.MenuItem
	if !who.SignedIn() {
		if a.Concerns != nil {
			items = append(items, web.MenuItem{Key: "app.menu.worried", Href: concernweb.PublicPath})
		}
		if a.Grants != nil {
			items = append(items, web.MenuItem{Key: "app.menu.open", Href: grantweb.OpenPath})
		}
		return items
	}
	if who.Role == access.Family {
		return nil
	}
	if who.Role == access.Administrator {
		items = append(items, web.MenuItem{Key: "app.menu.administration", Href: "/administration"})
		if a.Matters != nil && coordination.MayAdjust(who) {
			items = append(items, web.MenuItem{Key: "app.menu.forms", Href: coordinationweb.EditionsPath})
		}
		return items
	}
	if who.Role == access.Archivist {
		if a.Records == nil {
			return nil
		}
		return append(items, web.MenuItem{Key: "app.menu.records", Href: "/gallring"})
	}
	if a.Concerns == nil || who.Sector == access.Agency {
		return a.addGrants(items, who)
	}
	if review.MayReview(who) {
		n, err := a.Reviews.Waiting(ctx, who)
		if err != nil {
			a.log.ErrorContext(ctx, "count what waits", "error", err)
		}
		return append(items, web.MenuItem{Key: "app.menu.review", Href: "/loggranskning", Count: n}, web.MenuItem{Key: "app.menu.log", Href: "/loggfragor"})
	}
	if who.Sector == access.Social && (who.Role == access.Officer || who.Role == access.Manager) {
		n, err := a.Concerns.Waiting(ctx, who)
		if err != nil {
			a.log.ErrorContext(ctx, "count what waits", "error", err)
		}
		items = append(items, web.MenuItem{Key: "app.menu.inbox", Href: "/orosanmalningar", Count: n})
	}
	if concern.MayOversee(who) {
		items = append(items, web.MenuItem{Key: "app.menu.oversight", Href: "/orosanmalningar/laget"})
	}
	if coordination.MayTakePart(who) {
		n, err := a.Matters.Waiting(ctx, who)
		if err != nil {
			a.log.ErrorContext(ctx, "count what waits", "error", err)
		}
		items = append(items, web.MenuItem{Key: "app.menu.matters", Href: "/samordning", Count: n})
	}
	if disclosure.MayAnswer(who) {
		items = append(items, web.MenuItem{Key: "app.menu.disclosures", Href: disclosureweb.Path})
	}
	items = append(items, web.MenuItem{Key: "app.menu.reports", Href: "/orosanmalan"})
	items = a.addGrants(items, who)
	if who.Role == access.Manager {
		items = append(items, web.MenuItem{Key: "app.menu.access", Href: "/behorigheter"})
	}
	if who.Mandate != "" {
		items = append(items, web.MenuItem{Key: "app.menu.log", Href: "/loggfragor"})
	}
	return items
}

// hasGrants says whether the room of grants is open to the actor.
func (a *App) hasGrants(who access.Actor) bool {
	return a.Config.Kind.HasGrants() && grant.MayTakePart(who)
}

// addGrants puts the room of grants last for those who handle any.
func (a *App) addGrants(items []web.MenuItem, who access.Actor) []web.MenuItem {
	if !a.hasGrants(who) {
		return items
	}
	return append(items, web.MenuItem{Key: "app.menu.grants", Href: grantweb.Path})
}

func (a *App) unread(ctx context.Context, who access.Actor) int {
	n, err := a.Notices.Unread(ctx, who.User)
	if err != nil {
		a.log.ErrorContext(ctx, "count notices", "error", err)
	}
	return n
}
