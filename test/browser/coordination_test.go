package browser_test

import (
	"net/http"
	"strings"
	"testing"

	"samspel/internal/room/coordination"
)

// TestCoordinationInChromium tells the stories of coordination around a child, each
// about a child of its own, and of whoever goes through the log, in one house.
func TestCoordinationInChromium(t *testing.T) {
	t.Parallel()
	h := open(t)
	// The psychologist answers what waits in a list of their own, so it is theirs first.
	t.Run("plan", h.planned)
	t.Run("from a need to the end", h.whole)
	t.Run("withdrawn in the middle of a meeting", h.withdrawn)
	t.Run("two guardians, then protected", h.guarded)
	t.Run("police for commitments only", h.policed)
	t.Run("from right to left", h.turned)
	t.Run("minutes", h.minuted)
	t.Run("log review", h.reviewed)
}

// raise begins with a need and ends with an open matter that waits for consent.
func raise(b *tab, name string) {
	b.Helper()
	hand := mouse{}
	b.visit("/behov/nytt", http.StatusOK)
	hand.write(b, "Barnet / Förnamn", name)
	hand.write(b, "Barnet / Efternamn", "Grönvall")
	hand.press(b, "Väck behovet", http.StatusUnprocessableEntity)
	b.reads("Skriv vad ni behöver göra tillsammans.")
	b.holds("Barnet / Förnamn", name)
	b.examine()
	hand.write(b, "Födelsedag", "2014-02-03")
	hand.tick(b, "Barnet")
	hand.write(b, "Vad behöver ni göra tillsammans?", "Hitta någon som följer till skolan.")
	hand.write(b, "Vad vill barnet?", "Jag vill inte gå själv.")
	hand.write(b, "Hur vet ni det?", "Samtal i går.")
	hand.write(b, "Vårdnadshavare 1 / Förnamn", "Siv")
	hand.write(b, "Vårdnadshavare 2 / Förnamn", "Lars")
	hand.press(b, "Väck behovet", http.StatusOK)
	b.reads("Behovet är väckt.")
	hand.tick(b, "Ja")
	hand.tick(b, "Samordnad individuell plan")
	hand.press(b, "Spara bedömningen", http.StatusOK)
	b.reads("Formen kräver samtycke.")
}

// agreed asks for a consent with social services and child psychiatry, and writes down
// a yes from both guardians. It gives the addresses of the matter and the consent.
func agreed(b *tab) (matter, consent string) {
	b.Helper()
	hand := mouse{}
	matter = b.where()
	hand.follow(b, "Be om samtycke")
	hand.tick(b, "Vårdnadshavarna")
	hand.write(b, "Varför just de?", "Tolv år.")
	hand.tick(b, "Ekstads kommun, socialnämnden")
	hand.tick(b, "Region Ekeland")
	hand.tick(b, "Barnets egna ord")
	hand.tick(b, "Skola")
	hand.write(b, "Till vad?", "Att någon följer till skolan.")
	hand.write(b, "Hur har ni förklarat det?", "I ett samtal.")
	hand.press(b, "Spara frågan", http.StatusOK)
	consent = b.where()
	hand.press(b, "Skriv ner ett ja", http.StatusUnprocessableEntity)
	b.reads("Välj hur svaret lämnades.")
	b.examine()
	for range 2 {
		hand.tick(b, "Skriftligt")
		hand.press(b, "Skriv ner ett ja", http.StatusOK)
	}
	b.reads("Gäller")
	return matter, consent
}

// joined asks a unit, and lets somebody there say yes.
func joined(holder *tab, matter, unit string, member *tab) {
	holder.Helper()
	hand := mouse{}
	holder.visit(matter+"/inbjudan", http.StatusOK)
	hand.choose(holder, "Vem?", unit)
	hand.press(holder, "Fråga", http.StatusOK)
	member.visit(matter, http.StatusNotFound)
	member.visit(matter+"/fraga", http.StatusOK)
	member.reads("Grönvall")
	hand.press(member, "Ja, jag är med", http.StatusOK)
	member.reads("Jag vill inte gå själv.")
}

