package grant

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WriteWishes writes wishes as [ReadWishes] reads them, so that anybody can share the pool
// again. A municipality that is barred is written as one that does not want more, which
// gives it the same share.
func WriteWishes(to io.Writer, wishes []Wish) error {
	w := csv.NewWriter(to)
	// What goes wrong with a row is kept until the end.
	_ = w.Write(wishColumns)
	for _, x := range wishes {
		extra := ""
		if x.Interested && x.Barred == "" {
			extra = strconv.FormatInt(x.Extra, 10)
		}
		_ = w.Write([]string{guard(x.Code), guard(x.Name), strconv.FormatInt(x.Frame, 10), extra})
	}
	w.Flush()
	return w.Error()
}
