package paper

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func pdf(t testing.TB, d Document) ([]byte, reading) {
	t.Helper()
	var b bytes.Buffer
	if err := d.PDF(&b); err != nil {
		t.Fatal(err)
	}
	r, err := read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), r
}

// What is hostile or merely foreign is set without a word lost, and can be read back.
func TestPDFText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"Swedish", "Åsa Öberg är på väg – ”snart”", "Åsa Öberg är på väg – ”snart”"},
		{"decomposed", "A\u030asa", "Åsa"},
		{"Sami", "Áilu Gáŋŋo Ŧ", "Áilu Gáŋŋo Ŧ"},
		{"Skolt Sami", "Ǩeʹdd Ʒǯ", "Ǩeʹdd Ʒǯ"},
		{"Polish and Romanian", "Łucja Ștefănescu", "Łucja Ștefănescu"},
		{"Vietnamese", "Nguyễn Thị Ánh", "Nguyễn Thị Ánh"},
		{"Greek and Cyrillic", "Ηλίας Ґалина", "Ηλίας Ґалина"},
		{"Georgian and Armenian", "გიორგი Արամ", "გიორგი Արամ"},
		{"right to left", "شكرا שלום", "شكرا שלום"},
		{"emoji", "hej 😀 där", "hej 😀 där"},
		{"control characters", "a\x00b\x07c\x1b[31m\u009bd", "abc[31md"},
		{"what turns text around", "a\u202eb\u2066c\u200f", "abc"},
		{"not UTF-8", "a\xff\xfeb", "a\uFFFDb"},
		{"what means something in the file", `) Tj ET EMC (\ <</MCID 0>> BDC`, `) Tj ET EMC (\ <</MCID 0>> BDC`},
		{"two bytes that look like others", "\u2829\u5c28 \u0d0a \u280a", "\u2829\u5c28 \u0d0a \u280a"},
		{"spaces", "1\u00a0250\u202f000  kr\t!", "1\u00a0250\u00a0000  kr !"},
		{"a word without end", strings.Repeat("å", 5000), strings.Repeat("å", 5000)},
		{"nothing but spaces", " \u2003 ", ""},
		{"a place for the number of pages", "{nb}", "{nb}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Document{Lang: "sv", Name: "Prov", Title: "Prov", Blocks: []Block{P(tt.text), {Table: &Table{Head: []string{tt.text}, Rows: [][]string{{tt.text}}}}}}
			_, r := pdf(t, d)
			for _, kind := range []string{"P", "TH", "TD"} {
				if got := strings.Join(r.of(kind), ""); got != tt.want {
					t.Errorf("%s %.90q, want %.90q", kind, got, tt.want)
				}
			}
		})
	}
}