// called calls a meeting, and gives its address.
func called(b *tab, matter string) string {
	b.Helper()
	hand := mouse{}
	b.visit(matter+"/moten/nytt", http.StatusOK)
	hand.write(b, "Vad mötet är till för", "Bestämma vem som gör vad.")
	hand.write(b, "Dag", "2026-12-01")
	hand.write(b, "Klockslag", "9.30")
	hand.press(b, "Kalla", http.StatusOK)
	b.reads("Kallelsen är skickad.")
	return b.where()
}

// lacks wants the page not to say something in its main part.
func (b *tab) lacks(text string) {
	b.Helper()
	if ask[bool](b, "page.words(document.querySelector('main')).includes(%s)", text) {
		b.Errorf("%s says “%s”", b.where(), text)
	}
}

// entered is somebody in the family of a matter, signed in: 0 the child, and then the
// guardians. How they sign in is told in TestFamilySignIn.
func (h *house) entered(b *tab, matter string, i int) {
	b.Helper()
	ctx, who := b.Context(), h.world.Demo.Actor("kurator")
	id := strings.TrimPrefix(matter, "/samordning/")
	look := func() coordination.KinRow {
		v, err := h.world.App.Matters.FamilyTeam(ctx, who, id)
		if err != nil {
			b.Fatal(err)
		}
		return v.Family[i]
	}
	if _, err := h.world.App.Matters.InviteKin(ctx, who, id, look().Who.ID); err != nil {
		b.Fatal(err)
	}
	token, err := h.world.App.Gate.VouchFamily(ctx, look().Kin.User)
	if err != nil {
		b.Fatal(err)
	}
	b.visit("/", http.StatusOK)
	ask[bool](b, "(document.cookie = %s, true)", h.world.SessionCookie()+"="+token+"; path=/")
	b.visit("/familj", http.StatusOK)
}

// phone is a telephone whose browser runs no script, with somebody signed in.
func (h *house) phone(t *testing.T, role string) *tab {
	t.Helper()
	b := h.tab(t, lean)
	b.scriptless = true
	b.script(false)
	b.hold(screens[2])
	if role != "" {
		b.enter(role)
	}
	return b
}

