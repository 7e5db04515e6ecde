package coordination

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

const (
	// MaxAreas is how many areas a municipality can count by.
	MaxAreas     = 40
	maxAreaRunes = 60
)

// An Area (område) is a part of a municipality that it counts by, in its own words. It
// is chosen by whoever opens a matter, and is never an address.
type Area struct {
	ID, Name string
}

// AreaNames checks a municipality's list, one name for each area.
func AreaNames(typed []string) (names []string, err error) {
	for _, name := range typed {
		name = strings.Join(strings.Fields(name), " ")
		switch same := func(other string) bool { return strings.EqualFold(other, name) }; {
		case name == "":
		case utf8.RuneCountInString(name) > maxAreaRunes:
			return nil, fault.Invalid("names", "coordination.area.long", "name", name, "most", maxAreaRunes)
		case strings.ContainsFunc(name, unicode.IsDigit):
			return nil, fault.Invalid("names", "coordination.area.digits", "name", name)
		case slices.ContainsFunc(names, same):
			return nil, fault.Invalid("names", "coordination.area.twice", "name", name)
		default:
			names = append(names, name)
		}
	}
	if len(names) > MaxAreas {
		return nil, fault.Invalid("names", "coordination.area.many", "most", MaxAreas)
	}
	return names, nil
}
