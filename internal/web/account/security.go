package account

import (
	"context"
	"encoding/base64"
	"net/http"

	"samspel/internal/frame/i18n"
	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

// getSecurity handles GET /sakerhet.
func (h *handlers) getSecurity(w http.ResponseWriter, r *http.Request) error {
	s, err := h.Gate.Security(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, securityPage(s, h.Provider != nil))
}

// getPassword handles GET /sakerhet/losenord.
func (h *handlers) getPassword(w http.ResponseWriter, r *http.Request) error {
	return h.password(w, r, http.StatusOK, nil)
}

func (h *handlers) password(w http.ResponseWriter, r *http.Request, status int, form *web.Form) error {
	if err := h.Gate.MayChangeWaysIn(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	own, err := h.Gate.Own(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, status, passwordPage(form, own.Email))
}

// postPassword handles POST /sakerhet/losenord.
func (h *handlers) postPassword(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	present, next := form.Secret("present"), form.Secret("password")
	if present == "" {
		form.Fail("present", "account.signin.password_missing")
	}
	if form.OK() {
		err := h.Gate.ChangePassword(r.Context(), web.Actor(r), present, next)
		if err == nil {
			web.Flash(w, r, "account.flash.password_changed")
			return web.SeeOther(w, r, securityPath)
		}
		if !form.Explain(err) {
			return err
		}
	}
	return h.password(w, r, http.StatusUnprocessableEntity, form)
}

// appView is the page where an authenticator app is connected.
type appView struct {
	form    *web.Form
	key     identity.OneTimeKey
	offered string
	picture string
}

func picture(key identity.OneTimeKey) (string, error) {
	png, err := key.Picture()
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), err
}

// getApp handles GET /sakerhet/app.
func (h *handlers) getApp(w http.ResponseWriter, r *http.Request) error {
	key, offered, err := h.Gate.OfferOneTimeKey(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return h.app(w, r, http.StatusOK, appView{key: key, offered: offered})
}

func (h *handlers) app(w http.ResponseWriter, r *http.Request, status int, v appView) (err error) {
	if v.picture, err = picture(v.key); err != nil {
		return err
	}
	return web.Render(w, r, status, appPage(v))
}

// postApp handles POST /sakerhet/app.
func (h *handlers) postApp(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	offered, code := form.Lines("offered", 2000), form.Secret("code")
	err := h.Gate.ChangeOneTimeKey(r.Context(), web.Actor(r), offered, code)
	if err == nil {
		web.Flash(w, r, "account.flash.app_changed")
		return web.SeeOther(w, r, securityPath)
	}
	if !form.Explain(err) {
		return err
	}
	key, err := h.Gate.OfferedOneTimeKey(r.Context(), web.Actor(r), offered)
	if err != nil {
		return err
	}
	return h.app(w, r, http.StatusUnprocessableEntity, appView{form: form, key: key, offered: offered})
}

// getCodes handles GET /sakerhet/koder.
func (h *handlers) getCodes(w http.ResponseWriter, r *http.Request) error {
	if err := h.Gate.MayChangeWaysIn(r.Context(), web.Actor(r)); err != nil {
		return err
	}
	s, err := h.Gate.Security(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, makeCodesPage(s.Codes))
}

// postCodes handles POST /sakerhet/koder. The answer is the only time they are shown.
func (h *handlers) postCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := h.Gate.MakeRecoveryCodes(r.Context(), web.Actor(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, codesPage(codes))
}

// getRecover handles GET /administration/personer/{user}/aterstall.
func (h *handlers) getRecover(w http.ResponseWriter, r *http.Request) error {
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, recoverPage(person))
}

// postRecover handles POST /administration/personer/{user}/aterstall.
func (h *handlers) postRecover(w http.ResponseWriter, r *http.Request) error {
	invitation, err := h.Gate.Recover(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	person, err := h.Gate.Person(r.Context(), web.Actor(r), r.PathValue("user"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, invitedPage(person.User, invitation))
}

func toSecurity(ctx context.Context) []web.Link {
	return []web.Link{{Text: i18n.T(ctx, "account.security.title"), Href: securityPath}}
}

// lastUsed says when a passkey was added and last used.
func lastUsed(ctx context.Context, k identity.Passkey) string {
	l := i18n.From(ctx)
	if k.Used.IsZero() {
		return i18n.T(ctx, "account.passkey.never_used", "added", l.DateTime(k.Added))
	}
	return i18n.T(ctx, "account.passkey.used", "added", l.DateTime(k.Added), "used", l.DateTime(k.Used))
}