// whole is a matter from the first need to the end: a school, social services and child
// psychiatry, a meeting, commitments that are accepted, a child who agrees, a look back
// and a closure.
func (h *house) whole(t *testing.T) {
	t.Parallel()
	hand, keys := mouse{}, keyboard{}
	school, social, clinic, child := h.phone(t, "kurator"), h.phone(t, "handlaggare"), h.phone(t, "psykolog"), h.phone(t, "")
	raise(school, "Ronja")
	matter, _ := agreed(school)
	joined(school, matter, "Ekstads kommun, socialnämnden", social)
	joined(school, matter, "Region Ekeland: Region Ekeland, BUP", clinic)
	h.entered(child, matter, 0)

	school.visit(matter+"/plan", http.StatusOK)
	hand.press(school, "Börja skriva en plan", http.StatusOK)
	hand.follow(school, "Lägg till ett behov")
	hand.write(school, "Vad behöver barnet?", "Sällskap på morgonen")
	hand.tick(school, "Skola")
	hand.write(school, "Mål 1", "Går till skolan med någon")
	hand.press(school, "Spara", http.StatusOK)

	meeting := called(school, matter)
	hand.follow(school, "Skriv protokoll")
	hand.write(school, "Nytt beslut: Skolan", "Socialtjänsten ordnar en kontaktperson.")
	hand.press(school, "Spara och hämta de andras", http.StatusOK)
	social.visit(meeting, http.StatusOK)
	social.reads("Socialtjänsten ordnar en kontaktperson.")
	for role, of := range map[string]string{"Ordna en kontaktperson": "Amina Rosengren", "Prata om rädslan": "Daniel Frost"} {
		school.visit(matter+"/plan", http.StatusOK)
		hand.follow(school, "Fråga om ett åtagande")
		hand.write(school, "Vad ska göras?", role)
		hand.choose(school, "Vem frågar ni?", of)
		hand.press(school, "Fråga", http.StatusOK)
	}
	school.reads("Väntar på svar")
	for _, b := range both(social, clinic) {
		b.visit("/ataganden", http.StatusOK)
		hand.press(b, "Ja, jag gör det", http.StatusOK)
		b.reads("Du har tagit på dig åtagandet.")
	}
	school.visit(meeting, http.StatusOK)
	for _, who := range []string{"Ronja Grönvall, barnet", "Elin Nordin, Björkskolan, elevhälsan"} {
		hand.tick(school, "De som kom / "+who)
	}
	hand.write(school, "Hur barnet var med", "Ronja sa sitt först.")
	hand.press(school, "Skriv ner att mötet är hållet", http.StatusOK)
	hand.press(school, "Det stämmer", http.StatusOK)
	school.reads("Protokollet bekräftat")
	school.examine()

	keys.follow(child, "Din hjälp, Ronja")
	child.reads("Amina Rosengren")
	child.examine()
	keys.tick(child, "Jag håller med")
	keys.press(child, "Skicka", http.StatusOK)
	child.reads("Tack. Nu har de fått det du skrev.")

	school.visit(matter+"/plan/ord", http.StatusOK)
	hand.write(school, "Vad säger barnet är viktigt?", "Jag vill inte gå själv.")
	hand.write(school, "Hur vet ni det?", "Ronja sa det på mötet.")
	hand.write(school, "Vilka åtgärder någon annan ska vidta", "Inga.")
	hand.choose(school, "Övergripande ansvar", "Ekstads kommun, utbildningsnämnden")
	hand.write(school, "Tidiga tecken", "Hon stannar hemma.")
	hand.write(school, "Vem ringer man?", "Elin Nordin, 8–16")
	hand.choose(school, "Vem kallar till uppföljningen?", "Elin Nordin")
	hand.press(school, "Spara", http.StatusOK)
	school.reads("Planen är färdig att lägga fram")
	hand.press(school, "Lägg fram planen", http.StatusOK)
	for range 4 { // the school, and what the child and the guardians have said
		hand.tick(school, "Ja")
		hand.press(school, "Spara svaret", http.StatusOK)
	}
	for _, b := range both(social, clinic) {
		b.visit(matter+"/plan/svar", http.StatusOK)
		hand.tick(b, "Ja")
		hand.press(b, "Spara svaret", http.StatusOK)
	}
	clinic.reads("Gäller")
	clinic.examine()

	school.visit(matter+"/plan/uppfoljning", http.StatusOK)
	hand.tick(school, "Det har blivit som jag ville")
	hand.tick(school, "Helt")
	hand.write(school, "Hur vet ni det?", "Ronja kryssade själv.")
	hand.press(school, "Spara uppföljningen", http.StatusOK)
	school.reads("Uppföljningen är sparad.")

	school.visit(matter+"/avslut", http.StatusOK)
	hand.tick(school, "Målen är nådda")
	hand.write(school, "Med egna ord", "Hon går med en vän.")
	hand.write(school, "Vem barnet kan vända sig till sedan", "Elin Nordin")
	hand.tick(school, "Kopia till barnet / Lämnad")
	hand.tick(school, "Kopia till vårdnadshavarna / Lämnad")
	hand.press(school, "Börja avsluta", http.StatusOK)
	hand.press(school, "Avsluta ärendet", http.StatusOK)
	school.reads("Ärendet är avslutat.")
	social.visit(matter+"/avslut", http.StatusOK)
	social.reads("Hon går med en vän.")
	social.examine()
	social.visit(matter+"/anteckning", http.StatusNotFound)
	child.visit("/familj", http.StatusOK)
	child.reads("Här finns inget just nu.")
}

