package web

import (
	"net"
	"net/http"
	"testing"
)

type named struct {
	net.Conn
	closed bool
}

func (n *named) Close() error { n.closed = true; return nil }

func TestTheOneAsItIsForLongestGoes(t *testing.T) {
	t.Parallel()
	c := newConnections(3)
	silent, slow, quick, last := &named{}, &named{}, &named{}, &named{}
	c.state(silent, http.StateNew)
	c.state(slow, http.StateNew)
	c.state(slow, http.StateActive)
	c.state(quick, http.StateNew)
	for range 5 {
		c.state(quick, http.StateActive)
		c.state(quick, http.StateIdle)
	}
	want := func(who string, conn *named, closed bool) {
		t.Helper()
		if conn.closed != closed {
			t.Errorf("%s: closed %v", who, conn.closed)
		}
	}
	want("the silent one, while there is room", silent, false)
	c.state(last, http.StateNew)
	want("the silent one", silent, true)
	want("the slow one, for now", slow, false)
	c.state(silent, http.StateClosed) // as the server tells of it
	c.state(&named{}, http.StateNew)
	want("the slow one", slow, true)
	want("the quick one", quick, false)
	want("the last one", last, false)
	for range 1000 {
		x := &named{}
		c.state(x, http.StateNew)
		c.state(x, http.StateClosed)
	}
	if len(c.open) != c.order.Len() || len(c.open) > 3 {
		t.Errorf("%d are open, %d in order", len(c.open), c.order.Len())
	}
}
