package browser_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// phone is the smallest there is.
var phone = []view{{width: 320, height: 640}, {width: 320, height: 640, dark: true}}

// TestPublicForm is somebody with a telephone, without an account and without script,
// who is worried about two children.
func TestPublicForm(t *testing.T) {
	h := open(t)
	enter := func(t *testing.T) *tab {
		t.Helper()
		b := h.tab(t, phone)
		b.see(phone[0])
		b.scriptless = true
		b.script(false)
		b.visit("/", http.StatusOK)
		mouse{}.follow(b, "Jag är orolig för ett barn")
		return b
	}
	shoot := func(t *testing.T, b *tab, name string) {
		t.Helper()
		folder := os.Getenv("SAMSPEL_SHOTS")
		if folder == "" {
			return
		}
		for _, v := range []view{{width: 1280, height: 1000}, {width: 320, height: 640}, {width: 320, height: 640, dark: true}, sheet} {
			b.see(v)
			if err := os.WriteFile(filepath.Join(folder, name+"-"+v.String()+".png"), b.picture(true), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		b.see(phone[0])
	}
	hand := mouse{}

	t.Run("anonymous, easy to read and back", func(t *testing.T) {
		b := enter(t)
		b.reads("Är barnet i fara just nu? Ring 112.")
		b.reads("Vi sparar inte din IP-adress.")
		b.examine()
		shoot(t, b, "orolig")
		hand.press(b, "Skicka till socialtjänsten", http.StatusUnprocessableEntity)
		b.reads("Rätta fyra saker, sedan kan du skicka")
		b.examine()
		shoot(t, b, "orolig-fel")
		hand.write(b, "Barnet / Förnamn", "Saga")
		hand.press(b, "Lägg till ett barn", http.StatusOK)
		hand.write(b, "Barn 2 / Hur hittar man barnet?", "Lillebror, gul overall")
		hand.tick(b, "Barnet kan vara i fara nu")
		hand.press(b, "Lättläst svenska", http.StatusOK)
		b.reads("Är det farligt nu? Ring 112.")
		b.holds("Barn 1 / Förnamn", "Saga")
		b.holds("Barn 2 / Var finns barnet?", "Lillebror, gul overall")
		b.isTicked("Det kan vara farligt för barnet nu")
		b.examine()
		shoot(t, b, "orolig-lattlast")
		hand.choose(b, "Vilken kommun?", "Ekstad")
		hand.write(b, "Vad har du sett eller hört?", "De sitter ensamma på trappan när det är mörkt.")
		hand.tick(b, "Nej, jag vill vara hemlig")
		hand.press(b, "Skicka", http.StatusUnprocessableEntity)
		b.reads("Det gick väldigt fort. Tryck på Skicka en gång till.")
		b.holds("Vad har du sett eller hört?", "De sitter ensamma på trappan när det är mörkt.")
		b.examine()
		shoot(t, b, "orolig-fort")
		h.world.Pass(time.Minute)
		hand.press(b, "Skicka", http.StatusOK)
		b.reads("Tack! Det har kommit fram.")
		b.reads("Du är hemlig.")
		b.examine()
		shoot(t, b, "orolig-kvitto")
		if at := b.where(); at != "/orolig/kvitto" {
			t.Errorf("the receipt is at %s", at)
		}
		b.visit("/orolig/kvitto", http.StatusOK)
		b.reads("Kvittot visas bara en gång")
		b.examine()

		officer := h.tab(t, screens[:1])
		officer.enter("handlaggare")
		hand.follow(officer, "Saga")
		officer.reads("Enskild person, anonym")
		officer.reads("Enskild person, har inte rätt till den")
		officer.examine()
		if folder := os.Getenv("SAMSPEL_SHOTS"); folder != "" {
			officer.see(screens[0])
			if err := os.WriteFile(filepath.Join(folder, "orolig-arende.png"), officer.picture(true), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	})

	t.Run("named, in English", func(t *testing.T) {
		b := enter(t)
		hand.write(b, "Barnet / Förnamn", "Elliot")
		hand.press(b, "English", http.StatusOK)
		b.holds("The child / Given name", "Elliot")
		b.examine()
		shoot(t, b, "orolig-english")
		hand.choose(b, "In which municipality is the child?", "Ekstad")
		hand.write(b, "What have you seen or heard?", "Shouting and blows through the wall, three nights in a row.")
		hand.tick(b, "Yes, I give my name or how I can be reached")
		hand.write(b, "Your name", "Dag Furu")
		hand.write(b, "Phone or e-mail", "0999-22 22 22")
		h.world.Pass(time.Minute)
		hand.press(b, "Send to social services", http.StatusOK)
		b.reads("Thank you, it has arrived")
		b.reads("As a rule the guardians get to know who reported.")
		b.examine()

		officer := h.tab(t, screens[:1])
		officer.enter("handlaggare")
		hand.follow(officer, "Elliot")
		officer.reads("Enskild person, Dag Furu")
		officer.reads("0999-22 22 22")
	})
}
