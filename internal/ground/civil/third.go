package civil

import (
	"fmt"
	"strconv"
	"time"
)

// A Third (tertial) is four months, the period in which Swedish municipalities follow up.
type Third struct {
	Year int
	N    int // 1 to 3
}

// ThirdOf is the third a day falls in.
func ThirdOf(d Date) Third { return Third{d.Year, (int(d.Month)-1)/4 + 1} }

// ParseThird reads "2026-2".
func ParseThird(text string) (Third, error) {
	var t Third
	if n, err := fmt.Sscanf(text, "%4d-%1d", &t.Year, &t.N); n != 2 || err != nil || t.String() != text || t.N < 1 || t.N > 3 {
		return Third{}, fmt.Errorf("not a third: %q", text)
	}
	return t, nil
}

// String is the third as "2026-2".
func (t Third) String() string { return fmt.Sprintf("%04d", t.Year) + "-" + strconv.Itoa(t.N) }

// First is its first day.
func (t Third) First() Date { return On(t.Year, time.Month(4*t.N-3), 1) }

// Last is its last day.
func (t Third) Last() Date { return On(t.Year, time.Month(4*t.N+1), 1).AddDays(-1) }

// Before is the third before it.
func (t Third) Before() Third {
	if t.N == 1 {
		return Third{t.Year - 1, 3}
	}
	return Third{t.Year, t.N - 1}
}

// ThirdsBefore are the n thirds that are over, the latest first.
func ThirdsBefore(today Date, n int) []Third {
	list := make([]Third, n)
	t := ThirdOf(today)
	for i := range list {
		t = t.Before()
		list[i] = t
	}
	return list
}
