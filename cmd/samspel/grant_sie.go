package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

type sieCommand struct {
	Dim    int      `help:"Dimension of the objects, such as 6 for projects." required:"" placeholder:"NUMBER"`
	Object []string `help:"Object to sum. May be given several times; a row with any of them counts once." required:"" sep:"none" placeholder:"OBJECT"`
	Year   int      `help:"Only rows of this calendar year." placeholder:"YEAR"`
	Format string   `help:"json or text." default:"json" enum:"json,text" placeholder:"FORMAT"`
	File   string   `arg:"" help:"SIE type 4, in CP437, Latin-1 or UTF-8." placeholder:"FILE.se"`
}

// Run writes what the books have on the objects.
func (c sieCommand) Run(t terminal) error {
	switch {
	case c.Dim < 1:
		return misused{errors.New("--dim ska vara 1 eller mer")}
	case slices.Contains(c.Object, ""):
		return misused{errors.New("--object får inte vara tomt")}
	case c.Year < 0 || c.Year > 9999:
		return misused{errors.New("--year ska vara ett år med fyra siffror")}
	}
	file, err := os.Open(c.File)
	if err != nil {
		return misused{err}
	}
	defer file.Close()
	cost, err := sie.Sum(file, sie.Question{Dimension: c.Dim, Objects: c.Object, Year: c.Year})
	if err != nil {
		return misused{err}
	}
	if cost.Marked == 0 {
		c.suggest(t, file)
	}
	if c.Format == "text" {
		return t.writeCost(c, cost)
	}
	return t.writeJSON(costJSON(cost))
}

const mostSuggested = 20

// suggest says that the objects are not there, and which are. The answer stands without it.
func (c sieCommand) suggest(t terminal, file *os.File) {
	fmt.Fprintf(t.err, "Ingen rad i filen är märkt med %s i dimension %d.\n", strings.Join(c.Object, " eller "), c.Dim)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return
	}
	books, err := sie.Survey(file, civil.Date{}, civil.Date{})
	if err != nil {
		return
	}
	var there []string
	for _, o := range books.Choices {
		if o.Dimension == c.Dim && o.Rows > 0 {
			there = append(there, o.Number)
		}
	}
	switch more := len(there) - mostSuggested; {
	case len(there) == 0:
		fmt.Fprintf(t.err, "Ingen kostnad i filen är märkt i dimension %d.\n", c.Dim)
	case more > 0:
		fmt.Fprintf(t.err, "Kostnader är märkta med bland andra %s och %d till.\n", strings.Join(there[:mostSuggested], ", "), more)
	default:
		fmt.Fprintf(t.err, "Kostnader är märkta med %s.\n", strings.Join(there, ", "))
	}
}

type costs struct {
	Company  string            `json:"company"`
	OrgNr    string            `json:"orgnr"`
	Objects  []string          `json:"objects"`
	Total    string            `json:"total"`
	ByMonth  map[string]string `json:"by_month"`
	ByClass  map[string]string `json:"by_class"`
	Vouchers int               `json:"vouchers"`
}

func costJSON(c sie.Cost) costs {
	decimals := func(sums map[string]money.Amount) map[string]string {
		texts := map[string]string{}
		for key, sum := range sums {
			texts[key] = sum.Decimal()
		}
		return texts
	}
	return costs{c.Company, c.OrgNr, c.Objects, c.Total.Decimal(), decimals(c.ByMonth), decimals(c.ByClass), c.Vouchers}
}

// writeCost writes the cost for reading, in Swedish.
func (t terminal) writeCost(asked sieCommand, c sie.Cost) error {
	w := bufio.NewWriter(t.out)
	year := ""
	if asked.Year != 0 {
		year = fmt.Sprintf(", år %d", asked.Year)
	}
	fmt.Fprintf(w, "%s %s\nObjekt %s i dimension %d%s\n", c.Company, c.OrgNr, strings.Join(c.Objects, ", "), asked.Dim, year)
	table := func(heading string, sums map[string]money.Amount) {
		fmt.Fprintf(w, "\n%s\n", heading)
		for _, key := range slices.Sorted(maps.Keys(sums)) {
			fmt.Fprintf(w, "  %-14s %24v\n", key, exactly(sums[key]))
		}
	}
	table("Månad", c.ByMonth)
	table("Kontoklass", c.ByClass)
	fmt.Fprintf(w, "\n  %-14s %24v\n  %-14s %24d\n\nFilens bokstäver: %s\n", "Summa", exactly(c.Total), "Verifikationer", c.Vouchers, c.Letters)
	return w.Flush()
}

// exactly is a sum with its öre, also where they are none, so that sums stand in line.
func exactly(a money.Amount) string {
	s := a.String()
	if a.Whole() {
		return strings.Replace(s, money.NoBreakSpace+"kr", ",00"+money.NoBreakSpace+"kr", 1)
	}
	return s
}
