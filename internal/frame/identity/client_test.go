package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

func TestClientDraft(t *testing.T) {
	t.Parallel()
	whole := ClientDraft{Name: " Elev  systemet ", Unit: "u", Scopes: []access.Scope{access.AskFeedback, access.SendReports}, To: civil.On(2027, 6, 30)}
	for name, tt := range map[string]struct {
		change func(*ClientDraft)
		field  string
	}{
		"no name":                  {func(d *ClientDraft) { d.Name = "  " }, "name"},
		"a long name":              {func(d *ClientDraft) { d.Name = strings.Repeat("å", 121) }, "name"},
		"a hidden name":            {func(d *ClientDraft) { d.Name = "a\u202eb" }, "name"},
		"no unit":                  {func(d *ClientDraft) { d.Unit = "" }, "unit"},
		"may do nothing":           {func(d *ClientDraft) { d.Scopes = nil }, "scope"},
		"may do what is not there": {func(d *ClientDraft) { d.Scopes = append(d.Scopes, "admin") }, "scope"},
		"no end":                   {func(d *ClientDraft) { d.To = civil.Date{} }, "to"},
		"whole":                    {func(*ClientDraft) {}, ""},
	} {
		d := whole
		tt.change(&d)
		got, err := d.Check()
		field := ""
		if all := fault.All(err); len(all) > 0 {
			field = all[0].Field
		}
		if field != tt.field {
			t.Errorf("%s: %v, want a fault in %q", name, err, tt.field)
		}
		if tt.field == "" && (got.Name != "Elev systemet" || got.scope() != "orosanmalan:skicka orosanmalan:aterkoppling") {
			t.Errorf("%s: %q, %q", name, got.Name, got.scope())
		}
	}
}

func TestCheckHook(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"http://skola.example/x": false, "https://": false, "https://a:b@skola.example/": false, "ftp://skola.example": false, "https:skola.example": false,
		"//skola.example": false, "https://skola.example/#a": false, "https://skola.example/" + strings.Repeat("a", 500): false, "https://skola.example/\n": true,
		"javascript:alert(1)": false, "": true, "https://skola.example:8443/samspel?a=b": true,
	} {
		if _, err := CheckHook(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		has, asked, got string
		ok              bool
	}{
		{"a b", "c", "", false}, {"a b", "a c", "", false}, {"a b", "", "a b", true}, {"a b", "  ", "a b", true}, {"a b", "b b", "b", true}, {"ab", "a", "", false},
	} {
		if got, ok := narrow(tt.has, tt.asked); got != tt.got || ok != tt.ok {
			t.Errorf("narrow(%q, %q) = %q, %v", tt.has, tt.asked, got, ok)
		}
	}
}

func (w *town) client(who access.Actor) (Client, string) {
	w.Helper()
	c, secret, err := w.gate.RegisterClient(w.Context(), who, w.draft())
	if err != nil {
		w.Fatal(err)
	}
	return c, secret
}

func (w *town) draft() ClientDraft {
	return ClientDraft{Name: "Elevsystemet", Unit: w.class, Scopes: []access.Scope{access.SendReports, access.FollowReports}, To: w.gate.today().AddDays(30)}
}

// token is what a system gets for a secret: whom it acts as, or nobody.
func (w *town) token(c Client, secret string) (Token, access.Actor) {
	w.Helper()
	t, _, err := w.gate.ClientToken(w.Context(), c.ID, secret, "")
	if errors.Is(err, ErrWrongSecret) {
		return Token{}, access.Actor{}
	}
	if err != nil {
		w.Fatal(err)
	}
	return t, w.acts(t)
}

func (w *town) acts(t Token) access.Actor {
	w.Helper()
	who, err := w.gate.ClientActor(w.Context(), t.Text)
	if err != nil {
		w.Fatal(err)
	}
	return who
}

