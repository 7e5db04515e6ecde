package db

import "strings"

type tokenKind uint8

const (
	blank  tokenKind = iota // white space and comments
	quoted                  // 'text', "name", $tag$text$tag$
	word                    // a bare name or keyword
	number
	param  // $1
	symbol // everything else; :: is one symbol
)

type token struct {
	kind tokenKind
	text string
}

// is says whether the token is the given bare word, whatever its case.
func (t token) is(w string) bool { return t.kind == word && strings.EqualFold(t.text, w) }

// lex cuts SQL into tokens whose texts joined give the SQL back.
func lex(sql string) []token {
	var out []token
	for len(sql) > 0 {
		kind, n := first(sql)
		out = append(out, token{kind, sql[:n]})
		sql = sql[n:]
	}
	return out
}

func first(s string) (tokenKind, int) {
	c := s[0]
	switch {
	case isSpace(c):
		return blank, span(s, isSpace)
	case strings.HasPrefix(s, "--"):
		return blank, until(s, 2, "\n")
	case strings.HasPrefix(s, "/*"):
		return blank, until(s, 2, "*/")
	case c == '\'' || c == '"':
		return quoted, quotedLength(s, c)
	case c == '$':
		if n := span(s[1:], isDigit); n > 0 {
			return param, 1 + n
		}
		tag := 1 + span(s[1:], isWord)
		if tag < len(s) && s[tag] == '$' {
			return quoted, until(s, tag+1, s[:tag+1])
		}
		return symbol, 1
	case isDigit(c):
		return number, span(s, func(c byte) bool { return isWord(c) || c == '.' })
	case isWord(c):
		return word, span(s, func(c byte) bool { return isWord(c) || c == '$' })
	case strings.HasPrefix(s, "::"):
		return symbol, 2
	}
	return symbol, 1
}

func quotedLength(s string, quote byte) int {
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(s)
}

// until is the length of s through the first end found at or after from.
func until(s string, from int, end string) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

func span(s string, in func(byte) bool) int {
	i := 0
	for i < len(s) && in(s[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
