package notify_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
)

// smtpServer takes mail as RFC 5321 says, and keeps it. It refuses recipients at
// "refused.example", repeating the address as real servers do.
type smtpServer struct {
	net.Listener
	mu       sync.Mutex
	received []letter
}

type letter struct{ from, to, data string }

func newSMTPServer(t *testing.T) *smtpServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &smtpServer{Listener: l}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return s
}

func (s *smtpServer) port() int { return s.Addr().(*net.TCPAddr).Port }

func (s *smtpServer) letters() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter(nil), s.received...)
}

func (s *smtpServer) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	say("220 prov.example ESMTP")
	var now letter
	for in.Scan() {
		line := in.Text()
		verb, rest, _ := strings.Cut(line, ":")
		switch verb = strings.ToUpper(verb); {
		case strings.HasPrefix(verb, "EHLO"):
			say("250-prov.example")
			say("250 8BITMIME")
		case verb == "MAIL FROM":
			now = letter{from: address(rest)}
			say("250 2.1.0 ok")
		case verb == "RCPT TO" && strings.HasSuffix(address(rest), "@refused.example"):
			say("550 5.1.1 no such mailbox <" + address(rest) + ">")
		case verb == "RCPT TO":
			now.to = address(rest)
			say("250 2.1.5 ok")
		case verb == "DATA":
			say("354 go on")
			for in.Scan() && in.Text() != "." {
				now.data += strings.TrimPrefix(in.Text(), ".") + "\n"
			}
			s.mu.Lock()
			s.received = append(s.received, now)
			s.mu.Unlock()
			say("250 2.0.0 taken")
		case verb == "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func address(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
