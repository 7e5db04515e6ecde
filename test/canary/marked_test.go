package canary_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/test/worldtest"
)

// A marked word is found nowhere but where somebody wrote it: it names the child
// or the note it belongs to and the field it stands in.
func marked(owner, field string) string { return "Zq" + owner + field + "qz" }

// The fields of a report that are about the whole of it, and what the receiver
// writes. Names, numbers and where a child was found belong to one child.
var (
	accountFields = []string{"seen", "heard", "said", "interpretation", "danger_why", "not_told_why", "reporter_work", "phone"}
	publicFields  = []string{"seen", "said", "interpretation", "danger_why", "adults"}
	allFields     = append([]string{"guardian"}, accountFields...)
)

// numberOf is a test number of the child's own, born on the nth day of February.
func numberOf(n int) string {
	return personnummer.Invented(civil.On(2010, 2, n), 19).Formatted()
}

// spelled is every way somebody may write an identity number.
func spelled(number string) []string {
	day, rest, _ := strings.Cut(number, "-")
	return []string{day + "-" + rest, day + rest, day[2:] + "-" + rest, day[2:] + rest}
}

// town is the world with the marked children reported into it.
type town struct {
	*worldtest.World
	readers map[string]*worldtest.Reader
	// reports and matters are ids by the letter of the report or child.
	reports, matters map[string]string
	// attachments is who has each: the id of a report or a matter.
	attachments   map[string]string
	leaver        identity.User
	leaverMandate identity.Mandate
}

// child is one row of a report's form.
type child struct {
	mark      string
	number    int
	protected bool
}

// The staff who read. The colleague sits in the same unit as the counsellor, the
// deputy in another unit of the same organisation as the one who has left.
var staff = map[string]string{
	"kurator": "kurator", "kollega": "kollega", "ersättare": "larare", "rektor på annan skola": "rektor", "polis": "polis",
	"tränare": "tranare", "handläggare": "handlaggare", "handläggare för skyddade": "handlaggare2", "chef": "chef",
	"administratör": "administrator", "loggranskare": "loggranskare", "kurator i annan kommun": "kurator_bjorklunda",
	"handläggare i annan kommun": "handlaggare_bjorklunda", "chef i annan kommun": "chef_bjorklunda", "arkivarie": "arkivarie",
}

const (
	nobody = "ingen"
	left   = "den som slutat"
)

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{World: worldtest.Open(t), readers: map[string]*worldtest.Reader{}, reports: map[string]string{}, matters: map[string]string{}}
	for name, key := range staff {
		w.readers[name] = w.As(key)
		w.readers[name].Name = name
	}
	w.readers[nobody] = w.Nobody()
	w.leaver, w.leaverMandate, _ = w.Hire("Vilma Ask", "vilma.ask@exempel.invalid", "kurator")
	w.readers[left] = w.SignIn(left, w.leaver.ID, w.leaverMandate.ID)

	// Two siblings; the elder's matter is taken all the way, the younger's waits.
	w.send("kurator", "Syskon", "9901", child{"Elder", 1, false}, child{"Younger", 2, false})
	w.send("kurator", "Shielded", "9901", child{"Shielded", 3, true})
	w.send("kurator i annan kommun", "Far", "9902", child{"Far", 4, false})
	w.draft("kurator", "Draft", "9901", child{"Draft", 5, false})
	w.send(left, "Left", "9901", child{"Left", 6, false})
	w.send("polis", "Moved", "9901", child{"Moved", 7, false})
	// One sibling is protected and the other is not.
	w.send("kurator", "Half", "9901", child{"Open", 8, false}, child{"Hidden", 9, true})
	w.report("Nameless", "9901", "anonymous", 10)
	w.report("Named", "9902", "named", 11)
	w.receive()
	w.leave()
	w.attachments = w.attached()
	if err := w.App.Records.WalkAll(w.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// attached is every attachment of a marked report, as the tables have it.
func (w *town) attached() map[string]string {
	w.Helper()
	all := map[string]string{}
	err := w.App.Store.Data.Read(w.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(w.Context(), `SELECT id, holder_id FROM file_copy`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, holder string
			if err := rows.Scan(&id, &holder); err != nil {
				return err
			}
			if w.markOf(w.reports, holder)+w.markOf(w.matters, holder) != "" {
				all[id] = holder
			}
		}
		return rows.Err()
	})
	if err != nil || len(all) < 15 {
		w.Fatalf("%d attachments: %v", len(all), err)
	}
	return all
}

// attach attaches a marked file to a draft, and gives the form with what it is said to show.
func (w *town) attach(by, mark string, form url.Values) url.Values {
	w.Helper()
	form.Set("gor", "bifoga")
	a := w.readers[by].PostFiles("/orosanmalan/"+w.reports[mark], form,
		worldtest.File{Field: "attachments", Name: "../" + marked(mark, "file") + ".txt", Content: marked(mark, "inside")})
	w.expect(a, http.StatusOK)
	field := regexp.MustCompile(`name="(description\.[0-9a-f-]{36})"`).FindStringSubmatch(a.Body)
	if field == nil {
		w.Fatalf("%s: nothing is attached", a)
	}
	form.Set(field[1], marked(mark, "shows"))
	return form
}

// answers is the report's form, with a marked word in every field.
func answers(mark, municipality string, children ...child) url.Values {
	form := url.Values{"municipality": {municipality}, "category": {"school"}, "wants_feedback": {"1"}, "danger": {"1"},
		"guardian.0.name": {marked(mark, "guardian")}, "guardian.0.told": {"1"}}
	for _, field := range accountFields {
		form.Set(field, marked(mark, field))
	}
	for i, c := range children {
		at := "child." + string(rune('0'+i)) + "."
		form.Set(at+"given", marked(c.mark, "given"))
		form.Set(at+"family", marked(c.mark, "family"))
		form.Set(at+"found", marked(c.mark, "found"))
		form.Set(at+"number", numberOf(c.number))
		if c.protected {
			form.Set(at+"protected", "1")
		}
	}
	return form
}

