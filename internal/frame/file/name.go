package file

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a name is kept, in letters; the extension always stays.
const maxName = 120

// CleanName is what is kept of the name a file came with: no folders, nothing that
// cannot be seen and nothing that turns the direction of reading, in which
// "gpj.exe" passes for a picture. What is left of nothing is "".
func CleanName(name string) string {
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "_")
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(norm.NFC.String(name)), " "), ". ")
	extension := path.Ext(name)
	if utf8.RuneCountInString(extension) > 8 {
		extension = ""
	}
	stem := []rune(strings.TrimSuffix(name, extension))
	if room := maxName - utf8.RuneCountInString(extension); len(stem) > room {
		stem = stem[:room]
	}
	return strings.TrimRight(string(stem), ". ") + extension
}
