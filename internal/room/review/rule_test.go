package review

import (
	"encoding/hex"
	"slices"
	"strconv"
	"testing"
	"time"

	"samspel/internal/ground/civil"
)

func at(local string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", local, civil.Stockholm)
	if err != nil {
		panic(err)
	}
	return t
}

// seq numbers readings so that each has a place of its own.
type tape struct {
	*Gathering
	seq int64
}

func (g *tape) read(reader, matter, when string, change ...func(*Reading)) {
	g.seq++
	r := Reading{Place: Place{Chain: "a", Seq: g.seq, Hash: []byte("hash")}, At: at(when), Reader: reader, Mandate: reader + "-m", Unit: "reception",
		Role: "officer", Action: "concern.matter.read", Ground: "own unit's matter", Subjects: []string{matter, matter + "-child"}}
	for _, c := range change {
		c(&r)
	}
	g.Take(r)
}

func TestWhatIsNoAccessIsPassedOver(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Reading){
		"the clock":               func(r *Reading) { r.Reader, r.Mandate = "", "" },
		"a child's own page":      func(r *Reading) { r.Mandate = "" },
		"nobody's data":           func(r *Reading) { r.Subjects = nil },
		"staff":                   func(r *Reading) { r.Action = "identity.person.read" },
		"an inbox of names":       func(r *Reading) { r.Action = "concern.inbox.list" },
		"a list of matters":       func(r *Reading) { r.Action = "coordination.list" },
		"a program's own reports": func(r *Reading) { r.Action = "concern.report.follow" },
		"the review itself":       func(r *Reading) { r.Action = "review.entry.read" },
	} {
		g := &tape{Gathering: Gather(Book)}
		g.read("tove", "m1", "2026-10-05 10:00", change)
		if g.Records != 0 || len(g.Accesses()) != 0 {
			t.Errorf("%s became an access", name)
		}
	}
}

func TestReadingsOfOneMatterOnOneDayAreOneAccess(t *testing.T) {
	t.Parallel()
	g := &tape{Gathering: Gather(Book)}
	g.read("tove", "m1", "2026-10-05 14:00")
	g.read("tove", "m1", "2026-10-05 09:00", func(r *Reading) { r.Action = "concern.matter.decide" })
	g.read("tove", "m1", "2026-10-05 23:59")
	g.read("tove", "m1", "2026-10-06 00:00") // the next day in Stockholm, the same in UTC
	g.read("olle", "m1", "2026-10-05 14:00")
	all := g.Accesses()
	if len(all) != 3 || g.Records != 5 {
		t.Fatalf("%d accesses of %d records", len(all), g.Records)
	}
	a := all[0]
	if a.Times != 3 || !a.First.Equal(at("2026-10-05 09:00")) || !a.Last.Equal(at("2026-10-05 23:59")) || a.Log.Seq != 2 || len(a.Actions) != 2 {
		t.Errorf("%+v", a)
	}
}

func TestEmergenciesAndProtectedMattersAreTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action, ground       string
		emergency, protected bool
	}{
		{"concern.matter.read", "own unit's matter", false, false},
		{"concern.matter.read", "own unit's matter, mandate for protected identities", false, true},
		{"coordination.glass.read", "officer on duty, emergency opening", true, false},
		{"coordination.glass.open", "", true, false},
		{"coordination.matter.read", "member of the team, protected mode", false, true},
	} {
		g := &tape{Gathering: Gather(Book)}
		g.read("tove", "m1", "2026-10-05 10:00", func(r *Reading) { r.Action, r.Ground = c.action, c.ground })
		g.read("tove", "m1", "2026-10-05 10:01") // an ordinary reading after it hides nothing
		if a := g.Accesses()[0]; a.Emergency != c.emergency || a.Protected != c.protected {
			t.Errorf("%s, %s: emergency %v, protected %v", c.action, c.ground, a.Emergency, a.Protected)
		}
	}
}

func TestHoursAreHeldAgainstTheUnitsOwn(t *testing.T) {
	t.Parallel()
	office := func(g *tape, n int) {
		for i := range n {
			g.read("olle", "m"+strconv.Itoa(i), "2026-10-05 10:00")
		}
	}
	night := func(g *tape, n int) {
		for i := range n {
			g.read("natt", "n"+strconv.Itoa(i), "2026-10-05 02:00")
		}
	}
	for _, c := range []struct {
		name   string
		habits func(*tape)
		when   string
		odd    bool
	}{
		{"an afternoon in a unit of few readings", func(*tape) {}, "2026-10-05 16:00", false},
		{"a night in a unit of few readings", func(*tape) {}, "2026-10-05 02:30", true},
		{"a Sunday in a unit of few readings", func(*tape) {}, "2026-10-04 12:00", true},
		{"a night in a unit of days", func(g *tape) { office(g, 400) }, "2026-10-05 02:30", true},
		{"a night in a unit that is on duty", func(g *tape) { office(g, 200); night(g, 200) }, "2026-10-05 02:30", false},
		{"an early afternoon nobody else works", func(g *tape) { office(g, 400) }, "2026-10-05 13:00", false},
	} {
		g := &tape{Gathering: Gather(Book)}
		c.habits(g)
		g.read("tove", "m", c.when)
		for _, a := range g.Accesses() {
			if a.Reader == "tove" && g.unusual(a) != c.odd {
				t.Errorf("%s: unusual is %v", c.name, !c.odd)
			}
		}
	}
}

