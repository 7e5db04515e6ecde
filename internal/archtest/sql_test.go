package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/db"
)

// besideStores are packages that speak to a database engine itself, and why.
var besideStores = map[string]string{
	"internal/frame/db":  "it is the database",
	"internal/frame/job": "River brings its own SQL and shares the transaction",
}

var (
	statement = regexp.MustCompile(`^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s*(\(.*\)\s*)?AS\s|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|UNIQUE|TRIGGER|VIEW)\s|PRAGMA\s)`)
	clause    = regexp.MustCompile(`\b(SELECT|FROM|WHERE|INSERT|UPDATE|DELETE|VALUES|SET|AND|OR|JOIN|CONFLICT|RETURNING|ORDER BY|LIMIT)\b`)
)

func isStore(s source) bool { return strings.HasSuffix(s.base, "_store.go") }

// texts gives every string of a file; what is written with + is one, in which a
// name stands where a value is put in.
func texts(s source, yield func(text string, at ast.Node)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if n.Op != token.ADD || !holdsText(n) {
				return true
			}
			yield(written(n), n)
			return false
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				yield(written(n), n)
			}
		}
		return true
	})
}

func holdsText(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.STRING
	case *ast.BinaryExpr:
		return holdsText(e.X) || holdsText(e.Y)
	}
	return false
}

func written(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return written(e.X) + written(e.Y)
	}
	return "value"
}

func sqlLiesInStores(t tree) (broken []string) {
	for _, s := range t.program() {
		if besideStores[s.dir] != "" {
			continue
		}
		for _, i := range s.imports() {
			if i == "database/sql" {
				broken = append(broken, fmt.Sprintf("%s imports database/sql; statements go through db.Tx", s.path))
			}
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch name := sel.Sel.Name; {
			case (name == "SQL" || name == "Pgx") && len(call.Args) == 0:
				broken = append(broken, fmt.Sprintf("%s calls %s, which is for the job queue only", t.at(s, call), name))
			case (name == "Exec" || name == "Query" || name == "QueryRow") && len(call.Args) >= 2 && !isStore(s):
				broken = append(broken, fmt.Sprintf("%s calls %s in a file that is not a store", t.at(s, call), name))
			}
			return true
		})
		if !isStore(s) {
			texts(s, func(text string, at ast.Node) {
				if statement.MatchString(text) {
					broken = append(broken, fmt.Sprintf("%s holds SQL in a file that is not a store", t.at(s, at)))
				}
			})
		}
	}
	return broken
}

// oneEngine are tables that only one engine has.
var oneEngine = map[string]string{
	"audit_pending": "PostgreSQL only, where many nodes write; SQLite's one writer links a change at once",
}

func onOneEngine(text string) bool {
	for table := range oneEngine {
		if strings.Contains(text, table) {
			return true
		}
	}
	return false
}

func sqlIsCommon(t tree) (broken []string) {
	for _, s := range t.program() {
		if !isStore(s) {
			continue
		}
		texts(s, func(text string, at ast.Node) {
			if !clause.MatchString(text) || onOneEngine(text) {
				return
			}
			if err := db.CheckSubset(text); err != nil {
				broken = append(broken, fmt.Sprintf("%s: %v", t.at(s, at), err))
			}
		})
	}
	for _, m := range migrations(t) {
		if m.engine != "" {
			continue
		}
		if err := db.CheckSubset(m.text); err != nil {
			broken = append(broken, fmt.Sprintf("%s: %v", m.path, err))
		}
		for _, c := range m.columns() {
			if !slices.Contains(columnTypes, c.kind) {
				broken = append(broken, fmt.Sprintf("%s: column %s is %s, which is not one of %s", m.path, c.name, c.kind, strings.Join(columnTypes, ", ")))
			}
		}
	}
	return broken
}

// columnTypes are those frame/db can turn into either engine's own.
var columnTypes = []string{"text", "bigint", "boolean", "date", "timestamptz", "bytea"}

// A migration is one file of a line.
type migration struct {
	path, dir, stem, engine string
	text                    string
}

