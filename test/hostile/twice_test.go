package hostile_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"samspel/internal/ground/id"
	"samspel/test/worldtest"
)

// TestNothingTwiceNothingLost sends forms of coordination as people and nets do: the
// button is pressed twice, the answer is lost on its way and the form sent again, the
// connection breaks in the middle of a sentence, somebody goes back to an old page and
// saves it. What was written is there, and once.
func TestNothingTwiceNothingLost(t *testing.T) {
	t.Parallel()
	w := worldtest.Open(t)
	school, clinic, child := w.As("kurator"), w.As("psykolog"), w.As("barn")
	matter := linkTo(t, school.Get("/samordning"), "/samordning/0", "Leyla")
	family := linkTo(t, child.Get("/familj"), "/familj/0", "")
	plan := matter + "/plan"

	for _, c := range []struct {
		what, page, action string
		reader             *worldtest.Reader
		fill               url.Values
		at                 string // where the word is to be found
	}{
		{"a need", "/behov/nytt", "/behov/nytt", school, url.Values{"given": {"Zqenda"}, "family": {"Al"}, "birth": {"2014-02-03"}, "asked_by": {"staff"}, "question": {"Sällskap."},
			"child_how": {"Samtal."}, "guardian_1_given": {"Siv"}}, "/samordning"},
		{"a note", matter + "/anteckning", matter + "/anteckning", school, url.Values{"title": {"Zqenda"}, "text": {"Text."}, "topic": {"school"}, "shown": {"full"}}, matter},
		{"an intervention", matter + "/insats", matter + "/insats", school, url.Values{"title": {"Zqenda"}, "responsible": {"Kim"}, "begins": {"2026-11-30"}, "state": {"planned"}, "topic": {"school"}, "shown": {"full"}}, matter},
		{"a message", matter + "/meddelanden", matter + "/meddelanden", school, url.Values{"text": {"Zqenda"}, "topic": {"common"}}, matter + "/meddelanden"},
		{"a meeting", matter + "/moten/nytt", matter + "/moten/nytt", school, url.Values{"purpose": {"Zqenda"}, "day": {"2027-02-01"}, "time": {"9.30"}, "gor": {"kalla"}}, matter + "/moten"},
		{"a need in the plan", plan + "/behov", plan + "/behov", school, url.Values{"text": {"Lugn"}, "own": {"Zqenda"}, "topic": {"school"}, "goal1": {"Kommer"}}, plan},
		{"what a child says", family, family + "/sagt", child, url.Values{"kind": {"matters"}, "text": {"Zqenda"}}, family},
	} {
		page := c.reader.Get(c.page)
		form := formTo(t, page, c.action)
		for name, values := range c.fill {
			form[name] = values
		}
		word := "Zq" + strings.NewReplacer(" ", "", "å", "a").Replace(c.what)
		for name, values := range form {
			for i := range values {
				form[name][i] = strings.ReplaceAll(values[i], "Zqenda", word)
			}
		}
		broken(c.reader, c.action, form)
		if n := strings.Count(c.reader.Get(c.at).Body, word); n != 0 {
			t.Errorf("%s: a form that was cut off is there %d times", c.what, n)
		}
		// Pressed twice, at once; then sent again from the page somebody went back to.
		var pressed sync.WaitGroup
		for range 2 {
			pressed.Go(func() { c.reader.Post(c.action, form) })
		}
		pressed.Wait()
		if a := c.reader.Post(c.action, form); a.Status != http.StatusSeeOther {
			t.Errorf("%s: sent again: status %d", c.what, a.Status)
		}
		if n := strings.Count(c.reader.Get(c.at).Body, word); n != 1 {
			t.Errorf("%s is there %d times", c.what, n)
		}
	}
	minutes(t, school, clinic, matter)
	redrawn(t, school, clinic, matter)
	buttonless(t, school, clinic, matter)
}

