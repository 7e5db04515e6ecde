package sdc

import (
	"bufio"
	"fmt"
	"io"
)

// Report writes what is hidden and why, in Swedish. It says which cells are small, so it
// is for whoever made the table and goes nowhere with it.
func (r Result) Report(to io.Writer) error {
	w := bufio.NewWriter(to)
	hidden := len(r.why) - r.Count(NotHidden)
	fmt.Fprintf(w, "Dolda celler: %d av %d, med k = %d.\n", hidden, len(r.why), r.k)
	for _, why := range []Reason{Small, Remainder, Everyone, Extra} {
		if n := r.Count(why); n > 0 {
			fmt.Fprintf(w, "  %d: %s\n", n, why.explain(r.k))
		}
	}
	switch {
	case hidden == 0:
		fmt.Fprintln(w, "Ingen cell är liten.")
	case r.Least() == hidden:
		fmt.Fprintln(w, "Färre går inte att dölja. Det är bevisat.")
	default:
		fmt.Fprintf(w, "Minst %d måste döljas. Att det går med färre än %d är varken bevisat eller uteslutet.\n", r.Least(), hidden)
	}
	a := newAttacker(r)
	for i := range r.table.Rows() {
		for j := range r.table.Columns() {
			why := r.Why(i, j)
			if why == NotHidden {
				continue
			}
			low, high := a.interval(i*r.table.Columns() + j)
			can := fmt.Sprintf("%v eller mer", low)
			if high != nil {
				can = fmt.Sprintf("%v–%v", low, high)
			}
			fmt.Fprintf(w, "rad %d %q, kolumn %d %q: %s. Läsaren kan räkna ut %s.\n",
				i+1, r.table.Row(i), j+1, r.table.Column(j), why.explain(r.k), can)
		}
	}
	if hidden > 0 {
		fmt.Fprintln(w, "Rapporten säger vilka celler som är små. Lämna den inte vidare med tabellen.")
	}
	return w.Flush()
}

func (w Reason) explain(k int) string {
	switch w {
	case Small:
		return fmt.Sprintf("liten, 1–%d", k-1)
	case Remainder:
		return fmt.Sprintf("alla utom 1–%d i raden eller kolumnen är här", k-1)
	case Everyone:
		return "alla i raden eller kolumnen är här"
	case Extra:
		return "döljs för att en annan dold cell inte ska gå att räkna ut"
	case NotHidden:
		return "visas"
	}
	return ""
}
