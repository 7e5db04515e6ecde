package hostile_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/file/filetest"
	"samspel/internal/ground/id"
	"samspel/test/worldtest"
)

// Files that try to be more than files are refused with words, and leave nothing; what
// was typed beside them is still in the form.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	kurator, report := w.As("kurator"), "/orosanmalan/"+id.New()
	typed := url.Values{"gor": {"bifoga"}, "seen": {"Det här är kvar."}}
	for _, x := range []struct {
		name, content string
		status        int
	}{
		{"a.txt", "Hej.", http.StatusOK},
		{"../../etc/passwd.txt", "Hej du.", http.StatusOK},
		{script + ".txt", "Hej hej.", http.StatusOK},
		{sql + ".txt", "Hej hej du.", http.StatusOK},
		{"fil\u202Etxt.exe", "MZ", 422},
		{"a.html", "<script>zq()</script>", 422},
		{"a.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='zq()'/>", 422},
		{"a.jpg", "<script>zq()</script>", 422},
		{"a.png", string(filetest.PNG(3, 3)[:40]), 422},
		{"a.pdf", string(filetest.PDF("<< /S /JavaScript /JS (zq()) >>")), 422},
		{"a.pdf", string(filetest.PDF()) + string(filetest.Word()) + strings.Repeat("x", 2000), 422},
		{"a.docx", string(filetest.Word(filetest.Entry{Name: "word/a.xml", Body: strings.Repeat("a", 20<<20)})), 422},
		{"a.docx", string(filetest.Word(filetest.Entry{Name: "../../a", Body: "a"})), 422},
		{"a.txt", strings.Repeat("a", 20<<20+1), 422},
		{"a.txt", "", 422},
	} {
		a := kurator.PostFiles(report, typed, worldtest.File{Field: "attachments", Name: x.name, Content: x.content})
		if a.Status != x.status || !strings.Contains(a.Body, "Det här är kvar.") {
			t.Errorf("%.60q: status %d, want %d", x.name, a.Status, x.status)
		}
		for _, fault := range liveMarkup(a) {
			t.Errorf("%.60q: %s", x.name, fault)
		}
	}
	names := map[string]string{"an empty name": "", "a name that is only dots": "..", "another field": "a.txt"}
	for what, name := range names {
		field := "attachments"
		if what == "another field" {
			field = "seen"
		}
		a := kurator.PostFiles(report, typed, worldtest.File{Field: field, Name: name, Content: "Hej."})
		if a.Status >= 500 || what != "an empty name" && a.Status < 400 {
			t.Errorf("%s: status %d", what, a.Status)
		}
	}

	// Twelve at once: ten are taken, and the rest are told of.
	var many []worldtest.File
	for i := range 12 {
		many = append(many, worldtest.File{Field: "attachments", Name: "a.txt", Content: strings.Repeat("a", i+1)})
	}
	a := kurator.PostFiles("/orosanmalan/"+id.New(), typed, many...)
	if a.Status != 422 || strings.Count(a.Body, `name="ta_bort"`) != 10 || strings.Count(a.Body, "högst 10 filer") < 2 {
		t.Errorf("twelve at once: status %d, %d taken", a.Status, strings.Count(a.Body, `name="ta_bort"`))
	}

	// Every attachment comes as something to save, whatever it is called.
	saved := 0
	for _, link := range kurator.Get(report + "/utkast").Links() {
		if !strings.HasPrefix(link, "/bilagor/") {
			continue
		}
		saved++
		a := kurator.Get(link)
		if got := a.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename=bilaga-") || a.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s comes as %q, %q", link, got, a.Header.Get("Content-Type"))
		}
		if as := w.As("polis").Get(link); as.Status != http.StatusNotFound {
			t.Errorf("%s: status %d for somebody else", link, as.Status)
		}
	}
	if saved != 4 {
		t.Errorf("%d attachments, want the four that are honest", saved)
	}
	if slices.ContainsFunc(strings.Split(w.Logged(), "\n"), func(line string) bool { return strings.Contains(line, `"level":"ERROR"`) }) {
		t.Error("something has gone wrong")
	}
}
