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
