package account

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// getPeople handles GET /administration.
func (h *handlers) getPeople(w http.ResponseWriter, r *http.Request) error {
	query := web.Query(r)
	text := query.Text("sok")
	people, next, err := h.Gate.People(r.Context(), web.Actor(r), text, query.Text("efter", 2000))
	if err != nil {
		return err
	}
	turn := web.PageTurn{}
	if next != "" {
		turn.Next = peoplePath + "?" + url.Values{"sok": {text}, "efter": {next}}.Encode()
	}
	if query.Value("efter") != "" {
		turn.Previous = peoplePath + "?" + url.Values{"sok": {text}}.Encode()
	}
	return web.Render(w, r, http.StatusOK, peoplePage(people, text, turn))
}

// getNewPerson handles GET /administration/personer/ny.
func (h *handlers) getNewPerson(w http.ResponseWriter, r *http.Request) error {
	return h.newPerson(w, r, http.StatusOK, nil)
}

func (h *handlers) newPerson(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	workplaces, err := h.Gate.Workplaces(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, newPersonPage(form, organisations(r.Context(), workplaces), h.Provider != nil))
}

// postNewPerson handles POST /administration/personer/ny. The page that answers
// shows the invitation, which cannot be shown again.
func (h *handlers) postNewPerson(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	draft := identity.UserDraft{
		Name: form.Text("name"), Email: form.Text("email", 254), Organisation: form.Text("organisation"),
		Language: form.Choice("language", i18n.Languages...), Subject: form.Text("subject", 255),
	}
	if form.OK() {
		user, invitation, err := h.Gate.AddUser(r.Context(), web.Actor(r), draft)
		if err == nil && invitation.Code == "" {
			web.Flash(w, r, "account.flash.added")
			return web.SeeOther(w, r, personPath(user.ID))
		}
		if err == nil {
			return web.Render(w, r, http.StatusOK, invitedPage(user, invitation))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.newPerson(w, r, http.StatusUnprocessableEntity, form)
}

// getPerson handles GET /administration/personer/{user}.
func (h *handlers) getPerson(w http.ResponseWriter, r *http.Request) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	var deputies []string
	for _, m := range person.Mandates {
		deputies = append(deputies, m.Deputy)
	}
	names, err := h.Gate.UserName(r.Context(), deputies)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, personPage(person, names, h.today()))
}

// postRenew handles POST /administration/personer/{user}/inbjudan.
func (h *handlers) postRenew(w http.ResponseWriter, r *http.Request) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	invitation, err := h.Gate.Renew(r.Context(), web.Actor(r), person.ID)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, invitedPage(person.User, invitation))
}

// getClose handles GET /administration/personer/{user}/stang.
func (h *handlers) getClose(w http.ResponseWriter, r *http.Request) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, closePage(person))
}

// postClose handles POST /administration/personer/{user}/stang.
func (h *handlers) postClose(w http.ResponseWriter, r *http.Request) error {
	user := r.PathValue("user")
	if err := h.Gate.CloseUser(r.Context(), web.Actor(r), user); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.closed")
	return web.SeeOther(w, r, personPath(user))
}

// postEndSessions handles POST /administration/personer/{user}/sessioner.
func (h *handlers) postEndSessions(w http.ResponseWriter, r *http.Request) error {
	user := r.PathValue("user")
	if err := h.Gate.EndSessions(r.Context(), web.Actor(r), user); err != nil {
		return err
	}
	web.Flash(w, r, "account.flash.sessions_ended")
	return web.SeeOther(w, r, personPath(user))
}

// getGrant handles GET /administration/personer/{user}/uppdrag.
func (h *handlers) getGrant(w http.ResponseWriter, r *http.Request) error {
	return h.grant(w, r, http.StatusOK, nil)
}

func (h *handlers) grant(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	workplaces, err := h.Gate.Workplaces(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, grantPage(form, person, units(r.Context(), workplaces), roles(r.Context()), h.today()))
}

// postGrant handles POST /administration/personer/{user}/uppdrag.
func (h *handlers) postGrant(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	user := r.PathValue("user")
	draft := identity.MandateDraft{
		User: user, Unit: form.Text("unit"), Role: access.Role(form.Text("role")),
		From: form.Date("from"), To: form.Date("to"), Protected: form.Bool("protected"),
	}
	if draft.Unit == "" {
		form.Fail("unit", "account.mandate.unit_missing")
	}
	if draft.Role == "" {
		form.Fail("role", "account.mandate.role_missing")
	}
	deputy, err := h.deputy(r, form)
	if err != nil {
		return err
	}
	draft.Deputy = deputy
	if form.OK() {
		_, err := h.Gate.GrantMandate(r.Context(), web.Actor(r), draft)
		if err == nil {
			web.Flash(w, r, "account.flash.granted")
			return web.SeeOther(w, r, personPath(user))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.grant(w, r, http.StatusUnprocessableEntity, form)
}

// deputy is who has the address in the field; nobody when it is empty.
func (h *handlers) deputy(r *http.Request, form *web.Form) (string, error) {
	email := form.Text("deputy", 254)
	if email == "" {
		return "", nil
	}
	deputy, err := h.Gate.Colleague(r.Context(), web.Actor(r), email)
	if err != nil && !form.Explain(err) {
		return "", err
	}
	return deputy, nil
}

// getEnd handles GET /administration/personer/{user}/uppdrag/{mandate}.
func (h *handlers) getEnd(w http.ResponseWriter, r *http.Request) error {
	return h.end(w, r, http.StatusOK, nil)
}

func (h *handlers) end(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	mandate, err := mandateOf(person, r.PathValue("mandate"))
	if err != nil {
		return err
	}
	holding, err := h.Gate.Holding(r.Context(), web.Actor(r), mandate.ID)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, endPage(form, person, mandate, holding))
}

// postEnd handles POST /administration/personer/{user}/uppdrag/{mandate}.
func (h *handlers) postEnd(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	// An address whose parts do not belong together leads nowhere.
	if _, err := mandateOf(person, r.PathValue("mandate")); err != nil {
		return err
	}
	draft := identity.EndDraft{Mandate: r.PathValue("mandate"), LastDay: form.Date("last_day")}
	deputy, err := h.deputy(r, form)
	if err != nil {
		return err
	}
	draft.Deputy = deputy
	if form.OK() {
		err := h.Gate.EndMandate(r.Context(), web.Actor(r), draft)
		if err == nil {
			web.Flash(w, r, "account.flash.ended")
			return web.SeeOther(w, r, personPath(r.PathValue("user")))
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.end(w, r, http.StatusUnprocessableEntity, form)
}

func units(ctx context.Context, workplaces []identity.Workplace) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "account.choose")}}
	for _, w := range workplaces {
		options = append(options, web.Option{Value: w.Unit, Label: w.OrganisationName + ": " + w.UnitName})
	}
	return options
}

func organisations(ctx context.Context, workplaces []identity.Workplace) []web.Option {
	options := []web.Option{{Label: i18n.T(ctx, "account.choose")}}
	for _, w := range workplaces {
		o := web.Option{Value: w.Organisation, Label: w.OrganisationName}
		if !slices.Contains(options, o) {
			options = append(options, o)
		}
	}
	return options
}

func roles(ctx context.Context) []web.Option {
	var options []web.Option
	for _, role := range access.Roles {
		options = append(options, web.Option{Value: string(role), Label: roleName(ctx, role), Hint: i18n.T(ctx, "account.role."+string(role)+".text")})
	}
	return options
}

func roleName(ctx context.Context, role access.Role) string {
	return i18n.T(ctx, "account.role."+string(role))
}