// redrawn is minutes that are drawn again because something beside them is wrong: what
// others have written meanwhile is there, and stays when the page is sent again.
func redrawn(t *testing.T, school, clinic *worldtest.Reader, matter string) {
	t.Helper()
	meeting := linkTo(t, school.Get(matter+"/moten"), "/moten/", "")
	target := meeting + "/protokoll"
	ours, theirs := formTo(t, school.Get(target), target), formTo(t, clinic.Get(target), target)
	fresh := func(form url.Values, kind string) string {
		for name := range form {
			if rest, ok := strings.CutPrefix(name, "place."); ok && strings.HasPrefix(form.Get(name), kind+" ") {
				return rest
			}
		}
		t.Fatalf("nowhere to write a %s", kind)
		return ""
	}
	theirs.Set("text."+fresh(theirs, "text"), "BUP skriver under tiden.")
	for name := range theirs {
		if theirs.Get(name) == "BUP gick tillbaka och ändrade." {
			theirs.Set(name, "BUP ändrar under tiden.")
		}
	}
	clinic.Post(target, theirs)
	decision := fresh(ours, "decision")
	ours.Set("text."+decision, "Skolan ringer hem.")
	ours.Set("propose", decision)
	asks := school.Post(target, ours)
	if asks.Status != http.StatusUnprocessableEntity {
		t.Fatalf("a question to nobody: status %d", asks.Status)
	}
	again := formTo(t, asks, target)
	// Enter in one of its fields, or the button above, saves the minutes and asks nobody.
	again.Set("due."+decision, "2027-03-01")
	saved := school.Post(target, again)
	if saved.Status != http.StatusUnprocessableEntity || !strings.Contains(saved.Body, "ingen är tillfrågad") || formTo(t, saved, target).Get("due."+decision) != "2027-03-01" {
		t.Errorf("what was begun beside a decision is lost: status %d", saved.Status)
	}
	again = formTo(t, saved, target)
	again.Del("due." + decision)
	if a := school.Post(target, again); a.Status != http.StatusSeeOther {
		t.Errorf("the minutes as they were drawn again: status %d", a.Status)
	}
	body := school.Get(meeting).Body
	for _, text := range []string{"BUP skriver under tiden.", "BUP ändrar under tiden.", "Skolan ringer hem."} {
		if n := strings.Count(body, text); n != 1 {
			t.Errorf("after a page that was drawn again the minutes say %q %d times", text, n)
		}
	}
}

// buttonless is forms that come without what their buttons say, or with nonsense: nothing is done.
func buttonless(t *testing.T, school, clinic *worldtest.Reader, matter string) {
	t.Helper()
	meeting := linkTo(t, school.Get(matter+"/moten"), "/moten/", "")
	commitment := linkTo(t, school.Get(matter+"/plan"), "/ataganden/", "")
	for _, target := range []string{commitment, meeting, meeting + "/bekrafta", matter + "/plan", matter + "/avslut", matter + "/skydd", matter + "/ta-over", matter + "/fraga"} {
		for _, r := range []*worldtest.Reader{school, clinic} {
			for _, form := range []url.Values{{}, {"gor": {"allt"}, "answer": {"kanske"}}} {
				if a := r.Post(target, form); a.Status < 400 {
					t.Errorf("%s with %v: status %d", a, form, a.Status)
				}
			}
		}
	}
}

// minutes is two people at one meeting.
func minutes(t *testing.T, school, clinic *worldtest.Reader, matter string) {
	t.Helper()
	target := linkTo(t, school.Get(matter+"/moten"), "/moten/", "") + "/protokoll"
	point := ""
	write := func(r *worldtest.Reader, form url.Values, text string) url.Values {
		form = clone(form)
		for name := range form {
			if strings.HasPrefix(name, "plats.") || strings.HasPrefix(name, "place.") {
				if at := form.Get(name); strings.HasPrefix(at, "text ") && (point == "" || point == at) {
					point = at
					form.Set("text."+strings.TrimPrefix(name, "place."), text)
				}
			}
		}
		return form
	}
	says := func(r *worldtest.Reader, texts ...string) {
		t.Helper()
		body := r.Get(strings.TrimSuffix(target, "/protokoll")).Body
		for _, text := range texts {
			if n := strings.Count(body, text); n != 1 {
				t.Errorf("the minutes say %q %d times to %s", text, n, r.Name)
			}
		}
	}
	ours, theirs := formTo(t, school.Get(target), target), formTo(t, clinic.Get(target), target)
	first, second := write(school, ours, "Skolan skriver detta."), write(clinic, theirs, "BUP skriver detta.")
	broken(school, target, first)
	var at sync.WaitGroup
	for range 2 { // both press twice, at once
		at.Go(func() { school.Post(target, first) })
		at.Go(func() { clinic.Post(target, second) })
	}
	at.Wait()
	says(school, "Skolan skriver detta.", "BUP skriver detta.")
	says(clinic, "Skolan skriver detta.", "BUP skriver detta.")
	// What each had saved by itself on the way comes late, after the button.
	late := clone(first)
	for name := range late {
		if strings.HasPrefix(name, "text.") && late.Get(name) != "" {
			late.Set(name, "Skolan skr")
		}
	}
	school.Header = http.Header{"Samspel-Autosave": {"1"}}
	school.Post(target, late)
	school.Header = nil
	says(school, "Skolan skriver detta.", "BUP skriver detta.")
	// Somebody goes back to the page as it was before anybody had written, and writes.
	back := write(clinic, theirs, "BUP gick tillbaka och ändrade.")
	if a := clinic.Post(target, back); a.Status != http.StatusSeeOther {
		t.Errorf("the old page: status %d", a.Status)
	}
	says(school, "Skolan skriver detta.", "BUP gick tillbaka och ändrade.")
	// Two change the same words at once, each from the page as it now is.
	a, b := formTo(t, school.Get(target), target), formTo(t, clinic.Get(target), target)
	change := func(form url.Values, text string) url.Values {
		form = clone(form)
		for name := range form {
			if strings.HasPrefix(name, "text.") && form.Get(name) == "Skolan skriver detta." {
				form.Set(name, text)
			}
		}
		return form
	}
	at.Go(func() { school.Post(target, change(a, "Skolan: efter lunch.")) })
	at.Go(func() { clinic.Post(target, change(b, "BUP: före lunch.")) })
	at.Wait()
	says(school, "Skolan: efter lunch.", "BUP: före lunch.", "BUP gick tillbaka och ändrade.")
}

