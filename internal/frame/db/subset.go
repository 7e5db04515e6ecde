package db

import (
	"fmt"
	"strings"
)

// outside is what only one of the engines understands, or each in its own way,
// with what to write instead. Words with a "(" count only when a call.
var outside = map[string]string{
	"ilike":              "lower(…) = lower(…)",
	"similar":            "two comparisons",
	"glob":               "two comparisons",
	"now(":               "a parameter: the time comes from the caller",
	"current_timestamp":  "a parameter: the time comes from the caller",
	"current_date":       "a parameter: the day comes from the caller",
	"current_time":       "a parameter: the time comes from the caller",
	"datetime(":          "a parameter: the time comes from the caller",
	"strftime(":          "arithmetic in Go",
	"interval":           "arithmetic in Go",
	"any(":               "IN with enumerated parameters, or a join",
	"array":              "rows",
	"array_agg(":         "rows",
	"unnest(":            "rows",
	"ifnull(":            "coalesce(…)",
	"gen_random_uuid(":   "a parameter: ids are made in Go",
	"last_insert_rowid(": "RETURNING",
}

// CheckSubset says what in a statement is outside the SQL both engines speak
// alike. It reads words, not grammar: what it passes can still be wrong, and the
// tests on both engines say so.
func CheckSubset(sql string) error {
	var words []token
	for _, t := range lex(sql) {
		if t.kind != blank {
			words = append(words, t)
		}
	}
	at := func(i int) token {
		if i < 0 || i >= len(words) {
			return token{}
		}
		return words[i]
	}
	for i, t := range words {
		name := strings.ToLower(t.text)
		switch {
		case t.kind == quoted && t.text[0] == '$':
			return fmt.Errorf("dollar quotes: write '…'")
		case t.kind == quoted && t.text[0] == '\'' && at(i-1).is("E"):
			return fmt.Errorf("escapes as E'…': write a parameter")
		case t.text == "::":
			return fmt.Errorf("x::type: write CAST(x AS type)")
		case t.text == "?":
			return fmt.Errorf("?: write $1, $2, …")
		case t.text == "[":
			return fmt.Errorf("arrays: write rows")
		case t.text == "*" && isStar(at(i-1)):
			return fmt.Errorf("%s *: enumerate the columns", strings.ToUpper(at(i-1).text))
		case t.text == "*" && at(i-1).text == ".":
			return fmt.Errorf("table.*: enumerate the columns")
		case t.is("FOR") && (at(i+1).is("UPDATE") || at(i+1).is("SHARE") || at(i+1).is("NO") || at(i+1).is("KEY")):
			return fmt.Errorf("FOR %s: Write is serializable already", strings.ToUpper(at(i+1).text))
		case t.is("DISTINCT") && at(i+1).is("ON"):
			return fmt.Errorf("DISTINCT ON: write a window function")
		case t.is("OR") && at(i-1).is("INSERT"):
			return fmt.Errorf("INSERT OR …: write ON CONFLICT")
		}
		if t.kind != word {
			continue
		}
		if instead, ok := outside[name]; ok && at(i-1).text != "." {
			return fmt.Errorf("%s: write %s", t.text, instead)
		}
		if instead, ok := outside[name+"("]; ok && at(i+1).text == "(" {
			return fmt.Errorf("%s(…): write %s", t.text, instead)
		}
	}
	return nil
}

// isStar says whether a * after t means all columns, and is not a product.
func isStar(t token) bool {
	for _, w := range []string{"SELECT", "DISTINCT", "ALL", "RETURNING"} {
		if t.is(w) {
			return true
		}
	}
	return false
}
