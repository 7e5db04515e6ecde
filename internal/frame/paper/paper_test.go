package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func letter() Document {
	d := Document{Lang: "sv", Title: "Plan för Łucja <Åsa>", Label: "Sekretess", Reference: "ref 1"}
	d.Add(H(2, "Behov"), P("Sömn & ro\nPå två rader"), Block{Table: &Table{Head: []string{"Vad", "Vem"}, Rows: [][]string{{"Samtal", "Siri"}}}})
	return d
}

// A Word file is a zip of well-formed parts, with headings as headings, a header row
// in the table, the language and the title, and the label on every page.
func TestWord(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := letter().Word(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
		dec := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for part, wants := range map[string][]string{
		"word/document.xml": {`w:val="Heading1"`, "Łucja &lt;Åsa&gt;", `w:val="Heading2"`, "Sömn &amp; ro", "På två rader", "<w:tblHeader/>", "Siri"},
		"word/footer1.xml":  {"Sekretess · ref 1"},
		"word/styles.xml":   {`<w:lang w:val="sv-SE"/>`},
		"docProps/core.xml": {"<dc:language>sv-SE</dc:language>", "<dc:title>Plan för Łucja"},
	} {
		for _, want := range wants {
			if !strings.Contains(parts[part], want) {
				t.Errorf("%s lacks %s", part, want)
			}
		}
	}
}
