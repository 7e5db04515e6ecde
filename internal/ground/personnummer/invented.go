package personnummer

import (
	"fmt"
	"unique"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/luhn"
)

// InventedPerDay is how many numbers Skatteverket has set aside for tests on each day.
const InventedPerDay = 20

// Invented is one of the test numbers for a day of birth, for the demo and for
// tests: nobody has it. It panics unless 0 ≤ i < [InventedPerDay].
func Invented(born civil.Date, i int) Number {
	if i < 0 || i >= InventedPerDay {
		panic("personnummer: there are twenty test numbers a day")
	}
	text := fmt.Sprintf("%04d%02d%02d%03d", born.Year, int(born.Month), born.Day, 980+i)
	return Number{text: unique.Make(text + string(luhn.Digit(text[2:]))), kind: Personal, born: born}
}
