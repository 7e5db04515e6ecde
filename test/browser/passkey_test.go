package browser_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
)

// TestPasskeys comes in with a key in the device, shows it again for a protected
// child, loses nothing that was written, and comes back with a code on paper; all
// of it by keyboard.
func TestPasskeys(t *testing.T) {
	h := open(t, func(c *app.Config) { c.URL = "http://localhost/" })
	h.address = strings.Replace(h.address, "127.0.0.1", "localhost", 1)
	k := keyboard{}
	h.giveUnseen(t, k)
	b := h.tab(t, lean)
	b.hasDevice()

	b.enter("handlaggare2")
	k.follow(b, "Inloggning och säkerhet")
	b.examine()
	k.follow(b, "Lägg till en nyckel")
	b.examine()
	k.press(b, "Lägg till nyckeln", 422)
	b.reads("Skriv vad enheten heter")
	k.write(b, "Vad är det för enhet?", "Jobbtelefonen")
	k.press(b, "Lägg till nyckeln", 200)
	b.reads("Nyckeln är tillagd")
	b.reads("Jobbtelefonen")
	b.examine()
	h.shot(b, "sakerhet")

	k.press(b, "Logga ut", 200)
	b.examine()
	h.shot(b, "logga-in")
	k.press(b, "Logga in med nyckel", 200)
	b.visit("/orosanmalningar", 200)
	protected := ask[string](b, `(() => { for (const row of document.querySelectorAll("tbody tr")) if (row.innerText.includes("Skyddade personuppgifter")) return row.querySelector("a.who").getAttribute("href"); return ""; })()`)
	if protected == "" {
		t.Fatal("the demonstration has no protected child in the inbox")
	}

	h.world.Pass(16 * time.Minute)
	b.visit("/orosanmalningar", 200)
	b.reads("Öppnas när du på nytt har visat vem du är")
	b.examine()
	b.visit(protected, 200)
	b.reads("Visa vem du är igen")
	b.examine()
	h.shot(b, "bekrafta")
	k.press(b, "Visa med nyckel", 200)
	if b.where() != protected {
		t.Fatalf("led to %s, not to the matter", b.where())
	}

	b.visit(protected+"/beslut", 200)
	const reasons = "Skyddad åäö & <b>\"citat\"</b>: utredning behövs."
	k.tick(b, "Utredning inleds")
	k.tick(b, "Barnet")
	k.write(b, "Skäl för beslutet", reasons)
	h.world.Pass(16 * time.Minute)
	k.press(b, "Fatta beslut", 403)
	b.reads("Det du skrev är kvar")
	b.examine()
	k.press(b, "Visa med nyckel", 200)
	b.reads("Spara det jag skrev")
	b.examine()
	k.press(b, "Spara det jag skrev", 200)
	b.visit(protected, 200)
	b.reads(reasons)

	k.follow(b, "Inloggning och säkerhet")
	k.follow(b, "Ta bort: Jobbtelefonen")
	b.examine()
	k.press(b, "Ta bort nyckeln", 200)
	b.reads("Nyckeln är borttagen")

	h.comeBackOnPaper(t, k)

	scriptless := h.tab(t, screens[:1])
	scriptless.scriptless = true
	scriptless.script(false)
	scriptless.visit("/logga-in", 200)
	scriptless.reads("kräver att webbläsaren får köra skript")
	scriptless.examine()
}

const password = "mossa tjärn ljung dis"

// opened opens the account of an invitation. What comes back is how to sign in as
// its holder, with a code from the app or with another.
func (h *house) opened(t *testing.T, email string, invitation identity.Invitation) func(b *tab, code string, status int64) {
	t.Helper()
	page := h.world.Nobody().Post("/inbjudan", url.Values{"invitation": {invitation.Code}})
	found := regexp.MustCompile(`<code[^>]*>([A-Z2-7 ]{16,})</code>`).FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatal("no key to connect the app with")
	}
	fromApp := func() string {
		h.world.Pass(time.Minute)
		c, err := totp.GenerateCode(strings.ReplaceAll(found[1], " ", ""), h.world.Now())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	h.world.Nobody().Post("/inbjudan/klar", url.Values{"invitation": {invitation.Code}, "password": {password}, "code": {fromApp()}})
	return func(b *tab, code string, status int64) {
		b.Helper()
		if code == "" {
			code = fromApp()
		}
		b.visit("/logga-in", 200)
		keyboard{}.write(b, "E-postadress", email)
		keyboard{}.write(b, "Lösenord", password)
		keyboard{}.write(b, "Engångskod", code)
		b.loads("Enter in the field", status, enter)
	}
}

