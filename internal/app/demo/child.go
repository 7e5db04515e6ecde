package demo

import (
	"math/rand/v2"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/concern"
)

// child is an invented child with a test number that belongs to nobody.
type child struct {
	given, family string
	number        personnummer.Number
}

var givenNames = []string{
	"Noah", "Vilma", "Elias", "Maja", "Amir", "Ebba", "Leo", "Tindra", "Ines", "Hugo", "Saga", "Yusuf", "Alva", "Milo",
	"Freja", "Adam", "Stella", "Isak", "Meja", "Omar", "Nova", "Vidar", "Selma", "Ali", "Juni", "Sixten", "Lova", "Bilal",
	"Tuva", "Frans", "Nadja", "Loke", "Moa", "Tage", "Hanna", "Zaid", "Signe", "Melker", "Elsa", "Kian", "Agnes", "Ture",
}

var familyNames = []string{
	"Lindh", "Strand", "Berg", "Öst", "Sandell", "Wik", "Haddad", "Palm", "Karlsson Abdi", "Holm", "Sjö", "Rask", "Björk",
	"Nilsson Ek", "Farah", "Hedman", "Ask", "Lilja", "Sarkis", "Ström", "Dal", "Fors", "Kvist", "Åberg", "Rosén",
}

// cast is the children of the world. A new one is born until there are enough;
// after that somebody is reported again, as happens.
type cast struct {
	random *rand.Rand
	born   []child
	told   int
}

const enough = 110

// child is one from and to the given ages on the day, both included.
func (c *cast) child(from, to int, on civil.Date) child {
	if len(c.born) >= enough {
		for _, i := range c.random.Perm(len(c.born)) {
			if age := c.born[i].age(on); from <= age && age <= to {
				return c.born[i]
			}
		}
	}
	n := len(c.born)
	days := 366*from + c.random.IntN(max(1, 365*(to-from)))
	made := child{
		given:  givenNames[n%len(givenNames)],
		family: familyNames[c.random.IntN(len(familyNames))],
		number: personnummer.Invented(on.AddDays(-days-40), n%personnummer.InventedPerDay),
	}
	c.born = append(c.born, made)
	return made
}

func (c child) age(on civil.Date) int { return c.number.BirthDate().AgeOn(on) }

// account is the next text that fits the child's age on the day.
func (c *cast) account(x child, on civil.Date) concern.Content {
	age := x.age(on)
	for range accounts {
		c.told++
		if a := accounts[c.told%len(accounts)]; a.from <= age && age <= a.to {
			return a.text
		}
	}
	return accounts[0].text
}

func (c child) reported() concern.ReportedChild {
	return concern.ReportedChild{Given: c.given, Family: c.family, Number: c.number.Formatted()}
}