// withdrawn is a consent that is taken back while a meeting goes on: the next page and
// the next saving are denied, and what everybody wrote is still theirs.
func (h *house) withdrawn(t *testing.T) {
	t.Parallel()
	hand := mouse{}
	school, social := h.phone(t, "kurator"), h.phone(t, "handlaggare2")
	hand.follow(school, "Barn och ärenden")
	school.reads("Leyla Öberg")
	school.portray("samordning")
	raise(school, "Freja")
	matter, consent := agreed(school)
	joined(school, matter, "Ekstads kommun, socialnämnden", social)
	school.visit(matter+"/anteckning", http.StatusOK)
	hand.write(school, "Rubrik", "Vägen till skolan")
	hand.write(school, "Anteckning", "Vänder ofta vid bron.")
	hand.tick(school, "Skola")
	hand.tick(school, "Allt")
	hand.press(school, "Spara", http.StatusOK)
	school.visit(matter+"/insats", http.StatusOK)
	hand.write(school, "Rubrik", "Sällskap på morgonen")
	hand.write(school, "Vem ansvarar?", "Omar Farsi, mentor")
	hand.write(school, "Börjar", "2026-11-30")
	hand.tick(school, "Skola")
	hand.tick(school, "Bara rubriken")
	hand.press(school, "Spara", http.StatusOK)
	social.visit(matter, http.StatusOK)
	social.reads("Vänder ofta vid bron.")
	social.reads("Sällskap på morgonen")
	social.lacks("Omar Farsi")
	social.examine()
	social.portray("samordning-arende")
	hand.follow(social, "Vägen till skolan")
	social.reads("Du ser det för att ett samtycke låter Björkskolan, elevhälsan dela uppgifter")

	meeting := called(school, matter)
	social.visit(meeting+"/protokoll", http.StatusOK)
	hand.write(social, "Ny text: Skolan", "Vi kan ordna någon.")
	hand.press(social, "Spara och hämta de andras", http.StatusOK)
	school.visit(meeting+"/protokoll", http.StatusOK)
	hand.write(school, "Ny text: Skolan", "Mentorn möter vid grinden.")
	hand.press(school, "Spara och hämta de andras", http.StatusOK)
	hand.press(social, "Spara och hämta de andras", http.StatusOK)
	social.reads("Mentorn möter vid grinden.")

	school.visit(consent, http.StatusOK)
	hand.press(school, "Återkalla hela", http.StatusOK)
	school.reads("Samtycket är återkallat.")
	hand.write(social, "Ny text: Skolan", "Det här hann inte sparas.")
	hand.press(social, "Spara och hämta de andras", http.StatusNotFound)
	for _, target := range []string{meeting, meeting + "/protokoll", meeting + "/genomgang", consent} {
		social.visit(target, http.StatusNotFound)
	}
	social.visit(matter, http.StatusOK)
	social.reads("Ärendet vilar")
	for _, text := range []string{"bron", "Jag vill inte", "Sällskap", "grinden"} {
		social.lacks(text)
	}
	social.examine()
	school.visit(meeting, http.StatusOK)
	school.reads("Mentorn möter vid grinden.")
	school.lacks("Vi kan ordna någon.")
	school.lacks("Det här hann inte sparas.")
	school.visit(matter, http.StatusOK)
	school.reads("Vänder ofta vid bron.")
	school.reads("Återkallat")

	school.visit("/samordning", http.StatusOK)
	hand.follow(school, "Leyla Öberg")
	school.portray("samordning-sip")
	hand.follow(school, "Besluta om att dela")
	hand.follow(school, "Generalklausulen")
	school.examine()
	school.portray("samordning-delning")
}

