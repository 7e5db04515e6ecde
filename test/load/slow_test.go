package load_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"samspel/internal/app/bench"
	"samspel/internal/web"
	"samspel/test/trialtest"
)

// Thousands of connections that send or take as little as they can get away with:
// others do not notice, memory holds, and each is closed.
func TestT20SlowConnections(t *testing.T) {
	s := serve(t, 1)
	ctx := t.Context()
	length := time.Duration(trialtest.Size(1, 20)) * time.Second
	// A few people at work, as on an ordinary day: the limit is what they notice.
	s.together(ctx, 2, "", length)
	usual := s.together(ctx, 2, "", length)
	before := s.memory()

	attack, end := context.WithCancel(ctx)
	defer end()
	var holding sync.WaitGroup
	var mu sync.Mutex
	held, most := map[string][]time.Duration{}, 0
	for i := range trialtest.Size(150, 5000) {
		kind := []string{"slow headers", "slow bodies", "slow readers"}[i%3]
		holding.Go(func() {
			took, err := s.hold(attack, kind, fmt.Sprintf("%d-%d", i, time.Now().UnixNano()))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			held[kind] = append(held[kind], took)
		})
	}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for attack.Err() == nil {
			most = max(most, s.memory())
			time.Sleep(50 * time.Millisecond)
		}
	}()
	time.Sleep(500 * time.Millisecond)
	meanwhile := s.together(ctx, 2, "", length)
	if trialtest.Full() {
		holding.Wait() // until the server has closed them all
	}
	end()
	holding.Wait()
	<-watched

	for _, why := range append(usual.wrong, meanwhile.wrong...) {
		t.Error(why)
	}
	for what, n := range meanwhile.refused {
		t.Errorf("%d of %s refused", n, what)
	}
	trialtest.Tell(t, "ordinary p99", trialtest.Quantile(usual.all(), .99))
	trialtest.AtMost(t, "p99 meanwhile, as many times the ordinary",
		float64(trialtest.Quantile(meanwhile.all(), .99))/float64(trialtest.Quantile(usual.all(), .99)), 2)
	trialtest.Tell(t, "memory before, MB", before)
	trialtest.AtMost(t, "extra memory, MB", most-before, 100)
	if trialtest.Full() {
		for kind, times := range held {
			trialtest.AtMost(t, kind+" closed within", trialtest.Quantile(times, 1), 15*time.Second)
		}
	}
}

// hold opens a connection and gives how long the server bore it.
func (s *server) hold(ctx context.Context, kind, name string) (time.Duration, error) {
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	began := time.Now()
	head := "GET / HTTP/1.1\r\nHost: " + s.address + "\r\n"
	switch kind {
	case "slow bodies":
		head = "POST /logga-in HTTP/1.1\r\nHost: " + s.address + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\na="
	case "slow readers":
		// More is asked for than the way between holds, and nothing is taken.
		_ = conn.(*net.TCPConn).SetReadBuffer(4096)
		head = strings.Repeat("GET "+web.Static("vendor/designsystemet.css")+" HTTP/1.1\r\nHost: "+s.address+"\r\n\r\n", 100)
	}
	if _, err := io.WriteString(conn, head); err != nil {
		return time.Since(began), nil
	}
	if kind == "slow readers" {
		for ctx.Err() == nil { // the connection is reset when the server gives it up
			if _, err := io.WriteString(conn, "\r\n"); err != nil {
				break
			}
			time.Sleep(200 * time.Millisecond)
		}
		return time.Since(began), nil
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, conn)
	}()
	for {
		select {
		case <-gone:
			return time.Since(began), nil
		case <-time.After(time.Second):
			_, _ = io.WriteString(conn, "x")
		}
	}
}

// Sixty-four guess passwords: that is at most one processor's work, and nobody who
// is signed in notices.
func TestT21GuessedPasswords(t *testing.T) {
	s := serve(t, 2)
	ctx := t.Context()
	length := time.Duration(trialtest.Size(1, 30)) * time.Second
	s.together(ctx, 2, "", length)
	usual := s.together(ctx, 2, "", length)

	guessing, end := context.WithCancel(ctx)
	defer end()
	client := newClient(64)
	var guessers sync.WaitGroup
	answers := newTally()
	for i := range 64 {
		guessers.Go(func() {
			for n := 0; guessing.Err() == nil; n++ {
				if err := s.guess(guessing, client, fmt.Sprintf("nagon%d.%d@ekstad.example", i, n)); err != nil && guessing.Err() == nil {
					answers.wrongly(err.Error())
				}
			}
		})
	}
	time.Sleep(length / 2)
	began, used := time.Now(), bench.ProcessorTime(s.pid, false)
	time.Sleep(length)
	alone := float64(bench.ProcessorTime(s.pid, false)-used) / float64(time.Since(began))
	meanwhile := s.together(ctx, 2, "", length)
	end()
	guessers.Wait()
	for _, why := range append(append(usual.wrong, meanwhile.wrong...), answers.wrong...) {
		t.Error(why)
	}
	trialtest.AtMost(t, "processors that guessing takes", alone, 1.1)
	trialtest.Tell(t, "ordinary p99", trialtest.Quantile(usual.all(), .99))
	trialtest.AtMost(t, "p99 meanwhile, as many times the ordinary",
		float64(trialtest.Quantile(meanwhile.all(), .99))/float64(trialtest.Quantile(usual.all(), .99)), 2)
}