func clone(form url.Values) url.Values {
	c := url.Values{}
	for name, values := range form {
		c[name] = append([]string(nil), values...)
	}
	return c
}

// broken sends half a form and is gone.
func broken(r *worldtest.Reader, target string, form url.Values) {
	r.Helper()
	text := form.Encode()
	body := io.MultiReader(strings.NewReader(text[:len(text)/2]), failing{})
	q, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "http://samspel.example"+target, body)
	if err != nil {
		r.Fatal(err)
	}
	q.Header.Set("Content-Type", worldtest.FormType)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.AddCookie(&http.Cookie{Name: r.SessionCookie(), Value: r.Token})
	out := httptest.NewRecorder()
	r.Handler().ServeHTTP(out, q)
	if out.Code < 400 {
		r.Errorf("%s: half a form is answered with %d", target, out.Code)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the net is gone") }

// linkTo is the first address that begins so, of a link that says the word.
func linkTo(t *testing.T, a *worldtest.Answer, prefix, word string) string {
	t.Helper()
	for n := range a.Document().Descendants() {
		if n.Data != "a" {
			continue
		}
		for _, x := range n.Attr {
			rest, under := strings.CutPrefix(x.Val, prefix[:strings.LastIndex(prefix, "/")+1])
			if x.Key == "href" && under && id.Valid(rest) && strings.Contains(textOf(n), word) {
				return x.Val
			}
		}
	}
	t.Fatalf("%s has no link to %s that says %q", a, prefix, word)
	return ""
}

func textOf(n *html.Node) string {
	var all strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			all.WriteString(x.Data)
		}
	}
	return all.String()
}

// formTo is what a browser would send of the form with the action, untouched.
func formTo(t *testing.T, a *worldtest.Answer, action string) url.Values {
	t.Helper()
	for n := range a.Document().Descendants() {
		if n.Data != "form" || attribute(n, "action") != action {
			continue
		}
		form := url.Values{}
		for x := range n.Descendants() {
			name, kind := attribute(x, "name"), attribute(x, "type")
			switch {
			case name == "":
			case x.Data == "textarea":
				form.Add(name, strings.TrimPrefix(textOf(x), "\n"))
			case x.Data == "input" && kind != "checkbox" && kind != "radio" && kind != "submit":
				form.Add(name, attribute(x, "value"))
			case x.Data == "input" && has(x, "checked"):
				form.Add(name, attribute(x, "value"))
			case x.Data == "select":
				for o := range x.Descendants() {
					if o.Data == "option" && has(o, "selected") {
						form.Add(name, attribute(o, "value"))
					}
				}
			}
		}
		return form
	}
	t.Fatalf("%s (%d) has no form to %s", a, a.Status, action)
	return nil
}

func attribute(n *html.Node, key string) string {
	for _, x := range n.Attr {
		if x.Key == key {
			return x.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, x := range n.Attr {
		if x.Key == key {
			return true
		}
	}
	return false
}