// guarded is one guardian who says yes and another who says no, each on their own page,
// until somebody sees what it is about: then neither has anything there.
func (h *house) guarded(t *testing.T) {
	t.Parallel()
	hand := mouse{}
	school, social, mother, father := h.phone(t, "kurator"), h.phone(t, "handlaggare"), h.phone(t, ""), h.phone(t, "")
	raise(school, "Saga")
	matter, _ := agreed(school)
	joined(school, matter, "Ekstads kommun, socialnämnden", social)
	h.entered(mother, matter, 1)
	h.entered(father, matter, 2)

	school.visit(matter, http.StatusOK)
	hand.follow(school, "Be om samtycke")
	hand.tick(school, "Vårdnadshavarna")
	hand.write(school, "Varför just de?", "Tolv år.")
	hand.tick(school, "Ekstads kommun, kultur- och fritidsnämnden")
	hand.tick(school, "Fritid")
	hand.write(school, "Till vad?", "Att fritidsgården vet när hon kommer.")
	hand.write(school, "Hur har ni förklarat det?", "I ett samtal.")
	hand.press(school, "Spara frågan", http.StatusOK)
	consent := school.where()

	const question = "Att fritidsgården vet när hon kommer."
	for b, answer := range map[*tab]string{mother: "Ja", father: "Nej"} {
		hand.follow(b, "Hjälpen till Saga")
		hand.press(b, question+" / "+answer, http.StatusOK)
		b.reads("Ditt svar är sparat.")
	}
	school.visit(consent, http.StatusOK)
	school.reads("Nekat")
	mother.visit(mother.where(), http.StatusOK)
	mother.reads("Du har svarat ja")
	mother.lacks("nej till att de pratar med fritids")
	if !ask[bool](mother, "page.find('button', %s) !== null", question+" / Ta tillbaka hela mitt ja") {
		t.Error("one guardian can tell that the other has said no")
	}
	hand.tick(father, "Jag håller inte med")
	hand.write(father, "Med egna ord", "Ingen ska lägga sig i.")
	hand.press(father, "Skicka", http.StatusOK)
	father.reads("Ingen ska lägga sig i.")
	mother.visit(mother.where(), http.StatusOK)
	mother.lacks("Ingen ska lägga sig i.")
	mother.examine()
	page := mother.where()
	late := h.foundOutLater(school, matter)
	meeting := called(school, matter)
	for _, b := range both(mother, late) {
		b.visit(page, http.StatusOK)
		b.unmarked()
	}

	social.visit(matter+"/skydd", http.StatusOK)
	hand.press(social, "Slå på skyddat läge nu", http.StatusUnprocessableEntity)
	social.reads("Välj ett skäl.")
	social.examine()
	hand.tick(social, "Hedersrelaterat våld eller förtryck")
	hand.tick(social, "Elin Nordin, Björkskolan, elevhälsan")
	hand.press(social, "Slå på skyddat läge nu", http.StatusOK)
	social.reads("Skyddat läge. Får inte lämnas till vårdnadshavare")
	social.examine()
	for _, target := range []string{matter + "/plan", meeting, matter + "/helhetsbild", matter, matter + "/moten", matter + "/anteckningar", matter + "/anteckning",
		matter + "/meddelanden", matter + "/avslut", matter + "/delning", matter + "/familjen", consent} {
		school.visit(target, http.StatusOK)
		school.marked()
	}
	for _, b := range []*tab{mother, father, late} {
		b.visit(page, http.StatusNotFound)
		b.visit(page+"/lasningar", http.StatusNotFound)
		b.visit("/familj", http.StatusOK)
		b.reads("Här finns inget just nu.")
		b.lacks("Saga")
		b.unmarked()
	}
	mother.examine()
	school.visit(matter+"/skydd", http.StatusOK)
	hand.press(school, "Bekräfta skyddat läge", http.StatusOK)
	hand.press(school, "Jag tycker att läget kan slås av", http.StatusUnprocessableEntity)
	school.reads("Skriv kort varför.")
	school.examine()
	hand.write(school, "Behövs läget, och varför?", "Saga bor hos sin faster och är trygg där.")
	hand.press(school, "Jag tycker att läget kan slås av", http.StatusOK)
	school.lacks("Slå av skyddat läge")
	social.visit(matter+"/skydd", http.StatusOK)
	hand.press(social, "Slå av skyddat läge", http.StatusOK)
	mother.visit(page, http.StatusOK)
}

