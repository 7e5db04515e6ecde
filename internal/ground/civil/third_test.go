package civil

import "testing"

func TestThirds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		today Date
		want  string
	}{
		{On(2026, 11, 23), "2026-2"}, {On(2026, 12, 31), "2026-2"}, {On(2027, 1, 1), "2026-3"},
		{On(2026, 4, 30), "2025-3"}, {On(2026, 5, 1), "2026-1"},
	} {
		past := ThirdsBefore(tt.today, 6)
		if got := past[0].String(); got != tt.want || len(past) != 6 {
			t.Errorf("on %s the last third that is over is %s, not %s", tt.today, got, tt.want)
		}
		for i, x := range past {
			if i > 0 && x.Last() != past[i-1].First().AddDays(-1) {
				t.Errorf("%s does not end where %s begins", x, past[i-1])
			}
			if ThirdOf(x.First()) != x || ThirdOf(x.Last()) != x {
				t.Errorf("%s is not from %s to %s", x, x.First(), x.Last())
			}
			if back, err := ParseThird(x.String()); err != nil || back != x {
				t.Errorf("%s is read back as %v: %v", x, back, err)
			}
		}
	}
	for _, text := range []string{"", "2026", "2026-4", "2026-0", "2026-12", "2026-1 ", "26-1", "2026-1'--"} {
		if got, err := ParseThird(text); err == nil {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}
