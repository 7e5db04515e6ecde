package account_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/job"
	"samspel/internal/frame/notify"
	keyring "samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/web/account"
	"samspel/internal/web/webtest"
)

// legitimation is a real OpenID provider whose people sign in by being asked for,
// and which can be made to vouch for something else than it should.
type legitimation struct {
	*storage.Storage
	*httptest.Server
	mu    sync.Mutex
	who   string
	acr   string
	nonce string // instead of the one that was asked for
}

const (
	clientID     = "samspel"
	clientSecret = "en hemlighet till provet"
)

func newLegitimation(t *testing.T, answer string) *legitimation {
	t.Helper()
	l := &legitimation{}
	var handler http.Handler
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(l.Server.Close)
	l.Storage = storage.NewStorageWithClients(people{}, map[string]*storage.Client{clientID: storage.WebClient(clientID, clientSecret, answer)})
	provider, err := op.NewProvider(&op.Config{CryptoKey: [32]byte{1}, CodeMethodS256: true, AuthMethodPost: true}, l,
		op.StaticIssuer(l.URL), op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", provider)
	mux.HandleFunc("/login/username", func(w http.ResponseWriter, r *http.Request) {
		request := r.FormValue("authRequestID")
		l.mu.Lock()
		who := l.who
		l.mu.Unlock()
		if err := l.CheckUsernamePassword(who, "", request); err != nil {
			t.Error(err)
		}
		ctx := op.ContextWithIssuer(r.Context(), l.URL)
		http.Redirect(w, r, op.AuthCallbackURL(provider)(ctx, request), http.StatusFound)
	})
	handler = mux
	return l
}

func (l *legitimation) vouches(who, acr, nonce string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.who, l.acr, l.nonce = who, acr, nonce
}

// people is everybody: the user name is the subject.
type people struct{}

func (people) GetUserByID(id string) *storage.User { return &storage.User{ID: id, Username: id} }
func (people) GetUserByUsername(name string) *storage.User {
	return &storage.User{ID: name, Username: name}
}
func (people) ExampleClientID() string { return "service" }

type vouched struct {
	op.AuthRequest
	acr, nonce string
}

func (v vouched) GetACR() string { return v.acr }
func (v vouched) GetNonce() string {
	if v.nonce != "" {
		return v.nonce
	}
	return v.AuthRequest.GetNonce()
}

func (l *legitimation) vouch(r op.AuthRequest, err error) (op.AuthRequest, error) {
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return vouched{r, l.acr, l.nonce}, nil
}

func (l *legitimation) AuthRequestByID(ctx context.Context, id string) (op.AuthRequest, error) {
	return l.vouch(l.Storage.AuthRequestByID(ctx, id))
}

func (l *legitimation) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	return l.vouch(l.Storage.AuthRequestByCode(ctx, code))
}

func (l *legitimation) CreateAuthRequest(ctx context.Context, r *oidc.AuthRequest, user string) (op.AuthRequest, error) {
	if r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 || r.Nonce == "" || r.State == "" {
		return nil, oidc.ErrInvalidRequest().WithDescription("no PKCE, nonce or state")
	}
	return l.Storage.CreateAuthRequest(ctx, r, user)
}

// atProvider follows the browser from the sign-in page to the provider and gives
// the address of the answer, without going there.
func (l *legitimation) atProvider(t *testing.T, b *webtest.Browser) string {
	t.Helper()
	next := b.Get("/logga-in/oidc?till=%2Fmeddelanden").Is(http.StatusSeeOther).Location()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 8 {
		u, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		if u.Path == "/logga-in/oidc/svar" {
			return u.RequestURI()
		}
		if u.Host == "" {
			next = l.URL + next
		}
		answer, err := client.Get(next)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if next = answer.Header.Get("Location"); next == "" {
			t.Fatalf("the provider stops at %s with status %d", u.Path, answer.StatusCode)
		}
	}
	t.Fatal("the provider leads round in circles")
	return ""
}

