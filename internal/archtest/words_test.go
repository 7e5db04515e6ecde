package archtest

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/i18n"
)

// catalogues are the packages with words of their own.
func catalogues(t tree) (dirs []string) {
	for _, name := range t.names {
		if dir, ok := strings.CutSuffix(name, "/locale/sv.json"); ok {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func TestWords(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	var files []fs.FS
	for _, dir := range catalogues(h) {
		files = append(files, os.DirFS("../../"+dir))
	}
	words, err := i18n.Load(files...)
	if err != nil {
		t.Fatal(err)
	}
	problems, err := words.Check(os.DirFS(".."), os.DirFS("../../cmd"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

func cataloguesAreLoaded(t tree) (broken []string) {
	var wiring strings.Builder
	for _, s := range t.program() {
		if s.dir == "internal/app" {
			wiring.WriteString(t.text(s.path))
		}
	}
	for _, dir := range catalogues(t) {
		if dir != "internal/app" && !strings.Contains(wiring.String(), path.Base(dir)+".Locale") {
			broken = append(broken, fmt.Sprintf("%s/locale: internal/app does not load it", dir))
		}
	}
	return broken
}

// inSwedish is every text as the catalogue has it, all forms of it.
func inSwedish(t tree) map[string]string {
	texts := map[string]string{}
	for _, dir := range catalogues(t) {
		var entries map[string]json.RawMessage
		_ = json.Unmarshal([]byte(t.text(dir+"/locale/sv.json")), &entries) // TestWords tells of a malformed one
		for key, text := range entries {
			texts[key] = string(text)
		}
	}
	return texts
}

// lacking gives the arguments that a text asks for and a call does not give. Where
// arguments are handed on as a list, or named by a variable, nothing can be said.
func lacking(text string, args []ast.Expr) (names []string) {
	var given []string
	for i := 0; i < len(args); i += 2 {
		given = append(given, literal(args, i))
	}
	for _, m := range argument.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(given, m[1]) && !slices.Contains(given, "") {
			names = append(names, m[1])
		}
	}
	return names
}

// filledLater are texts whose arguments are put in by somebody else.
var filledLater = map[string]string{
	"web.autosave.saved":   "the script that saves puts in the time",
	"web.upload.sending":   "the script that sends puts in how far it has come",
	"web.upload.too_large": "the script that sends puts in the file's name",
}

// textsGetArguments looks at T(ctx, "key", …), l.T("key", …) and
// form.Fail("field", "key", …), in templates as templ has written them out.
func textsGetArguments(t tree) (broken []string) {
	swedish := inSwedish(t)
	for _, s := range t.program() {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || nameOf(call) != "T" && nameOf(call) != "Fail" {
				return true
			}
			for i := range call.Args {
				text, ok := swedish[literal(call.Args, i)]
				if !ok || filledLater[literal(call.Args, i)] != "" {
					continue
				}
				for _, missing := range lacking(text, call.Args[i+1:]) {
					broken = append(broken, fmt.Sprintf("%s: the text of %s asks for {%s}, which is not given", t.at(s, call), literal(call.Args, i), missing))
				}
				break
			}
			return true
		})
	}
	return broken
}

var argument = regexp.MustCompile(`\{([a-z_]+)\}`)

// faultsHaveWords finds the key of every fault, also where a function is given it,
// and holds the arguments against those its Swedish text asks for.
func faultsHaveWords(t tree) (broken []string) {
	swedish := inSwedish(t)
	// Functions that hand a parameter on as the key, by package and name.
	type handing struct{ dir, name string }
	handsOn := map[handing]int{}
	check := func(s source, call ast.Node, key string, args []ast.Expr) {
		text, ok := swedish[key]
		if !ok {
			broken = append(broken, fmt.Sprintf("%s: the fault %s has no text", t.at(s, call), key))
			return
		}
		for _, missing := range lacking(text, args) {
			broken = append(broken, fmt.Sprintf("%s: the text of %s asks for {%s}, which is not given", t.at(s, call), key, missing))
		}
	}
	program := t.program()
	for _, s := range program {
		for _, d := range s.ast.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				at := keyOf(call)
				if at < 0 || at >= len(call.Args) {
					return true
				}
				if key := literal(call.Args, at); key != "" {
					check(s, call, key, call.Args[at+1:])
					return true
				}
				for name, f := range functions(d) {
					if i := parameter(f, call.Args[at]); i >= 0 {
						handsOn[handing{s.dir, name}] = i
						return true
					}
				}
				broken = append(broken, fmt.Sprintf("%s: the key of a fault is put together; write it out, so that it can be found", t.at(s, call)))
				return true
			})
		}
	}
	for _, s := range program {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if i, ok := handsOn[handing{s.dir, nameOf(call)}]; ok {
				check(s, call, literal(call.Args, i), nil)
			}
			return true
		})
	}
	return broken
}

// keyOf is which argument of a call is a fault's key, or -1.
func keyOf(call *ast.CallExpr) int {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return -1
	}
	switch x, ok := sel.X.(*ast.Ident); {
	case !ok || x.Name != "fault":
		return -1
	case sel.Sel.Name == "Invalid":
		return 1
	case sel.Sel.Name == "Refused" || sel.Sel.Name == "Forbidden":
		return 0
	}
	return -1
}

// nameOf is the last name of what is called.
func nameOf(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// functions gives the function declared and those it gives names to inside.
func functions(d ast.Decl) map[string]*ast.FuncType {
	named := map[string]*ast.FuncType{}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			named[n.Name.Name] = n.Type
		case *ast.AssignStmt:
			for i, e := range n.Rhs {
				f, ok := e.(*ast.FuncLit)
				if name, isName := n.Lhs[min(i, len(n.Lhs)-1)].(*ast.Ident); ok && isName {
					named[name.Name] = f.Type
				}
			}
		}
		return true
	})
	return named
}

// parameter is which parameter of f the expression is, or -1.
func parameter(f *ast.FuncType, e ast.Expr) int {
	name, ok := e.(*ast.Ident)
	if !ok {
		return -1
	}
	i := 0
	for _, field := range f.Params.List {
		for _, n := range field.Names {
			if n.Name == name.Name {
				return i
			}
			i++
		}
	}
	return -1
}