// Everything that is said of the parts is true: headings by level without a step left
// out, tables with their headings, the language, and a title with nobody's name.
func TestPDFTree(t *testing.T) {
	t.Parallel()
	d := letter()
	d.Name = "Plan"
	d.Add(H(3, "Först nu"), P("Kort."), H(9, "Djupt"), P("Kort."))
	_, r := pdf(t, d)
	var got []string
	for _, h := range r.heard {
		got = append(got, strings.Repeat(" ", h.depth)+h.kind+" "+h.text)
	}
	want := "Document \n H1 Plan för Łucja <Åsa>\n H2 Behov\n P Sömn & ro\n P På två rader\n Table \n  TR \n   TH Vad\n   TH Vem\n  TR \n   TD Samtal\n   TD Siri\n H3 Först nu\n P Kort.\n H3 Djupt\n P Kort."
	if strings.Join(got, "\n") != want {
		t.Errorf("heard\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if r.titleSays != "Plan" || r.lang != "sv-SE" {
		t.Errorf("it says it is %q in %q", r.titleSays, r.lang)
	}
	if r.artifacts[0] != "Sekretessref 1Sida 1 av 1" {
		t.Errorf("around: %q", r.artifacts[0])
	}
	d.Label = "Skyddade personuppgifter. Skyddat läge. Får inte lämnas till vårdnadshavare (OSL 12 kap. 3 §), och inte heller till någon annan"
	if _, r = pdf(t, d); !strings.Contains(r.artifacts[0], "någon annanref 1") {
		t.Errorf("of a long label there is %q", r.artifacts[0])
	}
	d.Lang = "en"
	if _, r = pdf(t, d); r.lang != "en-GB" || !strings.Contains(r.artifacts[0], "Page 1 of 1") {
		t.Errorf("in English: %q, %q", r.lang, r.artifacts[0])
	}
	d = letter()
	d.Blocks = []Block{H(3, "Ett steg för långt")}
	if _, r = pdf(t, d); len(r.of("H2")) != 1 {
		t.Errorf("a level is left out: %+v", r.heard)
	}
}

// The same document is the same file, whoever makes it and when, and says nothing of it.
func TestPDFIsTheSame(t *testing.T) {
	t.Parallel()
	d := letter()
	d.Name = "Plan"
	d.Add(P("Nguyễn Ǩ 😀"))
	first, _ := pdf(t, d)
	for range 3 {
		if again, _ := pdf(t, d); !bytes.Equal(first, again) {
			t.Fatal("another file")
		}
	}
	for _, tells := range []string{"Date", "Producer", "Creator", "Author", "fpdf", "FPDF", "ucja"} {
		if bytes.Contains(first, []byte(tells)) {
			t.Errorf("the file holds %s", tells)
		}
	}
}

// A long table has its headings on every page, each row whole, and they are read once.
func TestPDFLongTable(t *testing.T) {
	t.Parallel()
	table := &Table{Head: []string{"Kommun", "Belopp"}}
	for i := range 2000 {
		table.Rows = append(table.Rows, []string{fmt.Sprintf("Kommun %d", i), fmt.Sprintf("%d kr", i*7)})
	}
	d := Document{Lang: "sv", Title: "Alla", Blocks: []Block{{Table: table}}}
	_, r := pdf(t, d)
	if got := len(r.of("TD")); got != 4000 || len(r.of("TH")) != 2 || len(r.of("TR")) != 2001 {
		t.Errorf("%d cells, %d headings, %d rows", got, len(r.of("TH")), len(r.of("TR")))
	}
	for i, around := range r.artifacts {
		if i > 0 && !strings.HasPrefix(around, "KommunBelopp") {
			t.Errorf("page %d begins with %q", i+1, around)
		}
		if !strings.HasSuffix(around, fmt.Sprintf("Sida %d av %d", i+1, r.pages)) {
			t.Errorf("page %d ends with %q", i+1, around)
		}
	}
	for _, h := range r.heard {
		if len(h.pages) > 1 {
			t.Errorf("%q is cut in two", h.text)
		}
	}
}

// Who opens many pages has the headings beside them, each under its own; few pages have
// no such list.
func TestPDFBookmarks(t *testing.T) {
	t.Parallel()
	d := Document{Lang: "sv", Title: "Alla (1) åtaganden"}
	for _, need := range []string{"Sömn", "Skola", "Ekonomi"} {
		d.Add(H(2, need), P("Kort."))
		for i := range 30 {
			d.Add(H(3, fmt.Sprintf("%s %d", need, i)), P("Ett åtagande."))
		}
	}
	_, r := pdf(t, d)
	list, err := r.bookmarks()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range list {
		got = append(got, fmt.Sprintf("%d %s", b.level, b.text))
		if !slices.ContainsFunc(r.heard, func(h heard) bool { return h.text == b.text && h.pages[0] == b.page }) {
			t.Errorf("%q is not on page %d", b.text, b.page)
		}
	}
	if want := "1 Alla (1) åtaganden;2 Sömn;3 Sömn 0;"; len(got) != 94 || !strings.HasPrefix(strings.Join(got, ";"), want) || got[32] != "2 Skola" || got[93] != "3 Ekonomi 29" {
		t.Errorf("%d: %q", len(got), got)
	}
	_, r = pdf(t, letter())
	if list, err := r.bookmarks(); err != nil || len(list) != 0 {
		t.Errorf("one page has %v, %v", list, err)
	}
}

// A heading stands on the page of what it is the heading of, and no line stands alone.
func TestPDFKeepsTogether(t *testing.T) {
	t.Parallel()
	for lines := 24; lines < 36; lines++ {
		d := Document{Lang: "sv", Title: "Prov", Blocks: []Block{}}
		for range lines {
			d.Add(P("En rad."))
		}
		d.Add(H(2, "Rubrik"), H(3, "Underrubrik"), P(strings.Repeat("Så här går det till när flera hjälps åt. ", 6)))
		d.Add(H(2, "Tabell"), Block{Table: &Table{Head: []string{"Vad"}, Rows: [][]string{{"Ett"}, {"Två"}}}})
		_, r := pdf(t, d)
		for i, h := range r.heard {
			if h.kind != "H2" && h.kind != "H3" {
				continue
			}
			next := r.heard[i+1]
			for _, below := range r.heard[i+1:] {
				if next = below; len(below.pages) > 0 {
					break
				}
			}
			if h.pages[0] != next.pages[0] {
				t.Errorf("after %d lines %q is on page %d and what follows on %d", lines, h.text, h.pages[0], next.pages[0])
			}
		}
	}
}

// What does not fit at all is cut, and nothing is lost.
func TestPDFTooMuch(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("Ett ord till. ", 1500))
	wide := &Table{}
	for i := range 60 {
		wide.Head = append(wide.Head, fmt.Sprint("Kolumn", i))
	}
	wide.Rows = [][]string{{"ensam"}, make([]string, 61), {}}
	for name, d := range map[string]Document{
		"a row of pages":            {Blocks: []Block{{Table: &Table{Head: []string{"Vad", "Vem"}, Rows: [][]string{{long, "Siri"}, {"kort", long}}}}}},
		"a heading row of pages":    {Blocks: []Block{{Table: &Table{Head: []string{long}, Rows: [][]string{{"ett"}, {long}}}}}},
		"a heading of pages":        {Title: long, Blocks: []Block{H(2, long), P(long)}},
		"sixty columns":             {Blocks: []Block{{Table: wide}}},
		"a label of pages":          {Label: long, Reference: long, Blocks: []Block{P("hej")}},
		"nothing":                   {},
		"a table without anything":  {Blocks: []Block{{Table: &Table{}}}},
		"a table without headings":  {Blocks: []Block{{Table: &Table{Rows: [][]string{{"a", "b"}, {"c"}}}}}},
		"a heading after a heading": {Blocks: []Block{H(2, "a"), H(2, "b"), H(3, "c")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, r := pdf(t, d)
			var words int
			for _, b := range d.Blocks {
				words += strings.Count(b.Heading+b.Paragraph, "Ett")
				if b.Table != nil {
					for _, row := range append(b.Table.Rows, b.Table.Head) {
						words += strings.Count(strings.Join(row, " "), "Ett")
					}
				}
			}
			if got := strings.Count(r.text(), "Ett"); got != words+strings.Count(d.Title, "Ett") {
				t.Errorf("%d words came out", got)
			}
		})
	}
}