func migrations(t tree) (all []migration) {
	for _, name := range t.names {
		if !strings.HasSuffix(name, ".sql") || !strings.Contains(name, "/migrations/") {
			continue
		}
		m := migration{path: name, dir: path.Dir(name), stem: strings.TrimSuffix(path.Base(name), ".sql"), text: t.text(name)}
		for _, engine := range []string{"sqlite", "postgres"} {
			if stem, ok := strings.CutSuffix(m.stem, "."+engine); ok {
				m.stem, m.engine = stem, engine
			}
		}
		all = append(all, m)
	}
	return all
}

// owner is the package whose line the migration is.
func (m migration) owner() string {
	dir, _, _ := strings.Cut(m.path, "/migrations/")
	return dir
}

var (
	numbered   = regexp.MustCompile(`^[0-9]{4}_`)
	created    = regexp.MustCompile(`(?i)CREATE\s+TABLE\s+(?:IF NOT EXISTS\s+)?(\w+)\s*\(`)
	referred   = regexp.MustCompile(`(?i)REFERENCES\s+(\w+)`)
	column     = regexp.MustCompile(`^\s+([a-z_]+)\s+([a-zA-Z]+)`)
	sqlComment = regexp.MustCompile(`--[^\n]*`)
)

func (m migration) tables() (names []string) {
	for _, found := range created.FindAllStringSubmatch(sqlComment.ReplaceAllString(m.text, ""), -1) {
		names = append(names, found[1])
	}
	return names
}

type columnOf struct{ name, kind string }

// columns reads the lines between the brackets of every CREATE TABLE: a name in
// small letters and its type. What holds for the whole table is in capitals.
func (m migration) columns() (all []columnOf) {
	text := sqlComment.ReplaceAllString(m.text, "")
	for _, at := range created.FindAllStringIndex(text, -1) {
		body, _, _ := strings.Cut(text[at[1]:], ";")
		for line := range strings.SplitSeq("\n\t"+body, "\n") {
			if c := column.FindStringSubmatch(line); c != nil {
				all = append(all, columnOf{c[1], c[2]})
			}
		}
	}
	return all
}

func migrationsAreNumbered(t tree) (broken []string) {
	folders := map[string][]migration{}
	for _, m := range migrations(t) {
		folders[m.dir] = append(folders[m.dir], m)
	}
	for dir, files := range folders {
		var stems []string
		for _, m := range files {
			stems = append(stems, m.stem)
			if m.engine == "" {
				continue
			}
			if !slices.ContainsFunc(files, func(o migration) bool { return o.stem == m.stem && o.engine != "" && o.engine != m.engine }) {
				broken = append(broken, fmt.Sprintf("%s has no counterpart for the other engine", m.path))
			}
			if !slices.ContainsFunc(sqlComment.FindAllString(m.text, -1), func(c string) bool { return !strings.Contains(c, "+goose") }) {
				broken = append(broken, fmt.Sprintf("%s has no comment that says why the engines must differ", m.path))
			}
		}
		slices.Sort(stems)
		stems = slices.Compact(stems)
		// Numbers may be left out: lines of work that go on beside each other have their own.
		for n, stem := range stems {
			switch {
			case !numbered.MatchString(stem):
				broken = append(broken, fmt.Sprintf("%s/%s does not begin with a number of four digits", dir, stem))
			case n == 0 && stem[:4] != "0001":
				broken = append(broken, fmt.Sprintf("%s/%s should have the number 0001", dir, stem))
			case n > 0 && stem[:4] == stems[n-1][:4]:
				broken = append(broken, fmt.Sprintf("%s/%s has the number of %s", dir, stem, stems[n-1]))
			}
		}
	}
	return broken
}

func foreignKeysPointDown(t tree) (broken []string) {
	owner := map[string]string{}
	for _, m := range migrations(t) {
		for _, table := range m.tables() {
			owner[table] = m.owner()
		}
	}
	for _, m := range migrations(t) {
		for _, found := range referred.FindAllStringSubmatch(sqlComment.ReplaceAllString(m.text, ""), -1) {
			own, other := m.owner(), owner[found[1]]
			edge, _ := frameEdge(own, other)
			switch {
			case other == "":
				broken = append(broken, fmt.Sprintf("%s refers to %s, which nobody makes", m.path, found[1]))
			case own != other && floorOf(other) >= floorOf(own) && frameEdges[edge] == "":
				broken = append(broken, fmt.Sprintf("%s refers to %s of %s, which is not below it", m.path, found[1], other))
			}
		}
	}
	return broken
}
