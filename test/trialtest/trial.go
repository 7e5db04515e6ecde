// Package trialtest gives a test two sizes: the small one of every check, and the full
// one that a release must survive (docs/trials.md). At full size it also holds the
// limits of time and memory, which a test in a check never does.
//
// A trial is a test called TestT<number><What>, so that ./trials finds it by its
// number. Its figures go to the test's log and, as lines of JSON, to the file named
// by SAMSPEL_TRIAL_FIGURES.
package trialtest

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// Full says whether trials run at full size: SAMSPEL_TRIAL=full.
func Full() bool { return os.Getenv("SAMSPEL_TRIAL") == "full" }

// Size is how much of something a trial does: little in every check, all at full size.
func Size(little, all int) int {
	if Full() {
		return all
	}
	return little
}

// A Figure is one thing that a trial measured or counted.
type Figure struct {
	Trial string `json:"trial"`
	What  string `json:"what"`
	Value string `json:"value"`
	Limit string `json:"limit,omitempty"`
	Kept  bool   `json:"kept"`
}

// Tell notes a figure that has no limit.
func Tell(t testing.TB, what string, value any) {
	t.Helper()
	note(t, Figure{What: what, Value: fmt.Sprint(value), Kept: true})
}

// AtMost notes a figure, and fails a trial of full size that passes the limit.
func AtMost[N int | int64 | float64 | time.Duration](t testing.TB, what string, value, limit N) {
	t.Helper()
	hold(t, what, value, "≤ "+fmt.Sprint(limit), value <= limit)
}

// AtLeast notes a figure, and fails a trial of full size that does not reach the limit.
func AtLeast[N int | int64 | float64 | time.Duration](t testing.TB, what string, value, limit N) {
	t.Helper()
	hold(t, what, value, "≥ "+fmt.Sprint(limit), value >= limit)
}

func hold(t testing.TB, what string, value any, limit string, kept bool) {
	t.Helper()
	note(t, Figure{What: what, Value: fmt.Sprint(value), Limit: limit, Kept: kept})
	if Full() && !kept {
		t.Errorf("%s: %v, limit %s", what, value, limit)
	}
}

func note(t testing.TB, f Figure) {
	t.Helper()
	f.Trial = t.Name()
	t.Logf("%s: %s %s", f.What, f.Value, f.Limit)
	path := os.Getenv("SAMSPEL_TRIAL_FIGURES")
	if path == "" {
		return
	}
	line, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
}

// Quantile is the time that the share of all, such as 0.99, does not pass; 0 of none.
func Quantile(times []time.Duration, share float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
