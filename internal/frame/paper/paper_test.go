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
	d := letter()
	d.Add(Block{Table: &Table{Head: []string{"Vem"}, Rows: [][]string{{"Siri\n\nmed flera"}, {}}}}, Block{Table: &Table{}})
	if err := d.Word(&b); err != nil {
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
	// A cell without a paragraph, or a row without a cell, is a file that Word mends or refuses.
	if body := parts["word/document.xml"]; strings.Contains(body, "<w:tcPr/></w:tc>") || strings.Contains(body, "</w:trPr></w:tr>") || strings.Contains(body, "</w:tblGrid></w:tbl>") {
		t.Errorf("a row or a cell is empty: %s", body)
	}
	for part, wants := range map[string][]string{
		"word/document.xml": {`w:val="Heading1"`, "Łucja &lt;Åsa&gt;", `w:val="Heading2"`, "Sömn &amp; ro", "På två rader", "<w:tblHeader/>", `"TableHead"/></w:pPr><w:r><w:t xml:space="preserve">Vad<`,
			`Siri</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">med flera<`},
		"word/footer1.xml":  {"Sekretess · ref 1", "Sida ", `w:instr="PAGE"`, " av ", `w:instr="NUMPAGES"`},
		"word/settings.xml": {`"compatibilityMode"`},
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