// foundOutLater is a guardian who becomes known when the others have answered: what they
// have said stands, whoever holds the matter together is told on every page of a
// consent, and asks again without writing it anew. The guardian is asked that and nothing
// else.
func (h *house) foundOutLater(school *tab, matter string) *tab {
	school.Helper()
	hand := mouse{}
	school.visit(matter+"/familjen", http.StatusOK)
	ask[bool](school, "page.find('button', 'Lägg till').closest('details').open = true")
	hand.press(school, "Lägg till", http.StatusUnprocessableEntity)
	school.reads("Skriv vårdnadshavarens namn.")
	hand.write(school, "Förnamn", "Rut")
	hand.press(school, "Lägg till", http.StatusOK)
	school.reads("Rut")
	school.visit(matter, http.StatusOK)
	school.reads("Ingen har frågat Rut.")
	hand.follow(school, "Samtycke till")
	school.reads("Ingen har frågat Rut, som är vårdnadshavare.")
	school.reads("Gäller")
	school.examine()
	hand.follow(school, "Be om samtycke igen")
	school.holds("Till vad?", "Att någon följer till skolan.")
	school.isTicked("Region Ekeland")
	hand.tick(school, "Vårdnadshavarna")
	hand.press(school, "Spara frågan", http.StatusUnprocessableEntity)
	school.holds("Till vad?", "Att någon följer till skolan.")
	hand.write(school, "Varför just de?", "Tolv år.")
	hand.write(school, "Hur har ni förklarat det?", "På telefon.")
	hand.press(school, "Spara frågan", http.StatusOK)
	school.lacks("Ingen har frågat")

	late := h.phone(school.T, "")
	late.hold(view{width: 320, height: 640})
	h.entered(late, matter, 3)
	hand.follow(late, "Hjälpen till Saga")
	late.reads("Att någon följer till skolan.")
	for _, words := range []string{"Att fritidsgården vet", "Ingen ska lägga sig i.", "Du har svarat"} {
		late.lacks(words)
	}
	late.examine()
	hand.press(late, "Att någon följer till skolan. / Ja", http.StatusOK)
	late.reads("Ditt svar är sparat.")
	const button = "Ta bort det jag har kryssat"
	ask[bool](late, "page.find('button', %s).closest('details').open = true", button)
	hand.press(late, button, http.StatusUnprocessableEntity)
	late.reads("Kryssa för det du vill ta bort.")
	late.examine()
	hand.tick(late, "Region Ekeland")
	hand.press(late, button, http.StatusOK)
	late.reads("Det är borttaget ur ditt ja, från och med nu.")
	late.lacks("Region Ekeland")
	return late
}

const protectedMark = "Skyddat läge. Får inte lämnas till vårdnadshavare"

// marked wants the mark of protected mode on the page and on paper, above everything else.
func (b *tab) marked() {
	b.Helper()
	for _, v := range []view{sheet, b.at} {
		b.see(v)
		if !ask[bool](b, `(() => {
			const mark = document.querySelector('main .s-banner h2'), rest = [...document.querySelectorAll('main .s-section, main .s-sheet, main form')].find((e) => e.checkVisibility());
			return mark?.textContent === %s && mark.checkVisibility({visibilityProperty: true, opacityProperty: true}) && (!rest || mark.getBoundingClientRect().bottom <= rest.getBoundingClientRect().top);
		})()`, protectedMark) {
			b.Errorf("%s, %s: the mark of protected mode is not seen first", b.where(), v)
		}
	}
}

// unmarked wants nothing on the page, or on paper, to tell of protected mode.
func (b *tab) unmarked() {
	b.Helper()
	for _, v := range []view{sheet, b.at} {
		b.see(v)
		if ask[bool](b, "document.documentElement.innerHTML.toLowerCase().includes('skyddat läge') || document.querySelector('.s-banner') !== null") {
			b.Errorf("%s, %s: something tells of protected mode", b.where(), v)
		}
	}
}

