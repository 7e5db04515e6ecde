package account

import (
	"context"
	"net/http"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/notify"
	"samspel/internal/ground/civil"
	"samspel/internal/web"
)

// getClients handles GET /administration/system.
func (h *handlers) getClients(w http.ResponseWriter, r *http.Request) error {
	clients, err := h.Gate.Clients(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, clientsPage(clients, h.today()))
}

// getNewClient handles GET /administration/system/nytt.
func (h *handlers) getNewClient(w http.ResponseWriter, r *http.Request) error {
	return h.newClient(w, r, http.StatusOK, nil)
}

func (h *handlers) newClient(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	workplaces, err := h.Gate.Workplaces(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, newClientPage(form, units(r.Context(), workplaces), scopes(r.Context()), h.today().AddDays(365)))
}

// postNewClient handles POST /administration/system/nytt. The page that answers shows
// the secret, which cannot be shown again.
func (h *handlers) postNewClient(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	draft := identity.ClientDraft{Name: form.Text("name"), Unit: form.Text("unit"), To: form.Date("to")}
	for _, s := range form.Values("scope", scopeNames()...) {
		draft.Scopes = append(draft.Scopes, access.Scope(s))
	}
	if form.OK() {
		client, secret, err := h.Gate.RegisterClient(r.Context(), web.Actor(r), draft)
		if err == nil {
			return web.Render(w, r, http.StatusOK, clientSecretPage(client, secret, i18n.T(r.Context(), "account.client.registered")))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.newClient(w, r, http.StatusUnprocessableEntity, form)
}

// getClient handles GET /administration/system/{client}.
func (h *handlers) getClient(w http.ResponseWriter, r *http.Request) error {
	return h.client(w, r, http.StatusOK, nil)
}

func (h *handlers) client(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	client, err := h.Gate.Client(r.Context(), web.Actor(r), r.PathValue("client"))
	if err != nil {
		return err
	}
	events, err := h.Notices.Events(r.Context(), client.ID)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, clientPage(form, client, events, h.today()))
}

// postTurn handles POST /administration/system/{client}/hemlighet.
func (h *handlers) postTurn(w http.ResponseWriter, r *http.Request) error {
	client, err := h.Gate.Client(r.Context(), web.Actor(r), r.PathValue("client"))
	if err != nil {
		return err
	}
	secret, until, err := h.Gate.TurnSecret(r.Context(), web.Actor(r), client.ID)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, clientSecretPage(client, secret, i18n.T(r.Context(), "account.client.turned_to", "until", until)))
}

// postHook handles POST /administration/system/{client}/webhook.
func (h *handlers) postHook(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	client := r.PathValue("client")
	address := form.Text("url", 500)
	if form.OK() {
		err := h.Gate.SetHook(r.Context(), web.Actor(r), client, address)
		if err == nil {
			web.Flash(w, r, "account.flash.saved")
			return web.SeeOther(w, r, clientPath(client))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.client(w, r, http.StatusUnprocessableEntity, form)
}

// postHookSecret handles POST /administration/system/{client}/webhook/nyckel: show the
// key that events are signed with, or make another.
func (h *handlers) postHookSecret(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	turn := form.Choice("gor", "visa", "byt") == "byt"
	client, err := h.Gate.Client(r.Context(), web.Actor(r), r.PathValue("client"))
	if err != nil {
		return err
	}
	if !form.OK() {
		return h.client(w, r, http.StatusUnprocessableEntity, form)
	}
	secret, err := h.Gate.HookSecret(r.Context(), web.Actor(r), client.ID, turn)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, hookSecretPage(client, secret, turn))
}

// getRevoke handles GET /administration/system/{client}/stang.
func (h *handlers) getRevoke(w http.ResponseWriter, r *http.Request) error {
	client, err := h.Gate.Client(r.Context(), web.Actor(r), r.PathValue("client"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, revokePage(client))
}

// postRevoke handles POST /administration/system/{client}/stang.
func (h *handlers) postRevoke(w http.ResponseWriter, r *http.Request) error {
	client := r.PathValue("client")
	if err := h.Gate.RevokeClient(r.Context(), web.Actor(r), client); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.revoked")
	return web.SeeOther(w, r, clientPath(client))
}

func scopeNames() []string {
	var names []string
	for _, s := range access.Scopes {
		names = append(names, string(s))
	}
	return names
}

func scopes(ctx context.Context) []web.Option {
	var options []web.Option
	for _, s := range access.Scopes {
		options = append(options, web.Option{Value: string(s), Label: scopeName(ctx, s)})
	}
	return options
}

func scopeName(ctx context.Context, s access.Scope) string {
	_, act, _ := strings.Cut(string(s), ":")
	return i18n.T(ctx, "account.scope."+act)
}

// clientStanding is whether a system may come in, in a word and a shape.
func clientStanding(ctx context.Context, c identity.Client, today civil.Date) (web.StateKind, string) {
	switch {
	case c.Revoked:
		return web.StateDone, i18n.T(ctx, "account.client.shut")
	case c.Mandate.Over(today):
		return web.StateDone, i18n.T(ctx, "account.standing.over")
	}
	return web.StateTaken, i18n.T(ctx, "account.standing.in_force")
}

func toClients(ctx context.Context) []web.Link {
	return []web.Link{{Text: i18n.T(ctx, "account.people.title"), Href: peoplePath}, {Text: i18n.T(ctx, "account.clients.title"), Href: clientsPath}}
}

func toClient(ctx context.Context, c identity.Client) []web.Link {
	return append(toClients(ctx), web.Link{Text: c.Name, Href: clientPath(c.ID)})
}

// eventStanding is how it has gone to tell a system, in a word and a shape.
func eventStanding(ctx context.Context, e notify.Event) (web.StateKind, string) {
	switch e.State {
	case notify.EventTold:
		return web.StateTaken, i18n.T(ctx, "account.event.told")
	case notify.EventDead:
		return web.StateLate, i18n.T(ctx, "account.event.dead")
	case notify.EventWaiting:
	}
	return web.StateAsked, i18n.T(ctx, "account.event.waiting")
}

// eventAnswer is what came of the last try, in words.
func eventAnswer(ctx context.Context, e notify.Event) string {
	switch {
	case e.Tries == 0:
		return i18n.T(ctx, "account.event.untried")
	case e.Status == 0:
		return i18n.T(ctx, "account.event.silent", "count", e.Tries, "when", e.Tried)
	}
	return i18n.T(ctx, "account.event.answered", "count", e.Tries, "when", e.Tried, "status", e.Status)
}

// used is when a system was last here, in words.
func used(ctx context.Context, c identity.Client) string {
	if c.Used.IsZero() {
		return i18n.T(ctx, "account.client.never")
	}
	return i18n.From(ctx).DateTime(c.Used)
}
