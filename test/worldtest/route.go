package worldtest

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// A Route is one pattern of the program's router.
type Route struct {
	Pattern, Method, Path string
	// Names is the route's wildcards, in order.
	Names []string
}

var wildcard = regexp.MustCompile(`\{([a-z_]+)(?:\.\.\.)?\}`)

// Fill is the route's address with each wildcard replaced, escaped already.
func (r Route) Fill(value func(name string) string) string {
	path := wildcard.ReplaceAllStringFunc(r.Path, func(s string) string { return value(strings.Trim(s, "{}.")) })
	return strings.TrimSuffix(path, "{$}")
}

// routesOf reads the patterns out of the router itself. net/http does not tell
// them, and a list kept by hand would lack just the route that somebody forgot.
func routesOf(mux *http.ServeMux) []Route {
	found := map[string]bool{}
	add := func(patterns reflect.Value) {
		for i := range patterns.Len() {
			found[patterns.Index(i).Elem().FieldByName("str").String()] = true
		}
	}
	index := reflect.ValueOf(mux).Elem().FieldByName("index")
	if !index.IsValid() {
		return nil
	}
	add(index.FieldByName("multis"))
	for each := index.FieldByName("segments").MapRange(); each.Next(); {
		add(each.Value())
	}
	var routes []Route
	for pattern := range found {
		r := Route{Pattern: pattern, Path: pattern}
		if method, path, ok := strings.Cut(pattern, " "); ok {
			r.Method, r.Path = method, strings.TrimSpace(path)
		}
		for _, m := range wildcard.FindAllStringSubmatch(r.Path, -1) {
			r.Names = append(r.Names, m[1])
		}
		routes = append(routes, r)
	}
	slices.SortFunc(routes, func(a, b Route) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return routes
}