func TestAClientActsUnderItsMandateAndNoLonger(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		c, secret := w.client(w.admin)
		token, who := w.token(c, secret)
		want := access.Actor{User: c.ID, Mandate: c.Mandate.ID, Unit: w.class, Organisation: w.school, Municipality: "9901", Sector: access.School,
			Role: access.Reporter, Scope: "orosanmalan:skicka orosanmalan:folja"}
		if who != want {
			t.Errorf("acts as %+v, want %+v", who, want)
		}
		if who := w.actsAs("x" + token.Text[1:]); who.SignedIn() {
			t.Error("another token opens")
		}
		if who, err := w.gate.Actor(ctx, token.Text); err != nil || who.SignedIn() {
			t.Errorf("a token opens a session: %v", err)
		}
		narrow, _, err := w.gate.ClientToken(ctx, c.ID, secret, string(access.FollowReports))
		if err != nil || w.acts(narrow).Scope != string(access.FollowReports) {
			t.Errorf("a narrow token: %v", err)
		}
		if _, _, err := w.gate.ClientToken(ctx, c.ID, secret, string(access.AskFeedback)); !errors.Is(err, ErrWrongScope) {
			t.Errorf("a scope it does not have: %v", err)
		}
		w.pass(tokenLife)
		if w.acts(token).SignedIn() {
			t.Error("a token opens after its time")
		}
		w.pass(30 * 24 * time.Hour)
		if _, who := w.token(c, secret); !who.SignedIn() {
			t.Error("shut out on its last day")
		}
		token, _ = w.token(c, secret)
		w.pass(18 * time.Hour)
		if _, who := w.token(c, secret); who.SignedIn() || w.acts(token).SignedIn() {
			t.Error("in after its last day")
		}
	})
}

func (w *town) actsAs(token string) access.Actor { return w.acts(Token{Text: token}) }

func TestSecretsTurnAndAreRevoked(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		c, first := w.client(w.admin)
		second, until, err := w.gate.TurnSecret(ctx, w.admin2, c.ID)
		if err != nil || second == first || !until.Equal(w.Now().Add(secretOverlap)) {
			t.Fatalf("turn: %v", err)
		}
		for name, secret := range map[string]string{"old": first, "new": second} {
			if _, who := w.token(c, secret); !who.SignedIn() {
				t.Errorf("the %s secret does not open during the overlap", name)
			}
		}
		if _, _, err := w.gate.TurnSecret(ctx, w.admin, c.ID); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("a third secret: %v", err)
		}
		w.pass(secretOverlap)
		if _, who := w.token(c, first); who.SignedIn() {
			t.Error("the old secret opens after the overlap")
		}
		if err := w.gate.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		token, _ := w.token(c, second)
		seen, err := w.gate.Client(ctx, w.admin, c.ID)
		if err != nil || len(seen.Secrets) != 1 || !seen.Used.Equal(w.Now()) {
			t.Errorf("%+v, %v", seen, err)
		}
		w.want("revoke", w.gate.RevokeClient(ctx, w.admin, c.ID), "")
		if _, who := w.token(c, second); who.SignedIn() || w.acts(token).SignedIn() {
			t.Error("a revoked system is in")
		}
		if _, _, err := w.gate.TurnSecret(ctx, w.admin, c.ID); fault.KindOf(err) != fault.KindRefused {
			t.Errorf("a secret for a revoked system: %v", err)
		}
	})
}

func TestWhoManagesClients(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		c, secret := w.client(w.admin)
		_, system := w.token(c, secret)
		teacher := w.actor(w.hire("Lo Ek", w.class, access.Reporter))
		for name, who := range map[string]access.Actor{"another municipality": w.stranger, "a teacher": teacher, "the system itself": system, "nobody": {}} {
			_, _, err := w.gate.RegisterClient(ctx, who, w.draft())
			w.private(name+" registers", err)
			_, err = w.gate.Client(ctx, who, c.ID)
			w.private(name+" reads", err)
			_, _, err = w.gate.TurnSecret(ctx, who, c.ID)
			w.private(name+" turns", err)
			w.private(name+" revokes", w.gate.RevokeClient(ctx, who, c.ID))
			w.private(name+" sets a hook", w.gate.SetHook(ctx, who, c.ID, "https://a.example"))
			_, err = w.gate.HookSecret(ctx, who, c.ID, true)
			w.private(name+" takes the hook's secret", err)
			if list, err := w.gate.Clients(ctx, who); err == nil && len(list) > 0 {
				t.Errorf("%s sees %d systems", name, len(list))
			}
		}
		_, err := w.gate.Client(ctx, w.admin, id.New())
		w.private("one that is not there", err)
		list, err := w.gate.Clients(ctx, w.admin2)
		if err != nil || len(list) != 1 || list[0].Name != "Elevsystemet" {
			t.Errorf("%+v, %v", list, err)
		}

		// The account it acts as is nobody's.
		_, err = w.gate.Person(ctx, w.admin, c.ID)
		w.private("as a person", err)
		_, err = w.gate.Renew(ctx, w.admin, c.ID)
		w.private("invite it", err)
		_, err = w.gate.GrantMandate(ctx, w.admin, MandateDraft{User: c.ID, Unit: w.class, Role: access.Administrator})
		w.private("give it a mandate", err)
		if _, err := w.gate.StartSession(ctx, c.ID, "", 3); err == nil {
			t.Error("it has signed in")
		}
		people, _, err := w.gate.People(ctx, w.admin, "", "")
		for _, p := range people {
			if err != nil || p.ID == c.ID {
				t.Errorf("it is among the people: %v", err)
			}
		}
		var holder string
		err = w.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
			holder, err = w.gate.HolderOf(ctx, tx, c.Mandate.ID)
			return err
		})
		if err != nil || holder != "" {
			t.Errorf("holder %q, %v", holder, err)
		}
	})
}

