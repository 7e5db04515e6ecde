package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/civil"
)

// A Ground (grund för att dela) is what is valid at a moment: from these
// organisations to these, about these kinds of information.
type Ground struct {
	// Consent or Sharing is the id of what it rests on; the other is "".
	Consent, Sharing string
	// Law is an id of package law.
	Law      string
	From, To []string
	Topics   []Topic
	// Item narrows it to one thing; "" is everything in Topics.
	Item string
	// Since is the day it was decided or begins, and Until the last day.
	Since, Until civil.Date
}

// Grounds is every ground that is valid at one moment; none is none.
type Grounds []Ground

// groundsAt is what is valid at the moment. Nothing else in the program makes a ground.
func groundsAt(consents []Consent, sharings []Sharing, at time.Time) Grounds {
	var all Grounds
	for _, c := range consents {
		if c.effective(at) {
			about := c.Common()
			all = append(all, Ground{Consent: c.ID, Law: "consent", From: about.Parties, To: about.Parties, Topics: about.Topics, Since: c.From, Until: c.To})
		}
	}
	for _, s := range sharings {
		if s.effective(at) {
			all = append(all, Ground{Sharing: s.ID, Law: s.Ground, From: []string{s.Organisation}, To: s.Recipients, Topics: s.Topics, Item: s.Item, Since: civil.Of(s.DecidedAt), Until: s.To})
		}
	}
	return all
}

func (g Ground) between(from, to string) bool {
	return slices.Contains(g.From, from) && slices.Contains(g.To, to)
}

// For is the first ground on which one organisation may tell another of the item.
func (all Grounds) For(it Item, to string) (Ground, bool) {
	for _, g := range all {
		about := g.Item == it.ID
		if g.Item == "" {
			about = slices.Contains(g.Topics, it.Topic)
		}
		if about && g.between(it.Organisation, to) {
			return g, true
		}
	}
	return Ground{}, false
}

// Between is the first ground on which one organisation may tell another that there
// is a matter, whose it is and who takes part. One item that is shared by itself is none.
func (all Grounds) Between(from, to string) (Ground, bool) {
	for _, g := range all {
		if g.Item == "" && g.between(from, to) {
			return g, true
		}
	}
	return Ground{}, false
}

// About is [Grounds.Between] about one kind of information.
func (all Grounds) About(from, to string, topic Topic) (Ground, bool) {
	for _, g := range all {
		if g.Item == "" && g.between(from, to) && slices.Contains(g.Topics, topic) {
			return g, true
		}
	}
	return Ground{}, false
}

// until is the moment when the last of them has fallen; zero when there is none.
func (all Grounds) until() time.Time {
	var last time.Time
	for _, g := range all {
		if end := g.Until.End(); end.After(last) {
			last = end
		}
	}
	return last
}