// Another reader of PDF, where there is one, agrees about what there is to hear.
func TestPDFByAnother(t *testing.T) {
	t.Parallel()
	info, err := exec.LookPath("pdfinfo")
	if err != nil {
		return
	}
	whole, _ := pdf(t, letter())
	path := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(info, "-struct-text", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	flat := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{`H1 (block) "Plan för Łucja <Åsa>"`, `H2 (block) "Behov"`, `P (block) "Sömn & ro"`, `TH: /Scope /Column "Vad"`, `TD "Samtal"`} {
		if !strings.Contains(flat, want) {
			t.Errorf("%s is not in %s", want, flat)
		}
	}
	if strings.Contains(flat, "rror") || strings.Contains(flat, "Sida 1") {
		t.Errorf("it says %s", flat)
	}
}

// Whatever is written, the file agrees with itself.
func FuzzPDF(f *testing.F) {
	f.Add("Plan", "Sömn & ro\nPå två rader", "Vad", "Siri", 2)
	f.Add("\x00", ") Tj EMC", "\u202e", strings.Repeat("W", 300), 9)
	f.Add("endobj\nstream\n", "endstream", "😀", "\xff", 0)
	f.Fuzz(func(t *testing.T, title, text, head, cell string, level int) {
		if len(title)+len(text)+len(head)+len(cell) > 4000 {
			return
		}
		d := Document{Lang: "sv", Title: title, Label: text, Reference: cell}
		d.Add(H(level, text), P(text), Block{Table: &Table{Head: []string{head, text}, Rows: [][]string{{cell}, {text, cell, head}}}}, H(level, cell))
		_, r := pdf(t, d)
		if r.pages == 0 {
			t.Error("no page")
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	table := &Table{Head: []string{"Vad", "Vem", "När"}}
	for range 40 {
		table.Rows = append(table.Rows, []string{"Samtal om hur det går hemma", "Siri Storm, Ekstads skola", "3 december 2026"})
	}
	d := letter()
	d.Add(Block{Table: table})
	for b.Loop() {
		if err := d.PDF(new(bytes.Buffer)); err != nil {
			b.Fatal(err)
		}
	}
}