// giveUnseen has a manager who may not open a protected child's matter give it to
// somebody who may.
func (h *house) giveUnseen(t *testing.T, k keyboard) {
	at := h.world.Demo.Actor("chef")
	const email = "stina@ekstad.example"
	_, _, invitation, err := h.world.App.Gate.AddByOperator(t.Context(),
		identity.UserDraft{Name: "Stina Lind", Email: email, Organisation: at.Organisation}, identity.MandateDraft{Unit: at.Unit, Role: access.Manager})
	if err != nil {
		t.Fatal(err)
	}
	b := h.tab(t, lean)
	h.opened(t, email, invitation)(b, "", 200)
	b.visit("/orosanmalningar", 200)
	b.reads("Ge ärendet till en sådan kollega")
	b.examine()
	k.follow(b, "Välj handläggare")
	b.reads("Du ser inte vad det gäller")
	b.examine()
	h.shot(b, "ge-osedd")
	k.press(b, "Ge ärendet", 422)
	b.examine()
	k.choose(b, "Ge ärendet till", "Karin Ek")
	k.press(b, "Ge ärendet", 200)
	b.reads("Ärendet har en ny handläggare")
}

// comeBackOnPaper makes recovery codes, signs in with one, changes the password, and
// has an administrator strike it all.
func (h *house) comeBackOnPaper(t *testing.T, k keyboard) {
	const email = "vilma@ekstad.example"
	_, _, invitation := h.world.Hire("Vilma Ask", email, "kurator")
	enter := h.opened(t, email, invitation)
	b := h.tab(t, lean)
	enter(b, "", 200)
	b.visit("/sakerhet", 200)
	b.examine()
	k.follow(b, "Gör återställningskoder")
	b.examine()
	k.press(b, "Visa mina nya koder", 200)
	b.examine()
	h.shot(b, "koder")
	paper := ask[[]string](b, "[...document.querySelectorAll('main ol code')].map(c => c.innerText)")
	if len(paper) != 10 {
		t.Fatalf("%d codes", len(paper))
	}
	k.press(b, "Logga ut", 200)
	enter(b, paper[3], 200)
	b.visit("/sakerhet", 200)
	b.reads("9 koder kvar")
	k.press(b, "Logga ut", 200)
	enter(b, paper[3], 422)
	enter(b, paper[4], 200)

	b.visit("/sakerhet/app", 200)
	b.examine()
	b.visit("/sakerhet/losenord", 200)
	b.examine()
	k.write(b, "Lösenordet du har nu", password)
	k.write(b, "Nytt lösenord", "granris klinker tolv båtar")
	k.press(b, "Byt lösenord", 200)
	b.reads("Lösenordet är bytt")
	b.visit("/sessioner", 200)
	b.examine()
	h.shot(b, "sessioner")
	h.world.Pass(16 * time.Minute)
	for _, page := range []string{"/sakerhet/koder", "/sakerhet/losenord"} {
		b.visit(page, 200)
		b.reads("Visa vem du är igen")
		b.examine()
	}

	administrator := h.tab(t, lean)
	administrator.enter("administrator")
	administrator.visit("/administration?sok=vilma", 200)
	k.follow(administrator, "Vilma Ask")
	h.shot(administrator, "person")
	k.press(administrator, "Logga ut överallt", 200)
	administrator.reads("Personen är utloggad överallt.")
	administrator.examine()
	k.follow(administrator, "Ge en ny väg in")
	administrator.examine()
	k.press(administrator, "Stryk och bjud in på nytt", 200)
	administrator.reads("Vilma Ask")
	administrator.examine()
	b.visit("/sakerhet", 200)
	b.reads("E-postadress")
}

// hasDevice gives the tab's browser a device whose holder always shows a finger.
func (b *tab) hasDevice() {
	b.Helper()
	b.do("bring a device", func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		present := true
		_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: present, AutomaticPresenceSimulation: present,
		}})
		return err
	})
}

// shot writes a picture of the page for those who ask.
func (h *house) shot(b *tab, name string) {
	b.Helper()
	folder := os.Getenv("SAMSPEL_SHOTS")
	if folder == "" {
		return
	}
	for _, v := range []view{screens[0], screens[1], screens[2], sheet} {
		b.see(v)
		if err := os.WriteFile(filepath.Join(folder, name+"-"+strings.ReplaceAll(v.String(), " ", "-")+".png"), b.picture(true), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	b.see(screens[0])
}
