package web

import (
	"container/list"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
)

const (
	// mostConnections is more than the browsers of a municipality hold open at a
	// time, and what some 40 MB of memory bear.
	mostConnections = 1024
	// onTheWay is how much of an answer the system may hold for a reader who does
	// not take it; most pages are less.
	onTheWay = 256 << 10
)

// connections bounds how many are open. Beyond that, the one to which nothing has
// happened for longest is closed: one that is silent, or that sends a body or takes
// an answer as slowly as it may. Whoever holds connections open only to hold them
// loses them, and those who ask for something are let through. No address is looked at.
type connections struct {
	most int

	mu   sync.Mutex
	open map[net.Conn]*list.Element
	// order is the open ones, the one that has been as it is for longest first.
	order *list.List
}

func newConnections(most int) *connections {
	return &connections{most: most, open: map[net.Conn]*list.Element{}, order: list.New()}
}

// state is the server's ConnState.
func (c *connections) state(conn net.Conn, now http.ConnState) {
	if now == http.StateNew {
		narrow(conn)
	}
	if oldest := c.note(conn, now); oldest != nil {
		// Over TLS a farewell is said first, which may wait for who does not listen.
		_ = below(oldest).Close() // it was to end; how it does is nobody's business
	}
}

func below(conn net.Conn) net.Conn {
	if encrypted, ok := conn.(*tls.Conn); ok {
		return encrypted.NetConn()
	}
	return conn
}

func narrow(conn net.Conn) {
	if tcp, ok := below(conn).(*net.TCPConn); ok {
		// Where the system does as it likes, it only takes more of its own memory.
		_ = tcp.SetWriteBuffer(onTheWay)
	}
}

// note gives the connection that must go, if there are too many.
func (c *connections) note(conn net.Conn, now http.ConnState) net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.open[conn]
	if now == http.StateClosed || now == http.StateHijacked {
		if e != nil {
			c.order.Remove(e)
			delete(c.open, conn)
		}
		return nil
	}
	if e == nil {
		c.open[conn] = c.order.PushBack(conn)
	} else {
		c.order.MoveToBack(e)
	}
	if len(c.open) <= c.most {
		return nil
	}
	oldest := c.order.Remove(c.order.Front()).(net.Conn)
	delete(c.open, oldest)
	return oldest
}
