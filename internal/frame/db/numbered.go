package db

import (
	"strconv"
	"strings"
)

// Numbered is n parameters in a row for an IN list, such as "$3, $4, $5" when the
// first is number 3.
func Numbered(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	return b.String()
}

// Anys is a list of any type as arguments.
func Anys[T any](list []T) []any {
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return args
}