func (w *town) private(what string, err error) {
	w.Helper()
	if fault.KindOf(err) != fault.KindPrivate {
		w.Errorf("%s: %v", what, err)
	}
}

func TestWrongSecretsAreSlowedAndToldApartByNobody(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		c, secret := w.client(w.admin)
		for name, client := range map[string]string{"known": c.ID, "unknown": id.New(), "garbled": "'; --\xff"} {
			for n := range 7 {
				token, wait, err := w.gate.ClientToken(ctx, client, secret+"x", "")
				if !errors.Is(err, ErrWrongSecret) || token.Text != "" || (wait > 0) != (n >= 5) {
					t.Errorf("%s, try %d: wait %v, %v", name, n+1, wait, err)
				}
			}
		}
		// The owner of the right secret is never shut out.
		if _, who := w.token(c, secret); !who.SignedIn() {
			t.Error("the right secret does not open")
		}
		records, err := w.log.Records(ctx, audit.Filter{Action: "identity.token.give"}, 100)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for _, r := range records {
			if r.Result == audit.Done {
				done++
			}
			if strings.Contains(r.Ground+r.Detail, secret) {
				t.Error("the secret is in the log")
			}
		}
		if done != 1 || len(records) != 1+3*5 {
			t.Errorf("%d records, %d done", len(records), done)
		}
	})
}

func TestHooks(t *testing.T) {
	t.Parallel()
	eachTown(t, func(t *testing.T, w *town) {
		ctx := t.Context()
		c, _ := w.client(w.admin)
		if address, secrets, err := w.gate.Hook(ctx, c.ID); err != nil || address != "" || secrets != nil {
			t.Errorf("a hook from the beginning: %q, %v", address, err)
		}
		w.want("set", w.gate.SetHook(ctx, w.admin, c.ID, "https://skola.example/samspel"), "")
		first, err := w.gate.HookSecret(ctx, w.admin, c.ID, false)
		w.want("secret", err, "")
		again, err := w.gate.HookSecret(ctx, w.admin, c.ID, false)
		w.want("secret again", err, "")
		turned, err := w.gate.HookSecret(ctx, w.admin, c.ID, true)
		w.want("turn", err, "")
		if first != again || first == turned || !strings.HasPrefix(first, "whsec_") {
			t.Error("the secrets are not stable, or do not turn")
		}
		address, secrets, err := w.gate.Hook(ctx, c.ID)
		if err != nil || address != "https://skola.example/samspel" || len(secrets) != 2 {
			t.Errorf("%q, %d secrets, %v", address, len(secrets), err)
		}
		w.pass(secretOverlap)
		if _, secrets, _ := w.gate.Hook(ctx, c.ID); len(secrets) != 1 {
			t.Errorf("%d secrets after the overlap", len(secrets))
		}
		w.want("revoke", w.gate.RevokeClient(ctx, w.admin, c.ID), "")
		if address, _, _ := w.gate.Hook(ctx, c.ID); address != "" {
			t.Error("a revoked system is told")
		}
	})
}
