package grant_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// workbook is an Excel file whose one sheet is given.
func workbook(t *testing.T, sheet func(io.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	sheet(w)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cells(text string) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprintf(w, `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>`, text)
	}
}

// zoo is files that nobody should have sent, whatever was asked for.
func zoo(t *testing.T) map[string][]byte {
	var wide []byte
	for _, unit := range utf16.Encode([]rune("kommunkod;ram\n9901;1000\n")) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	return map[string][]byte{
		"nothing":                    nil,
		"an empty line":              []byte("\r\n\r\n"),
		"only a byte order mark":     []byte("\ufeff"),
		"nothing but nulls":          make([]byte, 4096),
		"a null in a field":          []byte("kommunkod;ram\n99\x0001;1000\n"),
		"a program":                  []byte("\x7fELF\x02\x01\x01\x00"),
		"a picture":                  []byte("\x89PNG\r\n\x1a\n0000"),
		"two bytes a letter":         append([]byte{0xff, 0xfe}, wide...),
		"an unfinished zip":          []byte("PK\x03\x04"),
		"a zip of something else":    []byte("PK\x05\x06" + strings.Repeat("\x00", 18)),
		"a bomb":                     workbook(t, func(w io.Writer) { _, _ = io.CopyN(w, blanks{}, 300<<20) }),
		"a workbook of merged cells": workbook(t, cells(`<row r="1"><c r="A1" t="inlineStr"><is><t>kommunkod</t></is></c><c r="B1" t="inlineStr"><is><t>ram</t></is></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:A9"/></mergeCells><sheetData>`)),
		"a workbook of formulas":     workbook(t, cells(`<row r="1"><c r="A1"><f>WEBSERVICE("http://x.example")</f></c><c r="B1"><f>1/0</f></c></row>`)),
		"a workbook of entities": workbook(t, func(w io.Writer) {
			_, _ = io.WriteString(w, laughs+`<worksheet><sheetData>&c;</sheetData></worksheet>`)
		}),
		"a formula":                   []byte("=cmd|' /C calc'!A0;+1\n@SUM(1);-2\n"),
		"an unclosed quote":           []byte("kommunkod;ram\n\"9901;1000\n9902;1000\n"),
		"a line without end":          bytes.Repeat([]byte("9"), 5<<20),
		"a million rows":              append([]byte("aaa;bbb\n"), bytes.Repeat([]byte("1;2\n"), 1_000_000)...),
		"headings twice":              []byte("kommunkod;kommunkod;ram;ram;område;område\n9901;9902;1;2;a;b\n"),
		"entities in entities":        []byte(laughs + `<Document>&c;</Document>`),
		"an entity from outside":      []byte(`<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>`),
		"elements in elements":        bytes.Repeat([]byte("<a>"), 1_000_000),
		"a document of something":     []byte(`<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf/></Document>`),
		"books that stop in a row":    []byte("#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#VER A 1 20270115\n{\n#TRANS 5010 {6 \"P1"),
		"books that do not balance":   []byte("#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#DIM 6 \"Projekt\"\n#OBJEKT 6 \"P1\" \"a\"\n#VER A 1 20270115\n{\n#TRANS 5010 {6 \"P1\"} mycket\n}\n"),
		"books of nothing":            []byte("#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n"),
		"a number larger than counts": []byte("kommunkod;ram\n9901;99999999999999999999999999\n"),
	}
}

// blanks is spaces without end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// Every file of the zoo through every door: a person is told what is wrong with it, and
// nothing of it is kept.
func TestHostileImports(t *testing.T) {
	t.Parallel()
	animals := zoo(t)
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Framed(Ekstad, 1000, Bjorklunda, 1000)
		list := w.List(Ekstad, Bjorklunda)
		rows := func() (n [6]int64) {
			err := w.Store.Data.Read(ctx, func(tx *db.Tx) error {
				for i, table := range []string{"grant_list", "grant_area", "grant_appendix", "grant_frame", "grant_bank_file", "grant_proof_draft"} {
					if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n[i]); err != nil {
						return err
					}
				}
				return nil
			})
			w.Must("count", err)
			return n
		}
		before := rows()
		errAsked := errors.New("the columns are asked for")
		for door, send := range map[string]func(file []byte) error{
			"area list": func(file []byte) error {
				_, err := w.AddAreaList(ctx, w.Officer, grant.AreaListDraft{Name: "Listan", DatedOn: list.DatedOn, File: file})
				return err
			},
			"appendix": func(file []byte) error {
				_, err := w.PrepareAppendix(ctx, w.Officer, y.ID, grant.AppendixDraft{List: list.ID, Basis: "A2027/1", File: file})
				return err
			},
			"bank file": func(file []byte) error {
				_, err := w.TakeBankFile(ctx, w.Officer, file)
				return err
			},
			"books": func(file []byte) error {
				d, err := w.ReadBooks(ctx, w.Ek, y.ID, grant.LedgerColumns{}, bytes.NewReader(file))
				if err == nil && !d.Look.OK() {
					return errAsked
				}
				return err
			},
		} {
			for name, file := range animals {
				var start, end runtime.MemStats
				runtime.ReadMemStats(&start)
				err := send(file)
				runtime.ReadMemStats(&end)
				if held := int64(end.HeapSys) - int64(start.HeapSys); held > 256<<20 {
					w.Errorf("%s as %s: %d MB more memory", name, door, held>>20)
				}
				if err != errAsked && len(fault.All(err)) == 0 {
					w.Errorf("%s as %s: %v, which is no word to anybody", name, door, err)
				}
				if after := rows(); after != before {
					w.Fatalf("%s as %s: %v rows, were %v", name, door, after, before)
				}
			}
		}
	})
}
