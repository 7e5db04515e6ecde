package grant

import (
	"slices"
	"testing"

	"samspel/internal/ground/money"
)

func TestReadFrames(t *testing.T) {
	t.Parallel()
	names := map[string]string{"0180": "Stockholm", "9901": "Ekstad", "9902": "Björklunda"}
	table := func(rows ...[]string) (lines []Line) {
		for i, cells := range rows {
			lines = append(lines, Line{i + 1, cells})
		}
		return lines
	}
	head := []string{"Kommunkod", "Kommun", "Ram"}
	rows := []struct {
		name  string
		lines []Line
		want  []string // key by line
	}{
		{"nothing", nil, []string{"1 grant.appendix.no_rows"}},
		{"only headings", table(head), []string{"1 grant.appendix.no_rows"}},
		{"no headings", table([]string{"9901", "Ekstad", "100"}), []string{"1 grant.appendix.columns"}},
		{"a code that nobody has", table(head, []string{"9999", "Ingenstans", "100"}), []string{"2 grant.appendix.unknown_municipality"}},
		{"no code", table(head, []string{"", "Ekstad", "100"}), []string{"2 grant.appendix.unknown_municipality"}},
		{"another's name", table(head, []string{"9901", "Björklunda", "100"}), []string{"2 grant.appendix.other_name"}},
		{"twice", table(head, []string{"9901", "", "100"}, []string{"9901", "", "100"}), []string{"3 grant.appendix.twice"}},
		{"nothing to give", table(head, []string{"9901", "", "0"}), []string{"2 grant.appendix.amount"}},
		{"less than nothing", table(head, []string{"9901", "", "-5"}), []string{"2 grant.appendix.amount"}},
		{"öre", table(head, []string{"9901", "", "5,50"}), []string{"2 grant.appendix.amount"}},
		{"a formula", table(head, []string{"9901", "", "=1+1"}), []string{"2 grant.appendix.amount"}},
		{"a short row", table(head, []string{"9901"}), []string{"2 grant.appendix.amount"}},
		{"more than there is", table(head, []string{"9901", "", "9999999999999"}), []string{"2 grant.appendix.amount"}},
		{"several", table(head, []string{"9999", "", "1"}, []string{"9901", "", "1"}, []string{"9902", "", "x"}), []string{"2 grant.appendix.unknown_municipality", "4 grant.appendix.amount"}},
		{"as people write", table(head, []string{"180", "Stockholms kommun", "12 000 000 kr"}, []string{"9901", "EKSTAD", "100"}), nil},
		{"in another order", table([]string{"Belopp", "kod"}, []string{"100", "9901"}), nil},
	}
	for _, r := range rows {
		_, wrong := readFrames(r.lines, names)
		var got []string
		for _, w := range wrong {
			got = append(got, string(rune('0'+w.Line))+" "+w.Why.Key)
		}
		if !slices.Equal(got, r.want) {
			t.Errorf("%s: %v, want %v", r.name, got, r.want)
		}
	}
	frames, _ := readFrames(table(head, []string{"180", "Stockholm", "12 000 000 kr"}), names)
	if len(frames) != 1 || frames[0] != (Frame{"0180", money.Kronor(12_000_000)}) {
		t.Errorf("read as %v", frames)
	}
}

func TestCompareFrames(t *testing.T) {
	t.Parallel()
	kr := money.Kronor
	got := compareFrames([]Frame{{"9901", kr(5)}, {"9902", kr(3)}, {"9903", kr(7)}}, []Frame{{"9904", kr(1)}, {"9902", kr(4)}, {"9901", kr(5)}})
	want := []FrameChange{{"9902", kr(3), kr(4)}, {"9903", kr(7), 0}, {"9904", 0, kr(1)}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
