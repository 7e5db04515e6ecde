package db

import (
	"strings"
	"sync"
)

// sqliteTypes is what the common column types are called in a STRICT table.
var sqliteTypes = map[string]string{
	"text":        "TEXT",
	"bigint":      "INTEGER",
	"boolean":     "INTEGER",
	"date":        "TEXT",
	"timestamptz": "TEXT",
	"bytea":       "BLOB",
}

// rewritten remembers statements already turned into SQLite's tongue. Statement
// texts are constants, so it stays small; the limit is for those that are not.
var rewritten = struct {
	sync.RWMutex
	texts map[string]string
}{texts: map[string]string{}}

const rewrittenLimit = 4096

// forSQLite turns a statement in the common subset into SQLite's: $1 becomes ?1,
// for SQLite takes $1 as a name and binds names in order of appearance; types in
// CAST become storage classes, for CAST(x AS date) would give a number.
func forSQLite(sql string) string {
	rewritten.RLock()
	text, ok := rewritten.texts[sql]
	rewritten.RUnlock()
	if ok {
		return text
	}
	text = rewrite(sql)
	rewritten.Lock()
	defer rewritten.Unlock()
	if len(rewritten.texts) >= rewrittenLimit {
		clear(rewritten.texts)
	}
	rewritten.texts[sql] = text
	return text
}

func rewrite(sql string) string {
	var out strings.Builder
	out.Grow(len(sql))
	var (
		casts   []int // depths at which a CAST is open
		depth   int
		pending bool // the word CAST was just seen
		typed   bool // the next word is the type of the innermost CAST
	)
	for _, t := range lex(sql) {
		if t.kind == blank {
			out.WriteString(t.text)
			continue
		}
		text := t.text
		switch {
		case t.kind == param:
			text = "?" + t.text[1:]
		case t.text == "(":
			depth++
			if pending {
				casts = append(casts, depth)
			}
		case t.text == ")":
			if n := len(casts); n > 0 && casts[n-1] == depth {
				casts = casts[:n-1]
			}
			depth--
		case typed:
			if name, ok := sqliteTypes[strings.ToLower(t.text)]; ok {
				text = name
			}
		}
		typed = t.is("AS") && len(casts) > 0 && casts[len(casts)-1] == depth
		pending = t.is("CAST")
		out.WriteString(text)
	}
	return out.String()
}

// migrationForSQLite turns the column types of CREATE TABLE and ALTER TABLE ADD
// COLUMN into storage classes and makes every table STRICT. What is already in
// SQLite's own words passes unchanged.
func migrationForSQLite(sql string) string {
	tokens := lex(sql)
	var out strings.Builder
	for i := 0; i < len(tokens); {
		n := 1
		if tokens[i].is("CREATE") {
			n = createTable(&out, tokens[i:])
		} else if tokens[i].is("ALTER") {
			n = alterTable(&out, tokens[i:])
		} else {
			out.WriteString(tokens[i].text)
		}
		i += n
	}
	return out.String()
}

// createTable writes the statement that starts the tokens and returns its length,
// or writes only the first word when it creates something else.
func createTable(out *strings.Builder, tokens []token) int {
	if second := after(tokens, 0); second == len(tokens) || !tokens[second].is("TABLE") {
		out.WriteString(tokens[0].text)
		return 1
	}
	depth, column, options, strict := 0, false, false, false
	for i, t := range tokens {
		text := t.text
		switch {
		case t.kind == blank:
			out.WriteString(text)
			continue
		case t.text == "(":
			depth++
			column = depth == 1
			out.WriteString(text)
			continue
		case t.text == ")":
			depth--
		case t.text == "," && depth == 1:
			column = true
			out.WriteString(text)
			continue
		case t.text == ";" && depth == 0:
			if !strict {
				if options {
					out.WriteString(",")
				}
				out.WriteString(" STRICT")
			}
			out.WriteString(text)
			return i + 1
		case depth == 0 && t.is("STRICT"):
			strict = true
		case depth == 0 && t.is("ROWID"):
			options = true
		}
		if !column {
			text = typeAfterName(tokens, i, depth, text)
		}
		column = false
		out.WriteString(text)
	}
	return len(tokens)
}

// typeAfterName maps the word at i when it stands where a column's type stands:
// right after the name that follows "(" or ",".
func typeAfterName(tokens []token, i, depth int, text string) string {
	if depth != 1 {
		return text
	}
	name := before(tokens, i)
	lead := before(tokens, name)
	if name < 0 || lead < 0 || tokens[lead].text != "(" && tokens[lead].text != "," {
		return text
	}
	if mapped, ok := sqliteTypes[strings.ToLower(text)]; ok {
		return mapped
	}
	return text
}

func alterTable(out *strings.Builder, tokens []token) int {
	for i, t := range tokens {
		text := t.text
		if t.text == ";" {
			out.WriteString(text)
			return i + 1
		}
		name := before(tokens, i)
		lead := before(tokens, name)
		if lead >= 0 && (tokens[lead].is("COLUMN") || tokens[lead].is("ADD")) && !tokens[name].is("COLUMN") {
			if mapped, ok := sqliteTypes[strings.ToLower(text)]; ok && t.kind == word {
				text = mapped
			}
		}
		out.WriteString(text)
	}
	return len(tokens)
}

// after is the index of the next token that says something, or len(tokens).
func after(tokens []token, i int) int {
	for i++; i < len(tokens) && tokens[i].kind == blank; i++ {
	}
	return i
}

// before is the index of the previous token that says something, or -1.
func before(tokens []token, i int) int {
	for i--; i >= 0 && tokens[i].kind == blank; i-- {
	}
	return i
}
