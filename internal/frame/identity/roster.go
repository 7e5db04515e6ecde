package identity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
)

// An Entry is one line of the roster (behörighetslista): a mandate that was in force
// on a day, and what there is to know of how it is used.
type Entry struct {
	Mandate
	Name, Email string
	System      bool
	// SignedIn is when the holder last came in, ever; zero when never. A system comes
	// in each time it asks for something.
	SignedIn time.Time
	// Confirmed is when somebody last said that the mandate was needed.
	Confirmed civil.Date
	// DeputyName takes over what the mandate leaves; StandInName stands in on the day.
	DeputyName, StandInName string
}

// RosterOrder is what a roster is sorted by.
type RosterOrder string

const (
	// ByName (namn) is the Swedish order of names.
	ByName RosterOrder = "namn"
	// ByUnit (enhet) is units, and names within them.
	ByUnit RosterOrder = "enhet"
	// BySignIn (inloggning) is those first who have not come in for longest.
	BySignIn RosterOrder = "inloggning"
	// BySince (sedan) is the oldest mandates first.
	BySince RosterOrder = "sedan"
)

// RosterOrders is every order, as pages list them.
var RosterOrders = []RosterOrder{ByName, ByUnit, BySignIn, BySince}

// RosterQuery is which lines of the roster somebody wants to see.
type RosterQuery struct {
	// On is the day; the zero Date is today.
	On civil.Date
	// Unit narrows to one unit, Text to names, addresses and units that hold it.
	Unit, Text string
	// Protected narrows to mandates that cover protected identities.
	Protected bool
	Order     RosterOrder
}

func (q RosterQuery) holds(e Entry) bool {
	text := strings.ToLower(strings.TrimSpace(q.Text))
	return (q.Unit == "" || e.Unit == q.Unit) && (!q.Protected || e.Protected) &&
		(text == "" || strings.Contains(strings.ToLower(e.Name+"\n"+e.Email+"\n"+e.UnitName), text))
}

// arrange is those lines that were asked for, in order.
func (q RosterQuery) arrange(all []Entry) []Entry {
	kept := slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return !q.holds(e) })
	names := make(map[string]string, len(kept))
	for _, e := range kept {
		names[e.Mandate.ID] = register.SortKey(e.Name)
		names["unit "+e.Unit] = register.SortKey(e.OrganisationName + " " + e.UnitName)
	}
	slices.SortStableFunc(kept, func(a, b Entry) int {
		first := 0
		switch q.Order {
		case ByUnit:
			first = cmp.Compare(names["unit "+a.Unit], names["unit "+b.Unit])
		case BySignIn:
			first = a.SignedIn.Compare(b.SignedIn)
		case BySince:
			first = a.From.Sub(b.From)
		case ByName:
		}
		return cmp.Or(first, cmp.Compare(names[a.Mandate.ID], names[b.Mandate.ID]), cmp.Compare(a.Mandate.ID, b.Mandate.ID))
	})
	return kept
}