func (w *town) draft(by, mark, municipality string, children ...child) {
	w.Helper()
	w.reports[mark] = id.New()
	form := w.attach(by, mark, answers(mark, municipality, children...))
	form.Set("gor", "spara")
	w.expect(w.readers[by].Post("/orosanmalan/"+w.reports[mark], form), http.StatusOK)
}

func (w *town) send(by, mark, municipality string, children ...child) {
	w.Helper()
	w.reports[mark] = id.New()
	path := "/orosanmalan/" + w.reports[mark]
	form := w.attach(by, mark, answers(mark, municipality, children...))
	form.Set("gor", "spara")
	w.expect(w.readers[by].Post(path, form), http.StatusOK)
	form.Set("gor", "skicka")
	w.expect(w.readers[by].Post(path, form), http.StatusSeeOther)

	reader := map[string]string{"9901": "chef", "9902": "chef i annan kommun"}[municipality]
	for _, c := range children {
		w.matters[c.mark] = w.find(reader, c.mark)
	}
}

// report is a private person's, sent through the public's form.
func (w *town) report(mark, municipality, reporter string, number int) {
	w.Helper()
	form := url.Values{"municipality": {municipality}, "reporter": {reporter}, "danger": {"1"}, "gor": {"skicka"},
		"child.0.number": {numberOf(number)}, "biljett": {w.ticket("/orolig")}}
	for _, field := range append([]string{"reporter_name", "phone"}, publicFields...) {
		form.Set(field, marked(mark, field))
	}
	for _, field := range []string{"given", "family", "age", "found"} {
		form.Set("child.0."+field, marked(mark, field))
	}
	w.Pass(time.Minute)
	a := w.readers[nobody].Post("/orolig", form)
	w.expect(a, http.StatusSeeOther)
	if cookie := a.Cookie("samspel-kvitto"); cookie == nil || strings.Contains(a.All(), "Zq"+mark) {
		w.Errorf("the answer to a public report says more than its reference: %s", a.All())
	}
	w.matters[mark] = w.find(map[string]string{"9901": "chef", "9902": "chef i annan kommun"}[municipality], mark)
}

// ticket is what a fresh form carries.
func (w *town) ticket(path string) string {
	w.Helper()
	found := regexp.MustCompile(`name="biljett" value="([^"]+)"`).FindStringSubmatch(w.Nobody().Get(path).Body)
	if found == nil {
		w.Fatalf("%s has no ticket", path)
	}
	return found[1]
}

// find is the id of a child's matter, from the reader's inbox, page by page.
func (w *town) find(reader, mark string) string {
	w.Helper()
	link := regexp.MustCompile(`href="/orosanmalningar/([0-9a-f-]{36})">` + marked(mark, "given"))
	for page := "/orosanmalningar"; page != ""; {
		a := w.readers[reader].Get(page)
		if found := link.FindStringSubmatch(a.Body); found != nil {
			return found[1]
		}
		page = ""
		for _, next := range a.Links() {
			if strings.HasPrefix(next, "/orosanmalningar?efter=") {
				page = next
			}
		}
	}
	w.Fatalf("%s does not find %s in the inbox", reader, mark)
	return ""
}

// receive writes a marked word in everything that a receiver writes.
func (w *town) receive() {
	w.Helper()
	post := func(by, mark, act string, form url.Values) {
		w.Helper()
		w.expect(w.readers[by].Post("/orosanmalningar/"+w.matters[mark]+"/"+act, form), http.StatusSeeOther)
	}
	assessed := func(mark string) url.Values {
		return url.Values{"needed": {"yes"}, "reasons": {marked(mark, "why")}, "measures": {marked(mark, "measures")}, "contact_plan": {marked(mark, "plan")}}
	}
	post("handläggare", "Elder", "mottagen", nil)
	post("handläggare", "Elder", "skyddsbedomning", assessed("ElderNote"))
	post("chef", "Elder", "forlangning", url.Values{"to": {"2026-12-20"}, "reasons": {marked("ElderNote", "longer")}})
	post("handläggare", "Elder", "beslut", url.Values{"outcome": {"not_opened"}, "reasons": {marked("ElderNote", "decided")}, "not_informed_why": {marked("ElderNote", "silent")}})
	post("handläggare", "Elder", "aterkoppling", url.Values{"gor": {"avsta"}, "withheld_why": {marked("ElderNote", "withheld")}})
	post("handläggare för skyddade", "Shielded", "skyddsbedomning", assessed("ShieldedNote"))
	post("chef", "Left", "handlaggare", url.Values{"officer": {w.readers["handläggare"].User}})
	post("handläggare", "Moved", "overlamning", url.Values{"municipality": {"9902"}, "reason": {marked("MovedNote", "reason")}})
	w.matters["Arrived"] = w.find("chef i annan kommun", "Moved")
}

// leave lets the leaver's mandate end, with the deputy named.
func (w *town) leave() {
	w.Helper()
	path := "/administration/personer/" + w.leaver.ID + "/uppdrag/" + w.leaverMandate.ID
	a := w.readers["administratör"].Post(path, url.Values{"deputy": {"larare@exempel.invalid"}})
	w.expect(a, http.StatusSeeOther)
}

func (w *town) expect(a *worldtest.Answer, status int) {
	w.Helper()
	if a.Status != status {
		w.Fatalf("%s: status %d, want %d\n%s", a, a.Status, status, a.Body)
	}
}
