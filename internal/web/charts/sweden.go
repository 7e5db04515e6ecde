package charts

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// The outlines are Statistics Sweden's generalised boundaries in SWEREF 99 TM, by
// municipality code, as paths of SVG in units of 500 metres.
//
//go:embed sweden.json
var swedenFile []byte

// shape of a municipality.
type outline struct{ code, path string }

var sweden = sync.OnceValue(func() (all []outline) {
	var paths map[string]string
	if err := json.Unmarshal(swedenFile, &paths); err != nil {
		panic(err) // the file is the program's own
	}
	for code, path := range paths {
		all = append(all, outline{code, path})
	}
	slices.SortFunc(all, func(a, b outline) int {
		if a.code < b.code {
			return -1
		}
		return 1
	})
	return all
})

// OnMap says whether every code is a municipality of Sweden, which is all that can be drawn.
func OnMap(codes []string) bool {
	known := map[string]bool{}
	for _, o := range sweden() {
		known[o.code] = true
	}
	return len(codes) > 0 && !slices.ContainsFunc(codes, func(c string) bool { return !known[c] })
}

// A Map is figures of municipalities, shaded in five steps. The table beside has them all.
type Map struct {
	ID, Title, Description string
	// By is the figure of each municipality, by code; those left out are blank.
	By map[string]int64
	// Text writes a figure in the legend.
	Text func(int64) string
	// Blank says what is not shaded, and Credit whose outlines they are.
	Blank, Credit string
}

// bands is how many steps there are.
const bands = 5

func (m Map) width() int64 {
	most := int64(1)
	for _, n := range m.By {
		most = max(most, n)
	}
	return step(most)
}

// shade is the class of a municipality's outline.
func (m Map) shade(code string) string {
	n, there := m.By[code]
	if !there {
		return "none"
	}
	return bandClass(min(bands-1, max(0, n-1)/m.width()))
}

func bandClass(i int64) string { return "q" + string(rune('1'+i)) }

// A band is one step of the legend.
type band struct{ class, text string }

func (m Map) legend() (all []band) {
	w := m.width()
	for i := range int64(bands) {
		all = append(all, band{bandClass(i), m.Text(i*w) + " – " + m.Text((i+1)*w)})
	}
	return all
}
