package file_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"samspel/internal/frame/file"
	"samspel/internal/ground/fault"
)

// scanner is a small clamd: it finds "skadligt" wherever it stands.
type scanner struct {
	net.Listener
	// answers, when set, are what it says instead of what it found.
	answers atomic.Pointer[string]
	heard   atomic.Int64
}

func newScanner(t *testing.T) *scanner {
	t.Helper()
	dir, err := os.MkdirTemp("", "clamd") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	s := &scanner{Listener: l}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s
}

func (s *scanner) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	answer := "UNKNOWN COMMAND"
	switch {
	case err != nil:
		return
	case command == "zPING\x00":
		answer = "PONG"
	case command == "zINSTREAM\x00":
		var all bytes.Buffer
		for {
			var n uint32
			if binary.Read(in, binary.BigEndian, &n) != nil {
				return
			}
			if n == 0 {
				break
			}
			if _, err := io.CopyN(&all, in, int64(n)); err != nil {
				return
			}
		}
		s.heard.Store(int64(all.Len()))
		answer = "stream: OK"
		if bytes.Contains(all.Bytes(), []byte("skadligt")) {
			answer = "stream: Prov.Skadligt FOUND"
		}
	}
	if said := s.answers.Load(); said != nil {
		answer = *said
	}
	if answer != "" {
		fmt.Fprintf(conn, "%s\x00", answer)
	}
}

func (s *scanner) find(t *testing.T) *file.Clamd {
	t.Helper()
	c, err := file.FindClamd(s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What the scanner knows as harmful is not taken, nor what it could not look at; and
// nothing of it stays.
func TestScanned(t *testing.T) {
	t.Parallel()
	s := newScanner(t)
	each(t, func(c *cabinet) {
		c.Files.Scan = s.find(t).Scan
		receive := func(content string) string {
			_, err := c.Receive(c.Context(), "anteckning.txt", strings.NewReader(content))
			if err == nil {
				return ""
			}
			if all := fault.All(err); len(all) == 1 {
				return all[0].Key
			}
			return err.Error()
		}
		long := strings.Repeat("en rad som inte skadar någon\n", 20_000)
		if got := receive(long); got != "" || s.heard.Load() != int64(len(long)) {
			t.Errorf("a long file: %q, %d bytes of %d were scanned", got, s.heard.Load(), len(long))
		}
		before := c.rows("file_piece")
		for _, row := range []struct{ says, content, want string }{
			{"", "något skadligt", "file.not_checked"},
			{"", long, "file.not_checked"},
			{"INSTREAM size limit exceeded. ERROR", long, "file.not_checked"},
			{"OK", "ofarligt", "file.not_checked"},
			{"stream: OK FOUND", "ofarligt", "file.harmful"},
			{strings.Repeat("x", 5000), "ofarligt", "file.not_checked"},
		} {
			s.answers.Store(&row.says)
			if got := receive(row.content); got != row.want {
				t.Errorf("%.40q about %.20q: %q", row.says, row.content, got)
			}
		}
		s.answers.Store(nil)
		if got := receive(long + "skadligt"); got != "file.harmful" {
			t.Errorf("harmful at the end: %q", got)
		}
		if got := receive("ofarligt"); got != "" {
			t.Errorf("afterwards: %q", got)
		}
		if after := c.rows("file_piece"); after != before+1 {
			t.Errorf("%d pieces before, %d after", before, after)
		}
		away, err := file.FindClamd("/nowhere/clamd")
		if err != nil {
			t.Fatal(err)
		}
		c.Files.Scan = away.Scan
		if got := receive("ofarligt"); got != "file.not_checked" {
			t.Errorf("with no scanner: %q", got)
		}
	})
	if err := s.find(t).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestFindClamd(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "clamd", "192.0.2.1:3310", "0.0.0.0:3310", "localhost:3310", "127.0.0.1", "http://127.0.0.1:3310"} {
		if c, err := file.FindClamd(address); err == nil {
			t.Errorf("%q: %v", address, c)
		}
	}
	for _, address := range []string{"/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310"} {
		if _, err := file.FindClamd(address); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	gone, err := file.FindClamd(filepath.Join(t.TempDir(), "gone"))
	if err = errors.Join(err, gone.Ping(t.Context())); err == nil {
		t.Error("one that is gone answers")
	}
}
