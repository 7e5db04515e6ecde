package file

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"samspel/internal/frame/file/filetest"
	"samspel/internal/ground/fault"
)

func inspect(kind Kind, in []byte) error {
	switch kind {
	case PDF:
		return inspectPDF(bytes.NewReader(in), int64(len(in)))
	case Text:
		return inspectText(bufio.NewReader(bytes.NewReader(in)))
	case Word, OpenText:
		return inspectOffice(bytes.NewReader(in), int64(len(in)), kind)
	case JPEG, PNG:
	}
	panic(kind)
}

// objects is a compressed list of objects, as newer PDFs keep theirs.
func objects(head, text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return fmt.Sprintf("<< %s /N 1 /Length %d >>\nstream\n%s\nendstream", head, b.Len(), b.String())
}

func TestDocumentsAreLookedThrough(t *testing.T) {
	t.Parallel()
	const list = "/Type /ObjStm /First 4 /Filter /FlateDecode"
	zeros := strings.Repeat("\x00", 20<<20)
	many := func(n int) (all []filetest.Entry) {
		for i := range n {
			all = append(all, filetest.Entry{Name: fmt.Sprint("word/", i, ".xml"), Stored: true})
		}
		return all
	}
	fifty := func() (all []filetest.Entry) {
		for i := range 50 {
			all = append(all, filetest.Entry{Name: fmt.Sprint("word/", i, ".bin"), Body: strings.Repeat("a", 900<<10) + strings.Repeat("b", 120<<10)})
		}
		return all
	}
	longer := filetest.Word(filetest.Entry{Name: "word/x.xml", Body: strings.Repeat("a", 100)})
	at := bytes.LastIndex(longer, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(longer[at+24:], 10)
	for _, tt := range []struct {
		name string
		kind Kind
		in   []byte
		want string
	}{
		{"a page", PDF, filetest.PDF(), ""},
		{"a place to open at", PDF, filetest.PDF("<< /OpenAction\n [3 0 R /XYZ null null 0] >>"), ""},
		{"a list of harmless objects", PDF, filetest.PDF(objects(list, "4 0 << /Type /Page >>")), ""},
		{"a script", PDF, filetest.PDF("<< /S /JavaScript /JS (app.alert(1)) >>"), "file.runs_something"},
		{"a script in other letters", PDF, filetest.PDF("<< /S /J#61va#53cript >>"), "file.runs_something"},
		{"a script in a list", PDF, filetest.PDF(objects(list, "4 0 << /S /JavaScript >>")), "file.runs_something"},
		{"a script in a list that does not say so", PDF, filetest.PDF(objects("/First 4 /Filter [/Fl]", "4 0 << /S /JavaScript >>")), "file.runs_something"},
		{"a list packed in another way", PDF, filetest.PDF(objects("/Type /ObjStm /First 4 /Filter [/ASCIIHexDecode /FlateDecode]", "x")), "file.broken"},
		{"a list packed in a way said elsewhere", PDF, filetest.PDF(objects("/Type /ObjStm /First 4 /Filter 9 0 R", "x")), "file.broken"},
		{"a list that is no list", PDF, filetest.PDF("<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nxxxx\nendstream"), "file.broken"},
		{"a list without end", PDF, filetest.PDF(objects(list, zeros), objects(list, zeros), objects(list, zeros), objects(list, zeros)), "file.unpacks_to_much"},
		{"a program to start", PDF, filetest.PDF("<< /S/Launch /F (cmd.exe) >>"), "file.runs_something"},
		{"an act when opened", PDF, filetest.PDF("<< /OpenAction << /S /URI /URI (https://exempel.invalid) >> >>"), "file.runs_something"},
		{"an act when opened, elsewhere", PDF, filetest.PDF("<< /OpenAction 5 0 R >>"), "file.runs_something"},
		{"a form that sends", PDF, filetest.PDF("<< /S /SubmitForm >>"), "file.runs_something"},
		{"a form that runs", PDF, filetest.PDF("<< /XFA 5 0 R >>"), "file.runs_something"},
		{"a file in a file", PDF, filetest.PDF("<< /Type /EmbeddedFile >>\nstream\nMZ\nendstream"), "file.holds_files"},
		{"a password", PDF, filetest.PDF("<< /Encrypt 5 0 R >>"), "file.locked"},
		{"half a PDF", PDF, filetest.PDF()[:120], "file.broken"},
		{"a zip file behind a PDF", PDF, append(filetest.PDF(), bytes.Repeat(filetest.Word(), 5)...), "file.broken"},

		{"a letter", Word, filetest.Word(), ""},
		{"a letter with a link", Word, filetest.Word(filetest.Entry{Name: "word/_rels/document.xml.rels", Body: `<Relationship Type="http://x/relationships/hyperlink" TargetMode="External"/>`}), ""},
		{"an open letter", OpenText, filetest.OpenText(), ""},
		{"a zip file", Word, filetest.Zip(filetest.Entry{Name: "a", Body: "b"}), "file.other_kind"},
		{"an open letter said to be the other", Word, filetest.OpenText(), "file.other_kind"},
		{"a letter said to be open", OpenText, filetest.Word(), "file.other_kind"},
		{"an open spreadsheet", OpenText, filetest.Zip(filetest.Entry{Name: "mimetype", Body: "application/vnd.oasis.opendocument.tex!", Stored: true}), "file.other_kind"},
		{"one to a thousand", Word, filetest.Word(filetest.Entry{Name: "word/a.xml", Body: zeros}), "file.unpacks_to_much"},
		{"many of not quite a megabyte", Word, filetest.Word(append(fifty(), filetest.Entry{Name: "word/a.xml", Body: zeros})...), "file.unpacks_to_much"},
		{"three thousand parts", Word, filetest.Word(many(3000)...), "file.unpacks_to_much"},
		{"a zip file in it", Word, filetest.Word(filetest.Entry{Name: "word/media/a.png", Body: string(filetest.Word())}), "file.holds_files"},
		{"a zip file by name", Word, filetest.Word(filetest.Entry{Name: "word/a.ZIP", Body: "x"}), "file.holds_files"},
		{"a spreadsheet in it", Word, filetest.Word(filetest.Entry{Name: "word/embeddings/a.bin", Body: "x"}), "file.holds_files"},
		{"a program in it", Word, filetest.Word(filetest.Entry{Name: "word/media/a.png", Body: "MZ\x90\x00 and so on, for a while"}), "file.holds_files"},
		{"macros", Word, filetest.Word(filetest.Entry{Name: "word/vbaProject.bin", Body: "x"}), "file.runs_something"},
		{"open macros", OpenText, filetest.OpenText(filetest.Entry{Name: "Basic/Standard/Module1.xml", Body: "x"}), "file.runs_something"},
		{"a template from afar", Word, filetest.Word(filetest.Entry{Name: "word/_rels/settings.xml.rels", Body: strings.Repeat(" ", 70_000) + `<Relationship Type="http://x/relationships/attachedTemplate"/>`}), "file.runs_something"},
		{"a billion laughs", Word, filetest.Word(filetest.Entry{Name: "word/styles.xml", Body: `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>`}), "file.runs_something"},
		{"a way out", Word, filetest.Word(filetest.Entry{Name: "../../etc/passwd", Body: "x"}), "file.broken"},
		{"a way out by the root", Word, filetest.Word(filetest.Entry{Name: "/etc/passwd", Body: "x"}), "file.broken"},
		{"a part that is longer than it says", Word, longer, "file.broken"},
		{"half a letter", Word, filetest.Word()[:100], "file.broken"},
		{"something before the letter", Word, append([]byte("GIF89a"), filetest.Word()...), "file.broken"},
		{"something behind the letter", Word, append(filetest.Word(), filetest.PDF()...), "file.broken"},

		{"text", Text, []byte("Hej på dig.\r\n\tTack.\n"), ""},
		{"letters of another age", Text, []byte("Hej p\xe5 dig"), "file.not_text"},
		{"letters of two bytes", Text, []byte("\xff\xfeH\x00e\x00j\x00"), "file.not_text"},
		{"NUL", Text, []byte("a\x00b"), "file.not_text"},
		{"a terminal's orders", Text, []byte("a\x1b[31mb"), "file.not_text"},
	} {
		t.Run(string(tt.kind)+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			saysFault(t, inspect(tt.kind, tt.in), tt.want)
		})
	}
}