func TestManyIsHeldAgainstThePersonAndTheUnit(t *testing.T) {
	t.Parallel()
	days := []string{"2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08"}
	fill := func(g *tape, reader string, perDay ...int) {
		for d, n := range perDay {
			for i := range n {
				g.read(reader, reader+"-"+strconv.Itoa(d)+"-"+strconv.Itoa(i), days[d]+" 10:00")
			}
		}
	}
	for _, c := range []struct {
		name string
		tove []int
		rest int
		many bool
	}{
		{"as always", []int{4, 4, 4, 4}, 4, false},
		{"one wild day", []int{3, 4, 3, 40}, 4, true},
		{"one wild day and no other", []int{40}, 4, true},
		{"few in number, many in proportion", []int{1, 1, 1, 11}, 1, false},
		{"somebody who always has many, in a unit that has", []int{40, 40, 40, 41}, 40, false},
		{"somebody whose task it is, in a unit of few", []int{40, 40, 40, 41}, 2, false},
	} {
		g := &tape{Gathering: Gather(Book)}
		fill(g, "tove", c.tove...)
		for _, reader := range []string{"a", "b", "c"} {
			fill(g, reader, c.rest, c.rest, c.rest, c.rest)
		}
		many := false
		for d := range g.crowded(g.Accesses()) {
			many = many || d.reader == "tove"
		}
		if many != c.many {
			t.Errorf("%s: many is %v", c.name, many)
		}
	}
}

func TestTheSampleFollowsFromTheSeedAlone(t *testing.T) {
	t.Parallel()
	var all []Access
	for i := range 1000 {
		all = append(all, Access{Log: Place{Chain: "a", Seq: int64(i)}})
	}
	pick := func(seed string, all []Access) []int64 {
		var list []int64
		for _, i := range draw(seed, all, 20, 10) {
			list = append(list, all[i].Log.Seq)
		}
		slices.Sort(list)
		return list
	}
	first := pick("one", all)
	if len(first) != 20 {
		t.Errorf("%d of a thousand", len(first))
	}
	turned := slices.Clone(all)
	slices.Reverse(turned)
	if !slices.Equal(pick("one", turned), first) {
		t.Error("the order of the accesses changed the sample")
	}
	if slices.Equal(pick("two", all), first) {
		t.Error("another seed gave the same sample")
	}
	if n := len(draw("one", all[:7], 20, 10)); n != 7 {
		t.Errorf("%d of seven", n)
	}
	if n := len(draw("one", nil, 20, 10)); n != 0 {
		t.Errorf("%d of none", n)
	}
	// A sample drawn today must be drawn the same in ten years.
	sum := lot("frö", Access{Log: Place{Chain: "a", Seq: 1}})
	if got := hex.EncodeToString(sum[:4]); got != "84bebf15" {
		t.Errorf("the lot of a known place is %s", got)
	}
}

func TestNobodyIsFoundInBreachUnheard(t *testing.T) {
	t.Parallel()
	now := at("2026-11-23 10:00")
	e := Entry{State: Waiting}
	if _, err := e.decide("greta", Breach, "skäl", now); err == nil {
		t.Error("a breach without a question")
	}
	e, err := e.ask("greta", "Varför?", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.decide("greta", Breach, "skäl", now.Add(answerTime-time.Second)); err == nil {
		t.Error("a breach before the reader had time to answer")
	}
	if _, err := e.decide("greta", Breach, "skäl", now.Add(answerTime)); err != nil {
		t.Errorf("a reader who never answers stops the review: %v", err)
	}
	if e, err = e.reply("Jag hade jour.", now); err != nil {
		t.Fatal(err)
	}
	if _, err := e.decide("greta", Breach, " ", now); err == nil {
		t.Error("a breach without reasons")
	}
	if e, err = e.decide("greta", Breach, "skäl", now); err != nil {
		t.Fatal(err)
	}
	if _, err := e.decide("greta", Fine, "skäl", now); err == nil {
		t.Error("decided twice")
	}
}

func TestMonthBefore(t *testing.T) {
	t.Parallel()
	for day, month := range map[string]string{"2026-11-23": "2026-10-01", "2026-01-01": "2025-12-01", "2026-03-31": "2026-02-01", "2024-02-29": "2024-01-01"} {
		d, err := civil.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		if m := MonthBefore(d); m.First.String() != month {
			t.Errorf("the month before %s is %s", day, m.First)
		} else if n := m.Next().First; n.Month != d.Month || n.Year != d.Year {
			t.Errorf("the month after %s is %s", m.First, n)
		}
	}
}
