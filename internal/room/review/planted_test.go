package review

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// Forty readings that nobody had a reason for, and a wild afternoon, are hidden among a month's ordinary ones.
// The rules find nearly all of them and point at hardly anybody else.
func TestPlantedReadingsAreFound(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(17, 17))
	const readers, matters = 60, 3_000
	k := knowledge{organisation: map[string]string{"reception": "social"}, readers: map[string]person.Likeness{}, subjects: map[string][]person.Likeness{},
		tasks: map[string]Task{}, declared: map[string][]declared{}}
	reader := func(n int) string { return fmt.Sprintf("reader%d", n) }
	matter := func(n int) string { return fmt.Sprintf("matter%d", n) }
	// A thousand surnames of staff and families, so that some are shared by chance.
	surname := func() []string { return []string{fmt.Sprint(random.IntN(1_000))} }
	for n := range readers {
		k.readers[reader(n)] = person.Likeness{Surnames: surname()}
	}
	for n := range matters {
		k.subjects[matter(n)] = []person.Likeness{{Surnames: surname(), Number: fmt.Sprint("number", n)}}
		k.tasks[matter(n)] = Task{Workers: []string{reader(n % readers), reader((n + 1) % readers)}}
	}
	g := &tape{Gathering: Gather(Book)}
	first := civil.On(2026, 10, 1)
	for n := range 31 {
		day := first.AddDays(n)
		if !day.IsOfficeDay() {
			continue
		}
		for r := range readers {
			for range 4 + random.IntN(6) {
				// Everybody has fifty matters of their own or of the colleague before them.
				theirs := (random.IntN(matters/readers))*readers + r
				clock := time.Duration(8+random.IntN(9))*time.Hour + time.Duration(random.IntN(60))*time.Minute
				g.read(reader(r), matter(theirs), day.Start().Add(clock).In(civil.Stockholm).Format("2006-01-02 15:04"))
			}
		}
	}
	planted, pairs := map[string]bool{}, map[string]bool{}
	plant := func(r, m int, when string) {
		pairs[reader(r)+" "+matter(m)] = true
		planted[reader(r)+" "+matter(m)+" "+when[:10]] = true
		g.read(reader(r), matter(m), when)
	}
	for n := range 10 {
		relative, idle := n*readers+n, n*readers+n+30 // one of their own matters, and one of somebody else's
		k.declared[fmt.Sprint("number", relative)] = []declared{{user: reader(n), organisation: "social"}}
		plant(n, relative, "2026-10-13 10:00")
		plant(n+10, (n+10)*readers+n+10, "2026-10-14 02:30") // at night
		plant(n, idle, "2026-10-15 11:00")
		named := (n+20)*readers + n + 20
		k.subjects[matter(named)][0].Surnames = k.readers[reader(n+20)].Surnames
		plant(n+20, named, "2026-10-16 09:00")
	}
	for n := range 40 { // one person through forty matters in an afternoon
		g.read(reader(50), matter(n*readers+50), fmt.Sprintf("2026-10-19 13:%02d", n))
	}
	all := g.Accesses()
	many := g.crowded(all)
	if many[readerDay{reader(50), "reception", civil.On(2026, 10, 19)}] < 40 || len(many) != 1 {
		t.Errorf("crowded days: %v", many)
	}
	found, wrongly := 0, 0
	for _, a := range all {
		flagged := len(k.rules(a)) > 0 || g.unusual(a)
		switch {
		case planted[a.Reader+" "+a.Subject()+" "+a.Day.String()]:
			if flagged {
				found++
			}
		case flagged && !pairs[a.Reader+" "+a.Subject()]: // on other days the same two are close as well
			wrongly++
		}
	}
	if found*100 < len(planted)*95 {
		t.Errorf("%d of %d planted readings are found", found, len(planted))
	}
	if wrongly*100 > len(all) {
		t.Errorf("%d of %d ordinary accesses are pointed at", wrongly, len(all))
	}
}