func FuzzInspect(f *testing.F) {
	for _, kind := range []Kind{PDF, Text, Word, OpenText} {
		f.Add(string(kind), filetest.PDF(objects("/Type /ObjStm /First 4 /Filter /FlateDecode", "4 0 << >>")))
		f.Add(string(kind), filetest.Word())
		f.Add(string(kind), filetest.OpenText())
	}
	f.Fuzz(func(t *testing.T, kind string, in []byte) {
		switch Kind(kind) {
		case PDF, Text, Word, OpenText:
			if err := inspect(Kind(kind), in); err != nil && fault.KindOf(err) != fault.KindInvalid {
				t.Fatalf("no words for %v", err)
			}
		case JPEG, PNG:
		}
	})
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"../../etc/passwd", "passwd"},
		{`C:\Users\vera\Bild 1.JPG`, "Bild 1.JPG"},
		{"a\x00b.pdf", "ab.pdf"},
		{"rapport\u202Egpj.exe", "rapportgpj.exe"},
		{"a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"},
		{"..", ""}, {"/", ""}, {"", ""}, {"...", ""}, {" . ", ""},
		{".htaccess", "htaccess"},
		{"\xff\xfe.png", "_.png"},
		{"\"<script>\".txt", "__script__.txt"},
		{"Å" + strings.Repeat("ä", 300) + ".docx", "Å" + strings.Repeat("ä", 114) + ".docx"},
		{"a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 118)},
		{"g\x10\u0307.txt", "ġ.txt"},
		{strings.Repeat("a", 119) + " b", strings.Repeat("a", 119)},
		{strings.Repeat("a", 115) + " b.txt", strings.Repeat("a", 115) + ".txt"},
		{"o\u0308l.txt", "öl.txt"},
		{"a\u200db\ufeff.txt", "ab.txt"},
	} {
		if got := CleanName(tt.in); got != tt.want {
			t.Errorf("CleanName(%q) is %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("../a\x00\u202e.pdf")
	f.Fuzz(func(t *testing.T, in string) {
		got := CleanName(in)
		if strings.ContainsAny(got, "/\\\x00\r\n\"<>:|?*\u202e\u2066") || len([]rune(got)) > maxName || strings.HasPrefix(got, ".") {
			t.Errorf("%q is let through as %q", in, got)
		}
		if CleanName(got) != got {
			t.Errorf("cleaning %q again gives %q", got, CleanName(got))
		}
	})
}
