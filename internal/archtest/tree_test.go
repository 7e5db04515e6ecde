package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A tree is the program's source. Paths begin at the module's root.
type tree struct {
	files fs.FS
	set   *token.FileSet
	code  []source
	names []string // every path, Go or not
}

// source is one Go file.
type source struct {
	path, dir, base string
	test            bool // a _test.go file, or in a package that only tests use
	ast             *ast.File
}

// at is a place in the tree as editors find it.
func (t tree) at(s source, n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, t.set.Position(n.Pos()).Line)
}

// program is the Go code that runs outside tests.
func (t tree) program() []source {
	return slices.DeleteFunc(slices.Clone(t.code), func(s source) bool { return s.test })
}

func (t tree) text(name string) string {
	text, _ := fs.ReadFile(t.files, name)
	return string(text)
}

// imports gives the paths a file imports, those of this module without "samspel/".
func (s source) imports() []string {
	var paths []string
	for _, i := range s.ast.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		paths = append(paths, strings.TrimPrefix(p, module))
	}
	return paths
}

// uses gives every name taken from another package, "time.Now", called or not.
func (s source) uses(yield func(name string, at ast.Node)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				yield(x.Name+"."+sel.Sel.Name, sel)
			}
		}
		return true
	})
}

const module = "samspel/"

func read(files fs.FS) (tree, error) {
	t := tree{files: files, set: token.NewFileSet()}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || name == "internal/deps"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		t.names = append(t.names, name)
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(t.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		t.code = append(t.code, source{
			path: name, dir: dir, base: path.Base(name), ast: file,
			test: strings.HasSuffix(name, "_test.go") || isTestPackage(dir),
		})
		return nil
	})
	return t, err
}

// isTestPackage says whether a package is there for tests only: dbtest, concerntest.
func isTestPackage(dir string) bool { return strings.HasSuffix(dir, "test") }

var house = sync.OnceValues(func() (tree, error) { return read(os.DirFS("../..")) })

func openHouse(t *testing.T) tree {
	t.Helper()
	h, err := house()
	if err != nil {
		t.Fatal(err)
	}
	return h
}
