package charts

import (
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestScale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ most, top, lines int64 }{
		{0, 1, 2}, {1, 1, 2}, {4, 4, 5}, {5, 5, 6}, {6, 6, 4}, {7, 8, 5}, {11, 15, 4}, {32, 40, 5}, {99, 100, 6}, {101, 150, 4}, {12345, 15000, 4},
	} {
		c := Chart{Positions: make([]Position, 1), Series: []Series{{Values: []Value{{N: tt.most}}}}}
		if got := c.scale(); c.most() != tt.top || int64(len(got)) != tt.lines {
			t.Errorf("a scale to %d ends at %d with %d lines, not %d with %d", tt.most, c.most(), len(got), tt.top, tt.lines)
		}
	}
}

func example() Chart {
	text := func(n int64) Value { return Value{N: n, Text: fmt.Sprint(n)} }
	return Chart{ID: "prov", Title: "In & ut", Lede: "Prov", Description: "Fyra <månader>", Along: "Månad", Running: true,
		Positions: []Position{{Short: "aug", Under: "2026", Long: "Augusti"}, {Short: "sep", Long: "September"}, {Short: "okt", Long: "Oktober"}, {Short: "nov", Long: "November, hittills"}},
		Series: []Series{{Name: "Inkomna", Values: []Value{text(12), text(0), text(31), text(4)}},
			{Name: "Beslutade", Values: []Value{text(9), {Missing: true, Text: "–"}, text(28), text(2)}}},
		Beside: []Series{{Name: "Dagar", Values: []Value{text(8), text(8), text(9), text(1)}}}}
}

func drawn(t *testing.T, c templ.Component) string {
	t.Helper()
	var out strings.Builder
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	shares := example()
	shares.Top, shares.Unit = 100, " %"
	bars := Table{Caption: "Anmälningar", Along: "Anmälare", Figures: "Antal",
		Rows: []Row{{Name: "Skola", N: 40, Text: "40"}, {Name: "Polis", Text: "..", Hidden: true}, {Name: "Ingen", Text: "0"}, {Name: "Totalt", N: 43, Text: "43", Total: true}}}
	grid := Grid{Caption: "Beslut", Along: "Anmälare", Columns: []string{"Inledd", "Totalt"}, Rows: []GridRow{{Name: "Skola", Texts: []string{"..", "9"}}, {Name: "Totalt", Texts: []string{"5", "9"}, Total: true}}}
	for name, c := range map[string]templ.Component{"crossed": Crossed(grid), "columns": Columns(example()), "lines": Lines(shares), "bars": Bars(bars)} {
		got := strings.ReplaceAll(drawn(t, c), "><", ">\n<") + "\n"
		golden := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is drawn in another way; read the diff after go test -update", name)
		}
	}
}

// Whatever the figures, a chart is well-formed, keeps within its picture, styles nothing
// by itself, and has every figure in its table.
func TestEveryChart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		c := Chart{ID: "x", Title: rapid.String().Draw(rt, "title"), Running: rapid.Bool().Draw(rt, "running")}
		n := rapid.IntRange(1, 30).Draw(rt, "positions")
		for i := range n {
			c.Positions = append(c.Positions, Position{Short: fmt.Sprint(i), Long: fmt.Sprint("plats ", i)})
		}
		for s := range rapid.IntRange(1, 3).Draw(rt, "series") {
			var values []Value
			for i := range n {
				values = append(values, Value{N: rapid.Int64Range(0, 5000).Draw(rt, "n"), Missing: rapid.Bool().Draw(rt, "missing"), Text: fmt.Sprintf("<%d:%d>", s, i)})
			}
			c.Series = append(c.Series, Series{Name: fmt.Sprint("serie ", s), Values: values})
		}
		for _, page := range []string{drawn(t, Columns(c)), drawn(t, Lines(c))} {
			d := xml.NewDecoder(strings.NewReader(page))
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					if strings.ContainsFunc(c.Title, func(r rune) bool { return r < ' ' || r > '~' }) {
						break // XML has no words for every letter that HTML has
					}
					rt.Fatalf("not well-formed: %v", err)
				}
				if e, ok := token.(xml.StartElement); ok {
					for _, a := range e.Attr {
						if a.Name.Local == "style" {
							rt.Error("a style of its own")
						}
						if a.Name.Local == "y" || a.Name.Local == "x" {
							var v float64
							if _, err := fmt.Sscanf(a.Value, "%g", &v); err != nil || v < 0 || v > width {
								rt.Errorf("%s is %s", a.Name.Local, a.Value)
							}
						}
					}
				}
			}
			for _, s := range c.Series {
				for _, v := range s.Values {
					if !strings.Contains(page, templ.EscapeString(v.Text)) {
						rt.Errorf("%s is not in the table", v.Text)
					}
				}
			}
		}
	})
}
