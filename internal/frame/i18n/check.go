package i18n

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	quoted = regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
	asked  = regexp.MustCompile(`(?:\bT\((?:[a-z.]*[cC]tx|[a-z.]*Context\(\)), |\.T\(|fault\.(?:Refused|Forbidden)\(|fault\.Invalid\("[^"]*", |\.Fail\("[^"]*", )"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
)

// Check reads the program's source and lists what is wrong with its words: keys
// that one language lacks, arguments that differ between languages, keys nobody
// uses, and keys that are used but have no text.
func (b *Bundle) Check(sources ...fs.FS) ([]string, error) {
	var problems []string
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }

	first := b.messages[Languages[0]]
	for _, lang := range Languages[1:] {
		for _, key := range slices.Sorted(maps.Keys(first)) {
			other, ok := b.messages[lang][key]
			switch {
			case !ok:
				problem("%s: missing in %s", key, lang)
			case !maps.Equal(first[key].placeholders(), other.placeholders()):
				problem("%s: other arguments in %s than in %s", key, lang, Languages[0])
			case len(first[key].forms) != len(other.forms):
				problem("%s: other plural forms in %s than in %s", key, lang, Languages[0])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(b.messages[lang])) {
			if _, ok := first[key]; !ok {
				problem("%s: missing in %s", key, Languages[0])
			}
		}
	}

	seen, wanted, err := keysIn(sources)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if !b.Has(key) {
			problem("%s: used in %s but has no text", key, wanted[key])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(first)) {
		if !seen[key] && !b.isDynamic(key) {
			problem("%s: nobody uses it", key)
		}
	}
	return problems, nil
}

func (b *Bundle) isDynamic(key string) bool {
	return slices.ContainsFunc(b.dynamic, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

// keysIn gives every quoted text that could be a key, and those that are asked
// for as keys with the file that asks.
func keysIn(sources []fs.FS) (seen map[string]bool, wanted map[string]string, err error) {
	seen, wanted = map[string]bool{}, map[string]string{}
	for _, source := range sources {
		err := fs.WalkDir(source, ".", func(path string, file fs.DirEntry, err error) error {
			if err != nil || file.IsDir() || !holdsKeys(path) {
				return err
			}
			text, err := fs.ReadFile(source, path)
			if err != nil {
				return err
			}
			for _, m := range quoted.FindAllSubmatch(text, -1) {
				seen[string(m[1])] = true
			}
			for _, m := range asked.FindAllSubmatch(text, -1) {
				wanted[string(m[1])] = path
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return seen, wanted, nil
}

func holdsKeys(path string) bool {
	switch {
	case strings.HasSuffix(path, "_templ.go"), strings.HasSuffix(path, "_test.go"):
		return false
	}
	return strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".templ")
}
