package worldtest

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// A Mailbox is an SMTP server that takes every mail and keeps it as it came.
type Mailbox struct {
	listener net.Listener
	mu       sync.Mutex
	letters  []string
}

func newMailbox(t testing.TB) *Mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &Mailbox{listener: l}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { b.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return b
}

// Port is where the server listens.
func (b *Mailbox) Port() int { return b.listener.Addr().(*net.TCPAddr).Port }

// Letters is every mail, envelope first.
func (b *Mailbox) Letters() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.letters...)
}

func (b *Mailbox) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 prov.example ESMTP")
	var now strings.Builder
	for in.Scan() {
		switch verb := strings.ToUpper(in.Text()); {
		case strings.HasPrefix(verb, "DATA"):
			say("354 go on")
			for in.Scan() && in.Text() != "." {
				now.WriteString(in.Text() + "\n")
			}
			b.mu.Lock()
			b.letters = append(b.letters, now.String())
			b.mu.Unlock()
			now.Reset()
			say("250 taken")
		case strings.HasPrefix(verb, "QUIT"):
			say("221 bye")
			return
		default:
			now.WriteString(in.Text() + "\n")
			say("250 ok")
		}
	}
}
