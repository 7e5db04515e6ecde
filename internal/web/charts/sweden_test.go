package charts

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestSweden(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		codes []string
		want  bool
	}{"none": {nil, false}, "an invented one among real ones": {[]string{"0180", "9901"}, false}, "real ones": {[]string{"0180", "2584"}, true}} {
		if got := OnMap(row.codes); got != row.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	m := Map{ID: "k", Title: "Karta & mer", By: map[string]int64{"0180": 12_000_000, "1280": 0, "1480": 1}, Text: func(n int64) string { return fmt.Sprint(n) }, Blank: "inte med", Credit: "Karta: SCB"}
	for code, want := range map[string]string{"0180": "q3", "1280": "q1", "1480": "q1", "2584": "none"} {
		if got := m.shade(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	var b strings.Builder
	if err := Sweden(m).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "<path"); n != 290 || !strings.Contains(b.String(), "Karta: SCB") {
		t.Errorf("%d municipalities", n)
	}
	d := xml.NewDecoder(strings.NewReader(b.String()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
