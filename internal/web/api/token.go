package api

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"samspel/internal/frame/identity"
	"samspel/internal/web"
)

const tokenPath = "/api/token"

// refusal is an error as OAuth 2.0 tells it (RFC 6749, 5.2).
type refusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
}

type tokenAnswer struct {
	Token   string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
	Scope   string `json:"scope"`
}

// postToken handles POST /api/token: a system shows its secret and gets a token.
func (a *API) postToken(w http.ResponseWriter, r *http.Request) error {
	form := web.ParseForm(r)
	client, secret, both := credentials(r, form)
	kind, scope := form.Text("grant_type"), form.Text("scope", 500)
	w.Header().Set("Pragma", "no-cache")
	switch {
	case !form.OK(), both:
		return tell(w, http.StatusBadRequest, refusal{"invalid_request", ""})
	case kind != "client_credentials":
		return tell(w, http.StatusBadRequest, refusal{"unsupported_grant_type", ""})
	}
	t, wait, err := a.Gate.ClientToken(r.Context(), client, secret, scope)
	switch {
	case wait > 0:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return tell(w, http.StatusTooManyRequests, refusal{"invalid_client", "Too many wrong secrets. Wait before the next try."})
	case err != nil && isOnly(err, identity.ErrWrongSecret):
		w.Header().Set("WWW-Authenticate", `Basic realm="samspel"`)
		return tell(w, http.StatusUnauthorized, refusal{"invalid_client", ""})
	case errors.Is(err, identity.ErrWrongScope):
		return tell(w, http.StatusBadRequest, refusal{"invalid_scope", ""})
	case err != nil:
		return err
	}
	return tell(w, http.StatusOK, tokenAnswer{Token: t.Text, Type: "Bearer", Expires: int(t.Life.Seconds()), Scope: t.Scope})
}

// isOnly says whether a wrong secret is all there is to tell: not, when it could not
// be counted or recorded.
func isOnly(err, target error) bool {
	joined, ok := err.(interface{ Unwrap() []error })
	return err == target || ok && len(joined.Unwrap()) == 1 && errors.Is(err, target)
}

// credentials is who asks, by client_secret_basic or in the form, but not both.
func credentials(r *http.Request, form *web.Form) (client, secret string, both bool) {
	client, secret = form.Text("client_id"), form.Secret("client_secret")
	user, password, ok := r.BasicAuth()
	if !ok {
		return client, secret, false
	}
	// RFC 6749, 2.3.1: both are encoded as in a form.
	name, err1 := url.QueryUnescape(user)
	key, err2 := url.QueryUnescape(password)
	if err1 != nil || err2 != nil {
		return user, password, secret != ""
	}
	return name, key, secret != "" || client != "" && client != name
}

func tell(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}
