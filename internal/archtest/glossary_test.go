package archtest

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	glossaryRow = regexp.MustCompile("(?m)^\\| ([^|`]+) \\| `([^`]+)` \\| ([^|]+) \\|$")
	tableRow    = regexp.MustCompile("(?m)^\\|.*`.*\\|$")
)

func TestGlossary(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	comments := map[string]string{}
	for _, s := range h.program() {
		maps.Copy(comments, comment(s))
	}
	page := h.text("docs/glossary.md")
	rows := glossaryRow.FindAllStringSubmatch(page, -1)
	if len(rows) == 0 || len(rows) != len(tableRow.FindAllString(page, -1)) {
		t.Fatalf("%d rows of docs/glossary.md are read as Swedish | `identifier` | English", len(rows))
	}
	listed := map[string]bool{}
	for _, row := range rows {
		swedish, name := row[1], row[2]
		listed[name] = true
		text, ok := comments[name]
		switch {
		case !ok:
			t.Errorf("docs/glossary.md: %s is not there", name)
		case !strings.Contains(strings.ToLower(strings.Join(strings.Fields(text), " ")), strings.ToLower(swedish)):
			t.Errorf("docs/glossary.md: the comment on %s does not hold the word %q, so nobody who searches for it finds the code", name, swedish)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(comments)) {
		if word := translated(name, comments[name]); word != "" && !listed[name] {
			t.Errorf("docs/glossary.md: %s (%s) is missing", name, word)
		}
	}
}

// comment gives what is written on the exported types, constants, functions and
// methods of a file: "concern.Report", "civil.Date.Holiday".
func comment(s source) map[string]string {
	found := map[string]string{}
	add := func(name string, texts ...*ast.CommentGroup) {
		for _, text := range texts {
			found[s.ast.Name.Name+"."+name] += text.Text()
		}
	}
	for _, d := range s.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name.Name, d.Doc)
				continue
			}
			of := d.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			if of, ok := of.(*ast.Ident); ok {
				add(of.Name+"."+d.Name.Name, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					doc := spec.Doc
					if doc == nil {
						doc = d.Doc
					}
					add(spec.Name.Name, doc)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						add(n.Name, spec.Doc, spec.Comment)
					}
				}
			}
		}
	}
	return found
}

// translated is the Swedish word that a comment gives right after the name it is
// on, as in "A Report (orosanmälan) is", or "".
func translated(name, text string) string {
	last := name[strings.LastIndex(name, ".")+1:]
	if !ast.IsExported(last) {
		return ""
	}
	for _, article := range []string{"", "A ", "An "} {
		if rest, ok := strings.CutPrefix(text, article+last+" ("); ok {
			word, _, _ := strings.Cut(rest, ")")
			return word
		}
	}
	return ""
}
