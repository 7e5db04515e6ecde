// Package docs_test holds the documents to what is there: links lead somewhere,
// paths exist, settings are the program's, decisions have numbers of their own.
package docs_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const root = ".."

// documents is every Markdown file that somebody here wrote, by its path from the root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != "."):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".md":
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 5 {
		t.Fatalf("only %d documents found", len(found))
	}
	return found
}

var (
	fence   = regexp.MustCompile("(?ms)^```.*?^```")
	code    = regexp.MustCompile("`[^`\n]*`")
	link    = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	aside   = regexp.MustCompile(`(?m)^\[[^\]]+\]:\s*(\S+)`)
	heading = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)
	scheme  = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:`)
)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	docs := documents(t)
	for name, text := range docs {
		prose := code.ReplaceAllString(fence.ReplaceAllString(text, ""), "")
		for _, m := range slices.Concat(link.FindAllStringSubmatch(prose, -1), aside.FindAllStringSubmatch(prose, -1)) {
			target := m[1]
			if scheme.MatchString(target) {
				continue
			}
			file, anchor, _ := strings.Cut(target, "#")
			at := name
			if file != "" {
				at = path.Join(path.Dir(name), file)
			}
			if _, err := os.Stat(filepath.Join(root, at)); err != nil || strings.HasPrefix(at, "..") {
				t.Errorf("%s: %s leads nowhere", name, target)
				continue
			}
			if to, ok := docs[at]; ok && anchor != "" && !slices.Contains(anchors(to), anchor) {
				t.Errorf("%s: %s has no heading %q", name, at, anchor)
			}
		}
	}
}

// anchors is what the headings of a document are called in its address.
func anchors(text string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, m[1]))
	}
	return all
}

var ownPath = regexp.MustCompile("`((?:cmd|internal|docs|test)/[^`\\s]+)`")

// A path in a document is read as a promise that it is there. "…" and "{…}" say
// that it stands for several.
func TestPathsExist(t *testing.T) {
	t.Parallel()
	for name, text := range documents(t) {
		for _, m := range ownPath.FindAllStringSubmatch(text, -1) {
			if strings.ContainsAny(m[1], "…{<*") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
				t.Errorf("%s: %s is not there", name, m[1])
			}
		}
	}
}

var (
	setting   = regexp.MustCompile(`SAMSPEL_[A-Z_]+`)
	inProgram = regexp.MustCompile(`env:"(SAMSPEL_[A-Z_]+)"`)
)

// docs/operations.md names every setting of the program, and no document names one
// that the program does not know.
func TestSettingsAreTheProgrammes(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, pattern := range []string{"internal/app/*.go", "cmd/samspel/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range inProgram.FindAllStringSubmatch(string(text), -1) {
				known[m[1]] = true
			}
		}
	}
	if len(known) == 0 {
		t.Fatal("no settings found in the program")
	}
	docs := documents(t)
	for s := range known {
		if !slices.Contains(setting.FindAllString(docs["docs/operations.md"], -1), s) {
			t.Errorf("docs/operations.md does not tell of %s", s)
		}
	}
	for name, text := range docs {
		for _, s := range setting.FindAllString(text, -1) {
			if !known[s] && !strings.HasPrefix(s, "SAMSPEL_TEST_") {
				t.Errorf("%s: the program has no setting %s", name, s)
			}
		}
	}
}

var decision = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)

// A decision is never edited into another; it is replaced by one with a new number.
func TestDecisionsAreNumbered(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("adr")
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile("adr/README.md")
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]string{}
	for _, f := range files {
		if f.Name() == "README.md" {
			continue
		}
		m := decision.FindStringSubmatch(f.Name())
		if m == nil {
			t.Errorf("adr/%s: want a name such as 0001-rooms-and-floors.md", f.Name())
			continue
		}
		if other, taken := numbers[m[1]]; taken {
			t.Errorf("adr/%s and adr/%s have the same number", other, f.Name())
		}
		numbers[m[1]] = f.Name()
		text, err := os.ReadFile(filepath.Join("adr", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"} {
			if !strings.Contains(string(text), part) {
				t.Errorf("adr/%s lacks %q", f.Name(), strings.TrimSpace(part))
			}
		}
		if !strings.Contains(string(index), "("+f.Name()+")") {
			t.Errorf("adr/README.md does not list %s", f.Name())
		}
	}
	if len(numbers) == 0 {
		t.Error("no decisions found")
	}
}
