package coordination

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// turns is the moment somebody is of an age, told by the calendar alone: midnight in
// Stockholm of the day; born on 29 February, of 1 March in a year without one.
func turns(birth civil.Date, years int) time.Time {
	return time.Date(birth.Year+years, birth.Month, birth.Day, 0, 0, 0, 0, civil.Stockholm)
}

// birthdays holds everything that depends on a child's age to the moment before and
// the moment itself.
func birthdays(t interface {
	Helper()
	Errorf(string, ...any)
}, birth civil.Date) {
	t.Helper()
	form, _ := newestForm("sip", civil.On(2026, 11, 23))
	relations := []person.Relation{{Child: "c", Adult: "g", Kind: person.JointGuardian}}
	for years, change := range map[int]struct {
		prompt, before     string
		proposes, proposed Decides
	}{
		12: {"12", "", BothDecide, GuardiansDecide},
		15: {"15", "12", BothDecide, BothDecide},
		18: {"18", "15", ChildDecides, BothDecide},
	} {
		at := turns(birth, years)
		for _, m := range []struct {
			at       time.Time
			age      int
			prompt   string
			proposes Decides
		}{{at.Add(-time.Nanosecond), years - 1, change.before, change.proposed}, {at, years, change.prompt, change.proposes}} {
			day := civil.Of(m.at)
			if got := age(birth, day); got != m.age {
				t.Errorf("born %s, at %s: %d years, want %d", birth, m.at, got, m.age)
			}
			if got := form.Consent.Prompt(age(birth, day)); got != m.prompt {
				t.Errorf("born %s, at %s: prompt %q, want %q", birth, m.at, got, m.prompt)
			}
			if got := form.Consent.Proposes(age(birth, day)); got != m.proposes {
				t.Errorf("born %s, at %s: %s are proposed to decide, want %s", birth, m.at, got, m.proposes)
			}
			if got, want := guards(relations, "g", birth, day), m.age < 18; got != want {
				t.Errorf("born %s, at %s: custody is %v", birth, m.at, got)
			}
			// A guardian's consent until the last day it may last is over at the birthday.
			c := Consent{State: ConsentActive, From: birth, To: lastDayAsChild(birth), Givers: []Giver{{Answer: AnswerYes}}}
			if got, want := c.effective(m.at), m.age < 18; got != want {
				t.Errorf("born %s, at %s: a guardian's consent holds: %v", birth, m.at, got)
			}
		}
		if got := birthday(birth, years); !got.Start().Equal(at) {
			t.Errorf("born %s: %d on %s, want %s", birth, years, got, at)
		}
	}
	for _, f := range Forms(civil.On(2026, 11, 23)) {
		first, last := turns(birth, f.Ages.From), turns(birth, f.Ages.To+1)
		for at, want := range map[time.Time]bool{first: true, last.Add(-time.Nanosecond): true, last: false} {
			if got := f.Fits(birth, civil.Of(at)) == nil; got != want {
				t.Errorf("born %s, at %s: fits %s: %v", birth, at, f.ID, got)
			}
		}
		if f.Ages.From > 0 && f.Fits(birth, civil.Of(first.Add(-time.Nanosecond))) == nil {
			t.Errorf("born %s: fits %s before %d", birth, f.ID, f.Ages.From)
		}
	}
}

func TestBirthdaysChangeAtMidnight(t *testing.T) {
	t.Parallel()
	for _, birth := range []civil.Date{
		civil.On(2008, 2, 29), civil.On(2012, 2, 29), civil.On(2008, 3, 1), civil.On(2008, 2, 28),
		civil.On(2008, 3, 29), civil.On(2008, 3, 30), civil.On(2011, 3, 27), // the clocks go forward on a birthday, and the day after
		civil.On(2008, 10, 25), civil.On(2008, 10, 26), civil.On(2014, 10, 25), // and back
		civil.On(2007, 12, 31), civil.On(2008, 1, 1),
	} {
		birthdays(t, birth)
	}
	rapid.Check(t, func(rt *rapid.T) {
		birthdays(rt, civil.On(1990, 1, 1).AddDays(rapid.IntRange(0, 14000).Draw(rt, "born")))
	})
}
