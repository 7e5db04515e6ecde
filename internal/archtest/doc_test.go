package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	zoneLine   = regexp.MustCompile(`(?m)\bZone: (P|O|both)\b`)
	tablesLine = regexp.MustCompile(`(?ms)^Tables: (.*?)(?:\n\n|\z)`)
	tableName  = regexp.MustCompile(`\b[a-z]+(?:_[a-z]+)+\b`)
)

// zoneOf is the zone that a package's doc.go names, or "".
func zoneOf(s source) string {
	if m := zoneLine.FindStringSubmatch(s.ast.Doc.Text()); m != nil {
		return m[1]
	}
	return ""
}

func roomsSayWhatTheyAre(t tree) (broken []string) {
	docs := map[string]source{}
	rooms := map[string]bool{}
	for _, s := range t.code {
		if floorOf(s.dir) == room && s.dir == "internal/room/"+roomOf(s.dir) {
			rooms[s.dir] = true
		}
		if s.base == "doc.go" {
			docs[s.dir] = s
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(rooms)) {
		doc, ok := docs[dir]
		if !ok {
			broken = append(broken, dir+" has no doc.go")
			continue
		}
		text := doc.ast.Doc.Text()
		for _, part := range []string{"Package " + path.Base(dir) + " is", "\nLaw: ", "\nZone: ", "\nTables: ", "\nIt must never know"} {
			if !strings.Contains("\n"+text, part) {
				broken = append(broken, fmt.Sprintf("%s does not say %q", doc.path, strings.TrimSpace(part)))
			}
		}
		if z := zoneOf(doc); z != "P" && z != "O" {
			broken = append(broken, fmt.Sprintf("%s names no zone, P or O", doc.path))
		}
	}
	return broken
}

// namedOtherwise are tables whose first word is not their package.
var namedOtherwise = map[string]string{
	"keys_keyset":   "lies among the keys, apart from the persons it opens",
	"keys_secret":   "lies among the keys",
	"keys_wrapping": "lies among the keys",
}

func tablesHaveOwners(t tree) (broken []string) {
	said := map[string][]string{} // table → packages whose doc.go names it
	zones := map[string]string{}
	for _, s := range t.code {
		if s.base != "doc.go" {
			continue
		}
		zones[s.dir] = zoneOf(s)
		m := tablesLine.FindStringSubmatch(s.ast.Doc.Text())
		if m == nil {
			continue
		}
		for _, table := range tableName.FindAllString(m[1], -1) {
			said[table] = append(said[table], s.dir)
		}
	}
	made := map[string]string{}
	for _, m := range migrations(t) {
		for _, table := range m.tables() {
			made[table] = m.owner()
		}
	}
	for _, table := range slices.Sorted(maps.Keys(made)) {
		owner := made[table]
		if got := said[table]; len(got) != 1 || got[0] != owner {
			broken = append(broken, fmt.Sprintf("table %s is made by %s and named by the doc.go of %v", table, owner, got))
		}
		if zones[owner] == "" {
			broken = append(broken, fmt.Sprintf("%s has the table %s, and its doc.go names no zone (P, O or both)", owner, table))
		}
		if !strings.HasPrefix(table, path.Base(owner)+"_") && namedOtherwise[table] == "" {
			broken = append(broken, fmt.Sprintf("table %s does not begin with its package %s", table, path.Base(owner)))
		}
	}
	for _, table := range slices.Sorted(maps.Keys(said)) {
		if made[table] == "" {
			broken = append(broken, fmt.Sprintf("%v names the table %s, which nobody makes", said[table], table))
		}
	}
	return broken
}

type constant struct{ name, of string }

// constants gives the constants of a declaration that have a type of the same package.
func constants(d ast.Decl) (all []constant) {
	gen, ok := d.(*ast.GenDecl)
	if !ok || gen.Tok != token.CONST {
		return nil
	}
	last := ""
	for _, spec := range gen.Specs {
		v := spec.(*ast.ValueSpec)
		switch of, ok := v.Type.(*ast.Ident); {
		case ok:
			last = of.Name
		case len(v.Values) > 0:
			last = ""
		}
		if last == "" || slices.Contains(builtins, last) {
			continue
		}
		for _, n := range v.Names {
			if n.Name != "_" {
				all = append(all, constant{n.Name, last})
			}
		}
	}
	return all
}

// builtins are no states.
var builtins = []string{"string", "int", "int64", "uint32", "byte", "float64", "bool", "rune", "uint8", "uint64", "int32"}