// turned is the family's pages in a language that is read from right to left, which has
// no words of its own yet: everything stands mirrored, and nothing is too wide.
func (h *house) turned(t *testing.T) {
	t.Parallel()
	b := h.tab(t, lean)
	b.visit("/familj/logga-in", http.StatusOK)
	pages := []string{"/familj/logga-in", "/familj/inbjudan", "/familj"}
	b.enter("barn")
	mouse{}.follow(b, "Din hjälp, Leyla")
	pages = append(pages, b.where(), b.where()+"/lasningar")
	for _, page := range pages {
		for _, v := range []view{screens[0], narrow} {
			b.visit(page, http.StatusOK)
			b.see(v)
			if !ask[bool](b, "(scrollTo(0, document.body.scrollHeight), document.querySelector('.s-leaving [data-leave]').getBoundingClientRect().top >= 0)") {
				t.Errorf("%s, %s: the way out is out of sight", page, v)
			}
			for _, problem := range ask[[]string](b, "page.mirrored()") {
				t.Errorf("%s, %s: %s", page, v, problem)
			}
			ask[bool](b, "page.pseudo()")
			for _, problem := range append(ask[[]string](b, "page.overflow()"), b.axed()...) {
				t.Errorf("%s, %s: %s", page, v, problem)
			}
		}
		b.portray("fran-hoger")
	}

	// The way out has ended the sign-in: whoever goes back is asked who they are.
	ask[bool](b, "fetch(document.querySelector('.s-leaving [data-leave]').href, {redirect: 'manual'}).then(() => true)")
	for _, page := range pages[2:] {
		b.visit(page, http.StatusOK)
		if at := b.where(); at != "/familj/logga-in" {
			t.Errorf("%s leads to %s after the way out", page, at)
		}
	}
}

// policed is a group in which the police hold commitments and nothing else.
func (h *house) policed(t *testing.T) {
	t.Parallel()
	hand := mouse{}
	social, police := h.phone(t, "handlaggare"), h.phone(t, "polis")
	social.visit("/samordning", http.StatusOK)
	hand.follow(social, "Elias Modig")
	matter := social.where()
	hand.follow(social, "Samtycke till")
	for range 2 {
		hand.tick(social, "Skriftligt")
		hand.press(social, "Skriv ner ett ja", http.StatusOK)
	}
	social.reads("Gäller")
	social.visit(matter+"/inbjudan", http.StatusOK)
	hand.choose(social, "Vem?", "Polisen, lokalpolisområde Ekstad")
	hand.press(social, "Fråga", http.StatusOK)
	police.visit(matter+"/fraga", http.StatusOK)
	hand.press(police, "Ja, jag är med", http.StatusOK)
	police.lacks("Skriv en anteckning")
	for _, form := range []string{"/anteckning", "/oro", "/styrka"} {
		police.visit(matter+form, http.StatusNotFound)
	}

	social.visit(matter+"/plan", http.StatusOK)
	hand.press(social, "Börja skriva en plan", http.StatusOK)
	hand.follow(social, "Lägg till ett behov")
	hand.write(social, "Vad behöver barnet?", "Trygga kvällar")
	hand.tick(social, "Trygghet")
	hand.write(social, "Mål 1", "Är hemma klockan nio")
	hand.press(social, "Spara", http.StatusOK)
	hand.follow(social, "Fråga om ett åtagande")
	hand.write(social, "Vad ska göras?", "Går förbi Stationsparken på fredagar")
	hand.choose(social, "Vem frågar ni?", "Patrik Ståhl")
	hand.press(social, "Fråga", http.StatusOK)
	police.visit(matter+"/plan", http.StatusOK)
	police.reads("Du ser era egna åtaganden.")
	police.lacks("Trygga kvällar")
	hand.follow(police, "Går förbi Stationsparken på fredagar")
	hand.press(police, "Ja, jag gör det", http.StatusOK)
	police.examine()
	police.visit(matter+"/plan/uppfoljning", http.StatusNotFound)
	social.visit(matter+"/plan", http.StatusOK)
	social.reads("Antaget")
}
