package review

import (
	"testing"

	"samspel/internal/ground/fault"
)

// The program gives nothing marked and withholds nothing by itself.
func TestAPersonDecidesWhatIsMarked(t *testing.T) {
	t.Parallel()
	now := at("2026-11-23 10:00")
	d := Disclosure{}
	plain, marked := Line{Position: 1}, Line{Position: 2, Marks: []Mark{MarkProtected}}
	if !plain.Given() || marked.Given() || !marked.Undecided() {
		t.Errorf("plain given %v, marked given %v", plain.Given(), marked.Given())
	}
	if _, err := d.settle([]Line{plain, marked}, "", "greta", now); fault.KindOf(err) != fault.KindRefused {
		t.Errorf("settled with a marked line undecided: %v", err)
	}
	if _, err := d.decide(marked, true, " ", "greta", now); fault.KindOf(err) != fault.KindInvalid {
		t.Errorf("withheld without reasons: %v", err)
	}
	given, err := d.decide(marked, false, "Barnet vet redan.", "greta", now)
	if err != nil || !given.Given() {
		t.Errorf("%+v, %v", given, err)
	}
	withheld, err := d.decide(plain, true, "Skulle skada barnet.", "greta", now)
	if err != nil || withheld.Given() {
		t.Errorf("%+v, %v", withheld, err)
	}
	for _, tell := range []string{"", "perhaps"} {
		if _, err := d.settle([]Line{withheld, given}, tell, "greta", now); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("settled without saying whether the list tells: %v", err)
		}
	}
	done, err := d.settle([]Line{withheld, given}, "no", "greta", now)
	if err != nil || done.Told {
		t.Errorf("%+v, %v", done, err)
	}
	if done, err := d.settle([]Line{plain}, "yes", "greta", now); err != nil || done.Told {
		t.Errorf("a list with nothing left out says that something is: %+v, %v", done, err)
	}
	if _, err := done.decide(plain, true, "Ändrat mig.", "greta", now); fault.KindOf(err) != fault.KindRefused {
		t.Errorf("changed when settled: %v", err)
	}
	if _, err := done.settle(nil, "", "greta", now); fault.KindOf(err) != fault.KindRefused {
		t.Errorf("settled twice: %v", err)
	}
}

// What was read while a matter was protected is marked for ever, and what was read at any
// time while it is.
func TestWhenAMatterIsShielded(t *testing.T) {
	t.Parallel()
	span := Span{at("2026-11-03 10:00"), at("2026-11-09 10:00")}
	for name, x := range map[string]struct {
		task        Task
		first, last string
		want        bool
	}{
		"never":              {Task{}, "2026-11-05 10:00", "2026-11-05 11:00", false},
		"now":                {Task{Shielded: true}, "2026-11-01 10:00", "2026-11-01 10:00", true},
		"before":             {Task{Spans: []Span{span}}, "2026-11-03 08:00", "2026-11-03 09:59", false},
		"until it began":     {Task{Spans: []Span{span}}, "2026-11-03 08:00", "2026-11-03 10:00", true},
		"in the middle":      {Task{Spans: []Span{span}}, "2026-11-05 10:00", "2026-11-05 10:00", true},
		"from when it ended": {Task{Spans: []Span{span}}, "2026-11-09 10:00", "2026-11-09 12:00", true},
		"after":              {Task{Spans: []Span{span}}, "2026-11-09 10:01", "2026-11-09 12:00", false},
		"and not ended":      {Task{Spans: []Span{{From: span.From}}}, "2026-12-24 10:00", "2026-12-24 10:00", true},
	} {
		if got := x.task.shieldedIn(at(x.first), at(x.last)); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
