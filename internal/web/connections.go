package web

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// mostConnections is far more than the browsers of a region hold open, and what
// some 100 MB of memory bear.
const mostConnections = 8192

// connections bounds how many are open. Beyond that, the one that has
// said nothing for longest is closed: whoever holds connections open only to hold
// them loses them, and those who ask for something are let through. No address is looked at.
type connections struct {
	most int

	mu sync.Mutex
	// open has an element for those that are silent, which stand in silent in the
	// order they fell silent; nil for those at work.
	open   map[net.Conn]*list.Element
	silent *list.List
}

func newConnections(most int) *connections {
	return &connections{most: most, open: map[net.Conn]*list.Element{}, silent: list.New()}
}

// state is the server's ConnState.
func (c *connections) state(conn net.Conn, now http.ConnState) {
	if oldest := c.note(conn, now); oldest != nil {
		_ = oldest.Close() // it was to end; how it does is nobody's business
	}
}

// note gives the connection that must go, if there are too many.
func (c *connections) note(conn net.Conn, now http.ConnState) net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.open[conn]; e != nil {
		c.silent.Remove(e)
	}
	switch now {
	case http.StateNew, http.StateIdle:
		c.open[conn] = c.silent.PushBack(conn)
	case http.StateActive:
		c.open[conn] = nil
	default:
		delete(c.open, conn)
	}
	if len(c.open) <= c.most || c.silent.Len() == 0 {
		return nil
	}
	oldest := c.silent.Remove(c.silent.Front()).(net.Conn)
	delete(c.open, oldest)
	return oldest
}
