package audit_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/audit"
)

// Whoever reads waits for the index at most as long as a bite takes to write.
func TestTheIndexIsWrittenInBites(t *testing.T) {
	for name, c := range map[string]struct{ subjects, want []int }{
		"nothing":                    {nil, nil},
		"about nobody":               {[]int{0, 0, 0}, []int{3}},
		"one list that is too long":  {[]int{1000}, []int{1}},
		"a long list between others": {[]int{25, 1000, 25}, []int{1, 1, 1}},
		"lists":                      {[]int{100, 100, 1, 25, 25}, []int{2, 3}},
	} {
		if got := audit.Bites(c.subjects...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
