package web

import "testing"

// The menu shows where a page belongs: by its own address, or by where its links begin.
func TestTheRoomOfAPage(t *testing.T) {
	t.Parallel()
	menu := []MenuItem{{Href: "/orosanmalningar"}, {Href: "/orosanmalningar/laget"}, {Href: "/samordning"}}
	for _, c := range []struct {
		here, first, want string
	}{
		{"/moten/1", "", ""},
		{"/moten/1", "/nej", ""},
		{"/orosanmalningar/laget", "/orosanmalningar", "/orosanmalningar/laget"},
		{"/orosanmalningar/1", "/samordning", "/orosanmalningar"},
		{"/samordning/1", "", "/samordning"},
		{"/moten/1", "/samordning", "/samordning"},
	} {
		var crumbs []Link
		if c.first != "" {
			crumbs = []Link{{Href: c.first}}
		}
		f := frame{menu: menu, here: c.here}.in(crumbs)
		got := ""
		for _, item := range menu {
			if f.current(item) {
				got += item.Href
			}
		}
		if got != c.want {
			t.Errorf("%s after %q is in %q, not %q", c.here, c.first, got, c.want)
		}
	}
}
