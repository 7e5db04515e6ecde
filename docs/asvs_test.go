package docs_test

import (
	"encoding/csv"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	demand   = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	namedAs  = regexp.MustCompile("`([a-z0-9]+)\\.(Test\\w+)`")
	counted  = regexp.MustCompile(`\*\*(\d+)\*\* rows: \*\*(\d+)\*\* kept, \*\*(\d+)\*\* not kept, \*\*(\d+)\*\* not applicable`)
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// alsoThird are the chapters whose level 3 is asked of us too.
var alsoThird = []string{"6", "7", "8", "11", "16"}

func TestASVSIsWhole(t *testing.T) {
	t.Parallel()
	list, err := os.Open("testdata/asvs-5.0.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	numbers, err := csv.NewReader(list).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{}
	for _, row := range numbers[1:] {
		chapter, _, _ := strings.Cut(row[0], ".")
		if row[1] != "3" || slices.Contains(alsoThird, chapter) {
			wanted[row[0]] = row[1]
		}
	}
	text, err := os.ReadFile("asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, seen, states := namedTests(t), map[string]bool{}, map[string]int{}
	for _, m := range demand.FindAllStringSubmatch(string(text), -1) {
		number, level, state, shown := m[1], m[2], m[4], m[5]
		switch {
		case wanted[number] == "":
			t.Errorf("%s is not asked of us", number)
		case wanted[number] != level:
			t.Errorf("%s is of level %s, not %s", number, wanted[number], level)
		case seen[number]:
			t.Errorf("%s has two rows", number)
		}
		seen[number] = true
		states[state]++
		for _, name := range namedAs.FindAllStringSubmatch(shown, -1) {
			if !tests[name[1]+"."+name[2]] {
				t.Errorf("%s: there is no test %s.%s", number, name[1], name[2])
			}
		}
	}
	for number := range wanted {
		if !seen[number] {
			t.Errorf("%s has no row", number)
		}
	}
	for state := range states {
		if !slices.Contains([]string{"kept", "not kept", "not applicable"}, state) {
			t.Errorf("%q is no state", state)
		}
	}
	want := fmt.Sprint([]int{len(seen), states["kept"], states["not kept"], states["not applicable"]})
	sum := counted.FindStringSubmatch(string(text))
	var told []int
	for _, n := range sum[min(1, len(sum)):] {
		n, _ := strconv.Atoi(n)
		told = append(told, n)
	}
	if fmt.Sprint(told) != want {
		t.Errorf("the summary counts %v, the rows %s", told, want)
	}
}

// namedTests is every test of the tree, by the folder of its package: "web.TestHealth".
func namedTests(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	eachGo(t, func(name string, text []byte) {
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			found[path.Base(path.Dir(name))+"."+string(m[1])] = true
		}
	})
	return found
}

func eachGo(t *testing.T, do func(name string, text []byte)) {
	t.Helper()
	for _, top := range []string{"internal", "cmd", "test", "docs"} {
		err := fs.WalkDir(os.DirFS(root), top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".go" {
				return err
			}
			text, err := os.ReadFile(filepath.Join(root, name))
			do(name, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

var cryptography = regexp.MustCompile(`^(crypto(/|$)|math/rand|golang\.org/x/crypto/|github\.com/(alexedwards/argon2id|tink-crypto/|pquerna/otp|go-webauthn/|coreos/go-oidc/|ncruces/go-sqlite3/vfs/(adiantum|xts)))`)

// Every package that ciphers, hashes, signs or draws lots is in the inventory of
// docs/security.md, and what only tests or demonstrates needs not be.
func TestCryptographyIsListed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	_, inventory, _ := strings.Cut(string(text), "\n## Keys and ciphers\n")
	inventory, _, _ = strings.Cut(inventory, "\n## ")
	using := map[string]bool{}
	eachGo(t, func(name string, text []byte) {
		folder := path.Dir(name)
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(folder, "test") || strings.HasPrefix(folder, "test") ||
			strings.HasPrefix(folder, "internal/app/") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if cryptography.MatchString(strings.Trim(i.Path.Value, `"`)) {
				using[folder] = true
			}
		}
	})
	for folder := range using {
		if !strings.Contains(inventory, "`"+folder+"`") {
			t.Errorf("%s uses cryptography that docs/security.md does not list", folder)
		}
	}
	for _, m := range ownPath.FindAllStringSubmatch(inventory, -1) {
		if strings.HasPrefix(m[1], "internal/") && path.Ext(m[1]) == "" && !using[m[1]] {
			t.Errorf("%s is listed and uses none", m[1])
		}
	}
}
