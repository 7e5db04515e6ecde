package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samspel/internal/frame/identity"
	"samspel/internal/ground/fault"
	"samspel/internal/web"
)

// A Provider (legitimeringstjänst) is the OpenID provider people sign in at:
// the municipality's own, or a broker for e-identification.
type Provider struct {
	// Name stands on the button: "Logga in med {name}".
	Name         string
	Issuer       string
	ClientID     string
	ClientSecret string
	// Answer is the address of /logga-in/oidc/svar as the provider knows it.
	Answer string
	// ACR is the acr values to ask for, the best first. What comes back is
	// checked whatever was asked for.
	ACR []string
	// Client talks to the provider; one with a time limit when nil.
	Client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

const providerWithin = 10 * time.Second

// stay follows no redirect: the provider answers at the addresses it has given.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (p *Provider) withClient(ctx context.Context) context.Context {
	client := p.Client
	if client == nil {
		client = &http.Client{Timeout: providerWithin, CheckRedirect: stay}
	}
	return oidc.ClientContext(ctx, client)
}

// discover reads the provider's own description, once. A provider that is away
// when Samspel starts does not keep Samspel from starting.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(p.withClient(ctx), p.Issuer)
	if err != nil {
		return nil, errors.Join(fault.Busy(), fmt.Errorf("discover OpenID provider: %w", err))
	}
	p.found = found
	return found, nil
}

func (p *Provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.Answer,
		Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID},
	}
}

// address is where to send the browser. Only the scope openid is asked for: the
// subject is all that is needed.
func (p *Provider) address(ctx context.Context, e errand) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier)}
	if len(p.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(p.ACR, " ")))
	}
	if e.Prove {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.config(found).AuthCodeURL(e.State, options...), nil
}

// claims is what the provider vouches for in its answer to the errand; or why
// nothing in the answer can be believed, for the audit log.
func (p *Provider) claims(ctx context.Context, answer url.Values, e errand, under bool) (claims identity.Claims, refused string, err error) {
	switch {
	case !under:
		return claims, "no sign-in under way", nil
	case !same(answer.Get("state"), e.State):
		return claims, "wrong state", nil
	case answer.Has("iss") && answer.Get("iss") != p.Issuer: // RFC 9207
		return claims, "an answer from another provider", nil
	case answer.Has("error"):
		return claims, "the provider said no", nil
	case answer.Get("code") == "":
		return claims, "no code in the answer", nil
	}
	found, err := p.discover(ctx)
	if err != nil {
		return claims, "", err
	}
	tokens, err := p.config(found).Exchange(p.withClient(ctx), answer.Get("code"), oauth2.VerifierOption(e.Verifier))
	var said *oauth2.RetrieveError
	switch {
	case errors.As(err, &said):
		return claims, "the code was not taken", nil
	case err != nil:
		return claims, "", errors.Join(fault.Busy(), errors.New("exchange code: the OpenID provider cannot be reached"))
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return claims, "no identity token", nil
	}
	token, err := found.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		return claims, "an identity token that does not hold", nil
	}
	if !same(token.Nonce, e.Nonce) {
		return claims, "wrong nonce", nil
	}
	var more struct {
		ACR      string `json:"acr"`
		AuthTime int64  `json:"auth_time"`
	}
	if token.Claims(&more) != nil {
		return claims, "an identity token that cannot be read", nil
	}
	return identity.Claims{Issuer: token.Issuer, Subject: token.Subject, ACR: more.ACR, AuthTime: time.Unix(more.AuthTime, 0)}, "", nil
}

// same compares what must not be guessed, and is false for nothing at all.
func same(a, b string) bool {
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// An errand is a sign-in under way at the provider. It waits in a cookie, so that
// only the browser that began can end it.
type errand struct {
	State, Nonce, Verifier string
	Back                   string
	// Prove says that somebody already signed in is to show again who they are.
	Prove bool
	// Family says that a child or a guardian signs in, with Invitation the code they were
	// handed if they do so for the first time.
	Family     bool
	Invitation string
}

const errandLife = 10 * time.Minute

func newErrand(back string) errand {
	return errand{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Back: back}
}

const errandCookie = "samspel-oidc"

func (e errand) cookie(s *web.Site) *http.Cookie {
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // four strings
	}
	return s.Cookie(errandCookie, base64.RawURLEncoding.EncodeToString(text), int(errandLife.Seconds()))
}

func errandOf(r *http.Request, s *web.Site) (errand, bool) {
	var e errand
	c, err := r.Cookie(s.CookieName(errandCookie))
	if err != nil {
		return e, false
	}
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(text, &e) != nil || e.State == "" || e.Nonce == "" || e.Verifier == "" {
		return errand{}, false
	}
	return e, true
}
