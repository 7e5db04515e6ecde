package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// isRule says whether a file of a room holds rules, and neither verbs nor SQL.
func isRule(s source) bool {
	return floorOf(s.dir) == room && !s.test && s.base != "doc.go" && s.base != "lines.go" &&
		!strings.HasSuffix(s.base, "_flow.go") && !isStore(s)
}

// impure are parts of the standard library that reach out of the program, or let
// somebody cut a rule short.
var impure = []string{"context", "crypto/rand", "database/sql", "embed", "log", "log/slog", "math/rand", "math/rand/v2", "net", "os", "sync"}

func rulesArePure(t tree) (broken []string) {
	for _, s := range t.code {
		if !isRule(s) {
			continue
		}
		for _, i := range s.imports() {
			switch {
			case i == "internal/frame/access" && s.base == "policy.go":
			case isHouse(i) && floorOf(i) != ground, slices.Contains(impure, i):
				broken = append(broken, fmt.Sprintf("%s imports %s; what needs it goes to a *_flow.go", s.path, i))
			}
		}
		s.uses(func(name string, at ast.Node) {
			if name == "time.Now" {
				broken = append(broken, fmt.Sprintf("%s asks what time it is", t.at(s, at)))
			}
		})
	}
	return broken
}

// clocks are the files below internal/app that may read the machine's clock.
var clocks = map[string]string{
	"internal/web/site.go":           "the default of Options.Now",
	"internal/web/buffered.go":       "a connection's deadline is set by the machine's clock",
	"internal/web/upload.go":         "so is that of a body on its way in",
	"internal/frame/job/job_flow.go": "River keeps time by the machine's clock; RunDue must agree with it",
}

func clockIsHandedIn(t tree) (broken []string) {
	for _, s := range t.program() {
		if clocks[s.path] != "" || floorOf(s.dir) >= app {
			continue
		}
		s.uses(func(name string, at ast.Node) {
			if name == "time.Now" || name == "time.Since" || name == "time.Until" {
				broken = append(broken, fmt.Sprintf("%s uses %s", t.at(s, at), name))
			}
		})
	}
	return broken
}

// whereabouts are what tells where somebody is.
var whereabouts = []string{".RemoteAddr", "X-Forwarded-For", "X-Real-IP", "Forwarded\""}

func addressesAreReadOnce(t tree) (broken []string) {
	for _, s := range t.program() {
		if s.path == "internal/web/proxies.go" || floorOf(s.dir) == nowhere {
			continue
		}
		for _, sign := range whereabouts {
			if strings.Contains(code(t.text(s.path)), sign) {
				broken = append(broken, fmt.Sprintf("%s reads %s", s.path, sign))
			}
		}
	}
	return broken
}

// code is a file without its comment lines and the help of its settings.
func code(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") && !strings.Contains(line, "help:") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func nobodyPrints(t tree) (broken []string) {
	printers := []string{"fmt.Print", "fmt.Printf", "fmt.Println", "os.Stdout", "os.Stderr",
		"log.Print", "log.Printf", "log.Println", "log.Fatal", "log.Fatalf", "log.Fatalln"}
	for _, s := range t.program() {
		if floorOf(s.dir) == command {
			continue
		}
		s.uses(func(name string, at ast.Node) {
			if slices.Contains(printers, name) {
				broken = append(broken, fmt.Sprintf("%s uses %s", t.at(s, at), name))
			}
		})
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.Ident); ok && (f.Name == "print" || f.Name == "println") {
					broken = append(broken, fmt.Sprintf("%s calls %s", t.at(s, call), f.Name))
				}
			}
			return true
		})
	}
	return broken
}

// A test may be skipped only for want of something outside the program, which the
// skip names: a setting or the browser.
func skipsHaveNames(t tree) (broken []string) {
	for _, s := range t.code {
		if !s.test || s.dir == "internal/archtest" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Skip" && sel.Sel.Name != "Skipf" && sel.Sel.Name != "SkipNow" {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "t" && x.Name != "b" && x.Name != "f" && x.Name != "tb" {
				return true
			}
			if why := literal(call.Args, 0); sel.Sel.Name != "Skip" || !strings.HasPrefix(why, "SAMSPEL_") && !strings.HasPrefix(why, "Chromium") {
				broken = append(broken, fmt.Sprintf("%s skips without naming a SAMSPEL_ setting or Chromium", t.at(s, call)))
			}
			return true
		})
	}
	return broken
}

// literal is the text of an argument that is a string literal, or "".
func literal(args []ast.Expr, i int) string {
	if i >= len(args) {
		return ""
	}
	lit, ok := args[i].(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}

// A switch over the states of a type names every one of them, or has a default.
func statesAreHandled(t tree) (broken []string) {
	ofState := map[string]string{}
	all := map[string][]string{}
	for _, s := range t.program() {
		for _, d := range s.ast.Decls {
			for _, c := range constants(d) {
				name := s.ast.Name.Name + "." + c.name
				of := s.ast.Name.Name + "." + c.of
				ofState[name], all[of] = of, append(all[of], name)
			}
		}
	}
	for _, s := range t.program() {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sw, ok := n.(*ast.SwitchStmt)
			if !ok || sw.Tag == nil {
				return true
			}
			named, of := map[string]bool{}, ""
			for _, clause := range sw.Body.List {
				c := clause.(*ast.CaseClause)
				if c.List == nil {
					return true
				}
				for _, e := range c.List {
					name := ""
					switch e := e.(type) {
					case *ast.Ident:
						name = s.ast.Name.Name + "." + e.Name
					case *ast.SelectorExpr:
						if x, ok := e.X.(*ast.Ident); ok {
							name = x.Name + "." + e.Sel.Name
						}
					}
					if ofState[name] == "" {
						return true
					}
					named[name], of = true, ofState[name]
				}
			}
			for _, name := range all[of] {
				if !named[name] {
					broken = append(broken, fmt.Sprintf("%s tells the states of %s apart and says nothing of %s", t.at(s, sw), of, name))
				}
			}
			return true
		})
	}
	return broken
}
