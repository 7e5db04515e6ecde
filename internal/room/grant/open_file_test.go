package grant_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"samspel/internal/room/grant"
)

// table reads a written-down table: cells between spaces, # for remarks.
func table(t testing.TB, name string) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Fields(line); len(cells) > 0 && cells[0] != "#" {
			rows = append(rows, cells)
		}
	}
	return rows
}

// leaves gives every value in the JSON by its path, with [] for each element of a list, and
// counts the objects that a path stands in.
func leaves(v any, path string, values map[string][]any, objects map[string]int) {
	switch v := v.(type) {
	case map[string]any:
		objects[path]++
		for name, inner := range v {
			leaves(inner, strings.TrimPrefix(path+"."+name, "."), values, objects)
		}
	case []any:
		for _, inner := range v {
			leaves(inner, path+"[]", values, objects)
		}
	default:
		values[path] = append(values[path], v)
	}
}

// wrong360 says what in a package is not as the table of fields has it.
func wrong360(t testing.TB, file []byte) (wrong []string) {
	t.Helper()
	var whole any
	d := json.NewDecoder(strings.NewReader(string(file)))
	d.UseNumber()
	if err := d.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	values, objects := map[string][]any{}, map[string]int{}
	leaves(whole, "", values, objects)
	known := map[string]bool{}
	for _, row := range table(t, "360giving.txt") {
		path, kind := row[0], row[1]
		known[path] = true
		if in := path[:max(0, strings.LastIndex(path, "."))]; row[2] == "required" && len(values[path]) < objects[in] {
			wrong = append(wrong, path+" is missing")
		}
		for _, v := range values[path] {
			if !fits(kind, v) {
				wrong = append(wrong, fmt.Sprintf("%s is %v", path, v))
			}
		}
	}
	for path := range values {
		if !known[path] {
			wrong = append(wrong, path+" is not in the table")
		}
	}
	if objects["grants[]"] == 0 || objects["grants[].recipientOrganization[]"] < objects["grants[]"] || objects["grants[].fundingOrganization[]"] < objects["grants[]"] {
		wrong = append(wrong, "a grant without its parties, or no grant")
	}
	return wrong
}

func fits(kind string, v any) bool {
	text, isText := v.(string)
	switch {
	case kind == "number":
		_, is := v.(json.Number)
		return is
	case !isText || strings.TrimSpace(text) == "":
		return false
	case kind == "day":
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case kind == "address":
		return strings.HasPrefix(text, "https://")
	case strings.HasPrefix(kind, "pattern:"):
		return regexp.MustCompile(strings.TrimPrefix(kind, "pattern:")).MatchString(text)
	}
	return kind == "text"
}

// lackingTurtle says what a catalogue lacks of the table, and what it points to that is not there.
func lackingTurtle(t testing.TB, text string) (lacking []string) {
	t.Helper()
	subjects := map[string]bool{}
	for _, block := range strings.Split(text, "\n\n") {
		subject, rest, ok := strings.Cut(block, " a ")
		if !ok {
			continue
		}
		subjects[subject] = true
		class, _, _ := strings.Cut(rest, " ")
		for _, row := range table(t, "dcat_ap_se.txt") {
			if row[0] == class && !strings.Contains(block, "\t"+row[1]+" ") {
				lacking = append(lacking, subject+" lacks "+row[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?:dcat:dataset|dcat:distribution|dcterms:publisher|dcat:contactPoint) (<[^>]*>)`).FindAllStringSubmatch(text, -1) {
		if !subjects[m[1]] {
			lacking = append(lacking, m[1]+" is nowhere")
		}
	}
	return lacking
}

// TestCatalogueEscapes gives the catalogue names that would break out of it.
func TestCatalogueEscapes(t *testing.T) {
	t.Parallel()
	y := grant.PublishedYear{Scheme: "Stöd \"A\"\\\n> . <http://elsewhere> a dcat:Catalog", Agency: "Verket \"B\"", SchemeYear: 2027}
	y.Year, y.Number, y.RegistrationNumber, y.PublishedAt = "0197-year", 3, "B/1\"", time.Date(2027, 6, 1, 22, 30, 0, 0, time.UTC)
	c := grant.Catalogue{Address: "https://bidrag.example/oppna-data", Years: []grant.PublishedYear{y}, Contact: "Bo \"Bosse\"", ContactEmail: "data@verket.example> ."}
	var b strings.Builder
	if err := c.WriteTurtle(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if lacking := lackingTurtle(t, text); len(lacking) > 0 {
		t.Errorf("%v\n%s", lacking, text)
	}
	for _, want := range []string{`"Stöd \"A\"\\\n> . <http://elsewhere> a dcat:Catalog 2027"@sv`, "<mailto:data@verket.example.>", `"2027-06-02"^^xsd:date`, "/0197-year/3/kommuner.csv>", "file-type/XLSX>"} {
		if !strings.Contains(text, want) {
			t.Errorf("the catalogue lacks %s:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\n> .") {
		t.Error("a name has broken out")
	}
	if none := (grant.Catalogue{Address: "https://x", Contact: "Drift"}); none.WriteTurtle(&b) != nil {
		t.Error("an empty catalogue")
	}
}
