package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// node is an element as it was written, with prefixes.
type node struct {
	path  string
	attrs map[string]string
	text  string
}

func read(t *testing.T, text []byte) []node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(text))
	var nodes []node
	var open []int
	var names []string
	full := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nodes
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			names = append(names, full(x.Name))
			n := node{path: strings.Join(names, "/"), attrs: map[string]string{}}
			for _, a := range x.Attr {
				n.attrs[full(a.Name)] = a.Value
			}
			open, nodes = append(open, len(nodes)), append(nodes, n)
		case xml.EndElement:
			names, open = names[:len(names)-1], open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				nodes[open[len(open)-1]].text += strings.TrimSpace(string(x))
			}
		}
	}
}

func packed(t *testing.T, p Package) map[string][]byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		name, ok := strings.CutPrefix(f.Name, p.ID+"/")
		if !ok {
			t.Errorf("%s lies outside the package's folder", f.Name)
		}
		if files[name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

var sample = Package{ID: "0190-a", Controller: "Ekstads kommun, socialnämnden", ControllerNumber: "212000-0000", Program: "Samspel", Version: "1",
	Made: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
	Reason: "16 kap. 2 § 3 SoL", Documents: []Document{
		{Name: "personer.json", Title: "Personer", Media: "application/json", Content: []byte(`[{"namn":"Åsa <Öst> & co"}]`)},
		{Name: "handlingar.json", Title: "Handlingar", Media: "application/json", Content: []byte(`[]`)},
		{Name: "bilaga-1.pdf", Title: "Bilaga 1", Media: "application/pdf", Content: []byte("%PDF-1.7"), Made: time.Date(2026, 1, 1, 9, 30, 0, 0, time.FixedZone("", 3600))}},
	Guide: Document{Name: "lasanvisning.txt", Title: "Läsanvisning", Media: "text/plain", Content: []byte("Så läser du akten.")}}

func protectedSample() Package {
	p := sample
	p.Protected = true
	return p
}

func TestPackageHasWhatTheSpecificationsAskFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		table string
		of    Package
		rows  int
	}{{"elements", sample, 110}, {"protected", protectedSample(), 14}} {
		files := packed(t, tt.of)
		table, err := os.ReadFile("testdata/" + tt.table + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for line := range strings.Lines(string(table)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			rows++
			holds(t, files, strings.TrimRight(line, "\n"))
		}
		if rows < tt.rows {
			t.Errorf("only %d rows were read of %s", rows, tt.table)
		}
	}
}

// holds says whether the files hold what a row of a table asks for.
func holds(t *testing.T, files map[string][]byte, row string) {
	t.Helper()
	cells := strings.Split(row, "\t")
	if len(cells) != 6 {
		t.Fatalf("%q has %d cells", row, len(cells))
	}
	number, name, path, attribute, value := cells[0], cells[1], cells[2], cells[3], cells[5]
	want, err := strconv.Atoi(cells[4])
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, n := range read(t, files[name]) {
		if n.path != path {
			continue
		}
		said, there := n.attrs[attribute]
		if attribute == "" {
			said, there = n.text, true
		}
		if there && (value == "" || said == value) && (attribute == "" || said != "") {
			found++
		}
	}
	if found != want {
		t.Errorf("%s: %s@%s %s is there %d times, not %d", number, path, attribute, value, found, want)
	}
}

// Everything in the package is in the list with its size and sum, and nothing else is.
func TestListAgreesWithFiles(t *testing.T) {
	t.Parallel()
	files := packed(t, sample)
	listed := map[string]bool{"METS.xml": true}
	ids := map[string]bool{}
	var last node
	for _, n := range read(t, files["METS.xml"]) {
		if id := n.attrs["ID"]; id != "" {
			if ids[id] {
				t.Errorf("two elements are called %s", id)
			}
			ids[id] = true
		}
		if strings.HasSuffix(n.path, "/file") {
			last = n
		}
		href := n.attrs["xlink:href"]
		if href == "" {
			continue
		}
		about := n
		if strings.HasSuffix(n.path, "/FLocat") {
			about = last
		}
		content, ok := files[href]
		sum := sha256.Sum256(content)
		if !ok || about.attrs["SIZE"] != strconv.Itoa(len(content)) || about.attrs["CHECKSUM"] != hex.EncodeToString(sum[:]) {
			t.Errorf("the list says something else of %s than the file", href)
		}
		listed[href] = true
	}
	for name := range files {
		if !listed[name] {
			t.Errorf("%s is not in the list", name)
		}
	}
	for _, n := range read(t, files["METS.xml"]) {
		for _, key := range []string{"DMDID", "ADMID", "FILEID"} {
			for id := range strings.FieldsSeq(n.attrs[key]) {
				if !ids[id] {
					t.Errorf("%s points at %s, which is not there", key, id)
				}
			}
		}
	}
}

// The label follows a protected identity into the name, the list, the description and
// the rights; and no other package carries it.
func TestLabelFollows(t *testing.T) {
	t.Parallel()
	for _, p := range []Package{sample, protectedSample()} {
		for name, content := range packed(t, p) {
			if name != rootMETS && !strings.HasPrefix(name, "metadata/") {
				continue
			}
			if got := bytes.Contains(content, []byte("SKYDDADE PERSONUPPGIFTER")); got != p.Protected {
				t.Errorf("protected %t: the label in %s is %t", p.Protected, name, got)
			}
		}
		if strings.Contains(p.Name(), "skyddad") != p.Protected {
			t.Errorf("protected %t: it is called %s", p.Protected, p.Name())
		}
	}
}

func TestNamesStayInside(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", ".", "/", "../x", "a/b", "/etc/passwd"} {
		p := sample
		p.Documents = []Document{{Name: name}}
		if err := p.Write(io.Discard); err == nil {
			t.Errorf("a document called %q was packed", name)
		}
		p = sample
		p.Guide.Name = name
		if err := p.Write(io.Discard); err == nil {
			t.Errorf("a guide called %q was packed", name)
		}
	}
}

// The schemas of METS and PREMIS give the order of what stands beside each other.
func TestOrderIsThatOfTheSchemas(t *testing.T) {
	t.Parallel()
	files := packed(t, protectedSample())
	for _, tt := range []struct {
		file, under string
		order       []string
	}{
		{"METS.xml", "mets", []string{"metsHdr", "dmdSec", "amdSec", "fileSec", "structMap"}},
		{"METS.xml", "mets/amdSec", []string{"techMD", "rightsMD", "sourceMD", "digiprovMD"}},
		{"metadata/preservation/premis.xml", "premis", []string{"object", "event", "agent", "rights"}},
		{"metadata/preservation/premis.xml", "premis/object", []string{"objectIdentifier", "objectCharacteristics", "originalName"}},
	} {
		last, seen := 0, 0
		for _, n := range read(t, files[tt.file]) {
			name, under := strings.CutPrefix(n.path, tt.under+"/")
			if n.path == tt.under {
				last = 0
			}
			if !under || strings.Contains(name, "/") {
				continue
			}
			seen++
			at := slices.Index(tt.order, name)
			if at < last {
				t.Errorf("%s: %s stands after %s", tt.under, name, tt.order[last])
			}
			last = max(at, last)
		}
		if seen == 0 {
			t.Errorf("nothing under %s in %s", tt.under, tt.file)
		}
	}
}
