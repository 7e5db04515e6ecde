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
)

// TestPasskeys comes in with a key in the device, shows it again for a protected
// child, loses nothing that was written, and comes back with a code on paper; all
// of it by keyboard.
func TestPasskeys(t *testing.T) {
	h := open(t, func(c *app.Config) { c.URL = "http://localhost/" })
	h.address = strings.Replace(h.address, "127.0.0.1", "localhost", 1)
	k := keyboard{}
	b := h.tab(t, screens)
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

// comeBackOnPaper makes recovery codes, signs in with one, and changes the password
// and the app.
func (h *house) comeBackOnPaper(t *testing.T, k keyboard) {
	const password = "mossa tjärn ljung dis"
	_, _, invitation := h.world.Hire("Vilma Ask", "vilma@ekstad.example", "kurator")
	page := h.world.Nobody().Post("/inbjudan", url.Values{"invitation": {invitation.Code}})
	found := regexp.MustCompile(`<code[^>]*>([A-Z2-7 ]{16,})</code>`).FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatal("no key to connect the app with")
	}
	secret := strings.ReplaceAll(found[1], " ", "")
	code := func() string {
		h.world.Pass(time.Minute)
		c, err := totp.GenerateCode(secret, h.world.Now())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	h.world.Nobody().Post("/inbjudan/klar", url.Values{"invitation": {invitation.Code}, "password": {password}, "code": {code()}})

	b := h.tab(t, screens)
	signIn := func(code string, status int64) {
		b.visit("/logga-in", 200)
		k.write(b, "E-postadress", "vilma@ekstad.example")
		k.write(b, "Lösenord", password)
		k.write(b, "Engångskod", code)
		b.loads("Enter in the field", status, enter)
	}
	signIn(code(), 200)
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
	signIn(paper[3], 200)
	b.visit("/sakerhet", 200)
	b.reads("9 koder kvar")
	k.press(b, "Logga ut", 200)
	signIn(paper[3], 422)
	signIn(paper[4], 200)

	b.visit("/sakerhet/app", 200)
	b.examine()
	b.visit("/sakerhet/losenord", 200)
	b.examine()
	h.world.Pass(16 * time.Minute)
	b.visit("/sakerhet/koder", 200)
	b.reads("Visa vem du är igen")
	b.examine()
	b.visit("/sakerhet/losenord", 200)
	k.write(b, "Lösenordet du har nu", password)
	k.write(b, "Nytt lösenord", "granris klinker tolv båtar")
	k.press(b, "Byt lösenord", 200)
	b.reads("Lösenordet är bytt")
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
