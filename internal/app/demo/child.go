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

// children makes n children between nought and seventeen.
func children(random *rand.Rand, today civil.Date, n int) []child {
	list := make([]child, n)
	for i := range list {
		born := today.AddDays(-(120 + random.IntN(17*365)))
		list[i] = child{
			given:  givenNames[i%len(givenNames)],
			family: familyNames[random.IntN(len(familyNames))],
			number: personnummer.Invented(born, i%personnummer.InventedPerDay),
		}
	}
	return list
}

func (c child) reported() concern.ReportedChild {
	return concern.ReportedChild{Given: c.given, Family: c.family, Number: c.number.Formatted()}
}