func TestSignInAtProvider(t *testing.T) {
	t.Parallel()
	lines := slices.Concat(register.Lines, audit.Lines, keyring.KeyLines, identity.Lines, notify.Lines)
	dbtest.EachPrepared(t, lines, "job", job.Migrate, func(t *testing.T, s *db.Store) {
		var l *legitimation
		w := newTown(t, s, func(w *town) identity.Settings {
			answer := w.address + "/logga-in/oidc/svar"
			l = newLegitimation(t, answer)
			w.provider = &account.Provider{
				Name: "e-legitimation", Issuer: l.URL, ClientID: clientID, ClientSecret: clientSecret, Answer: answer, ACR: []string{"loa3"},
			}
			return identity.Settings{Issuer: l.URL, Levels: map[string]int{"loa2": 2, "loa3": 3, "loa4": 4}}
		})
		w.as(w.admin).Post("/administration/personer/ny", url.Values{
			"name": {"Mio Al"}, "email": {"mio@ekstad.example"}, "organisation": {w.school}, "subject": {"mio-9901"},
		}).Is(http.StatusSeeOther)
		w.browser().Get("/logga-in").Is(http.StatusOK).Accessible().Has("main a", "Logga in med e-legitimation")

		for _, from := range []string{"cross-site", "same-site"} {
			b := w.browser()
			b.Header.Set("Sec-Fetch-Site", from)
			b.Get("/logga-in/oidc?till=%2Fmeddelanden").SendsTo("/logga-in")
			if b.Cookie("samspel-oidc") != "" {
				t.Errorf("a link from %s begins a sign-in", from)
			}
		}

		with := func(uri string, change func(url.Values)) string {
			u, err := url.Parse(uri)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			change(q)
			u.RawQuery = q.Encode()
			return u.RequestURI()
		}
		tests := []struct {
			name            string
			who, acr, nonce string
			tamper          func(b *webtest.Browser, answer string) string
			ground          string
		}{
			{"wrong state", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Set("state", "gissad") })
			}, "wrong state"},
			{"no state", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Del("state") })
			}, "wrong state"},
			{"no code", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Del("code") })
			}, "no code in the answer"},
			{"a guessed code", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Set("code", "gissad") })
			}, "the code was not taken"},
			{"the answer of another provider", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Set("iss", "https://annan.example") })
			}, "an answer from another provider"},
			{"the person says no", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				return with(a, func(q url.Values) { q.Del("code"); q.Set("error", "access_denied") })
			}, "the provider said no"},
			{"another browser", "mio-9901", "loa3", "", func(b *webtest.Browser, a string) string {
				b.SetCookie("samspel-oidc", "")
				return a
			}, "no sign-in under way"},
			{"a garbled errand", "mio-9901", "loa3", "", func(b *webtest.Browser, a string) string {
				b.SetCookie("samspel-oidc", "e30")
				return a
			}, "no sign-in under way"},
			{"somebody else's code in the own sign-in", "mio-9901", "loa3", "", func(_ *webtest.Browser, a string) string {
				stolen, err := url.Parse(l.atProvider(t, w.browser()))
				if err != nil {
					t.Fatal(err)
				}
				return with(a, func(q url.Values) { q.Set("code", stolen.Query().Get("code")) })
			}, "the code was not taken"},
			{"wrong nonce", "mio-9901", "loa3", "annat", nil, "wrong nonce"},
			{"no level", "mio-9901", "", "", nil, "level of assurance too low"},
			{"level too low", "mio-9901", "loa2", "", nil, "level of assurance too low"},
			{"level unheard of", "mio-9901", "loa3 loa4", "", nil, "level of assurance too low"},
			{"unknown subject", "ingen", "loa3", "", nil, "unknown subject"},
		}
		for _, tt := range tests {
			before := w.refusals()[tt.ground]
			l.vouches(tt.who, tt.acr, tt.nonce)
			b := w.browser()
			answer := l.atProvider(t, b)
			if tt.tamper != nil {
				answer = tt.tamper(b, answer)
			}
			b.Get(answer).Is(http.StatusForbidden).Accessible()
			if b.Cookie(cookie) != "" || b.Cookie("samspel-oidc") != "" {
				t.Errorf("%s: a cookie stays", tt.name)
			}
			if got := w.refusals(); got[tt.ground] != before+1 {
				t.Errorf("%s: not recorded as %q: %v", tt.name, tt.ground, got)
			}
		}

		l.vouches("mio-9901", "loa3", "")
		b := w.browser()
		answer := l.atProvider(t, b)
		b.Get(answer).SendsTo("/uppdrag?till=%2Fmeddelanden")
		b.Get("/uppdrag").Is(http.StatusOK)
		thief := w.browser()
		thief.Get(answer).Is(http.StatusForbidden)
		b.Get(answer).Is(http.StatusForbidden)

		asked, err := url.Parse(w.browser().Get("/logga-in/oidc").Location())
		if err != nil {
			t.Fatal(err)
		}
		if q := asked.Query(); q.Get("scope") != "openid" || q.Get("acr_values") != "loa3" || strings.Contains(asked.RawQuery, clientSecret) {
			t.Errorf("asks for %v", q)
		}
	})
}

// A provider that points somewhere else for its description is not followed there.
func TestProviderIsNotFollowedElsewhere(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 10)
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached <- struct{}{} }))
	t.Cleanup(inner.Close)
	outer := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusFound))
	t.Cleanup(outer.Close)
	dbtest.EachPrepared(t, slices.Concat(register.Lines, audit.Lines, keyring.KeyLines, identity.Lines, notify.Lines), "job", job.Migrate, func(t *testing.T, s *db.Store) {
		w := newTown(t, s, func(w *town) identity.Settings {
			w.provider = &account.Provider{Name: "e-legitimation", Issuer: outer.URL, ClientID: clientID, Answer: w.address + "/logga-in/oidc/svar"}
			return identity.Settings{Issuer: outer.URL}
		})
		w.browser().Get("/logga-in/oidc").Is(http.StatusServiceUnavailable)
		if len(reached) != 0 {
			t.Error("followed")
		}
	})
}

func TestWithoutProvider(t *testing.T) {
	t.Parallel()
	eachTown(t, func(w *town) {
		w.browser().Get("/logga-in/oidc").Is(http.StatusNotFound)
		w.browser().Get("/logga-in/oidc/svar?code=x&state=y").Is(http.StatusNotFound)
	})
}
