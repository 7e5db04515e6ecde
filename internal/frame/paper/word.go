package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// WordType is the media type of what [Document.Word] writes.
const WordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

const (
	wordNS    = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	wordRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/></Relationships>`
	// Without it Word opens the file as if it were from 2007, and says so.
	wordSettings = xmlHead + `<w:settings ` + wordNS + `><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
)

// Word writes the document as a DOCX file.
func (d Document) Word(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", wordTypes}, {"_rels/.rels", wordRels}, {"word/_rels/document.xml.rels", documentRels},
		{"docProps/core.xml", d.core()}, {"word/styles.xml", d.styles()}, {"word/settings.xml", wordSettings}, {"word/footer1.xml", d.footer()}, {"word/document.xml", d.body()},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return fmt.Errorf("word: %s: %w", part.name, err)
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return fmt.Errorf("word: %s: %w", part.name, err)
		}
	}
	return z.Close()
}

func (d Document) core() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escaped(d.name()) + `</dc:title><dc:language>` + d.locale() + `</dc:language></cp:coreProperties>`
}

func (d Document) locale() string {
	if d.Lang == "en" {
		return "en-GB"
	}
	return "sv-SE"
}

func (d Document) styles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="21"/>` +
		`<w:lang w:val="` + d.locale() + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for level, size := range []int{32, 26, 22} {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="Heading%d"><w:name w:val="heading %d"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>`+
			`<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="%d"/></w:pPr><w:rPr><w:b/><w:sz w:val="%d"/></w:rPr></w:style>`, level+1, level+1, level, size)
	}
	b.WriteString(`<w:style w:type="paragraph" w:styleId="TableHead"><w:name w:val="Table Head"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:color w:val="595959"/><w:sz w:val="17"/></w:rPr></w:style></w:styles>`)
	return b.String()
}

func (d Document) footer() string {
	field := func(name string) string {
		return `<w:fldSimple w:instr="` + name + `"><w:r><w:t>1</w:t></w:r></w:fldSimple>`
	}
	run := func(text string) string { return `<w:r><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r>` }
	page, of := d.pageWords()
	return xmlHead + `<w:ftr ` + wordNS + `>` + paragraph("Footer", strings.Join(nonEmpty(d.Label, d.Reference), " · ")) +
		`<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>` + run(page+" ") + field("PAGE") + run(" "+of+" ") + field("NUMPAGES") + `</w:p></w:ftr>`
}

func (d Document) body() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document ` + wordNS + `><w:body>`)
	b.WriteString(paragraph("Heading1", d.Title))
	for _, block := range d.Blocks {
		switch {
		case block.Table != nil:
			b.WriteString(block.Table.word())
		case block.Heading != "":
			b.WriteString(paragraph(fmt.Sprintf("Heading%d", min(max(block.Level, 1), 3)), block.Heading))
		default:
			for _, line := range paragraphs(block.Paragraph) {
				b.WriteString(paragraph("", line))
			}
		}
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

// word is the table with its headings repeated on every page.
func (t Table) word() string {
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/></w:tblBorders><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>`)
	columns := len(t.Head)
	for _, r := range t.Rows {
		columns = max(columns, len(r))
	}
	if columns == 0 {
		return ""
	}
	b.WriteString(strings.Repeat(`<w:gridCol/>`, columns) + `</w:tblGrid>`)
	row := func(cells []string, properties, style string) {
		b.WriteString(`<w:tr><w:trPr>` + properties + `</w:trPr>`)
		for i := range columns {
			b.WriteString(`<w:tc><w:tcPr/>`)
			var lines []string
			if i < len(cells) {
				lines = paragraphs(cells[i])
			}
			if len(lines) == 0 {
				lines = []string{""} // a cell holds at least one paragraph
			}
			for _, line := range lines {
				b.WriteString(paragraph(style, line))
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	if len(t.Head) > 0 {
		row(t.Head, `<w:cantSplit/><w:tblHeader/>`, "TableHead")
	}
	for _, r := range t.Rows {
		row(r, `<w:cantSplit/>`, "")
	}
	b.WriteString(`</w:tbl>` + paragraph("", ""))
	return b.String()
}

func paragraph(style, text string) string {
	properties := ""
	if style != "" {
		properties = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return `<w:p>` + properties + `<w:r><w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r></w:p>`
}

func escaped(text string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

func nonEmpty(texts ...string) []string {
	var some []string
	for _, t := range texts {
		if t != "" {
			some = append(some, t)
		}
	}
	return some
}
