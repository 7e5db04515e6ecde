// Package load_test asks more of the server than it can do: more requests than it
// carries, thousands of connections that only hold on, and guesses of passwords.
// Those who are let in must be answered as before, and the rest told at once.
package load_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/bench"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// program is the program under test, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "samspel-load-")
	if err == nil {
		program, err = worldtest.Build(dir)
	}
	status := 1
	if err == nil {
		status = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// server is the program with reports in it, as a process of its own, and somebody
// who asks things of it.
type server struct {
	*bench.Driver
	address string
	pid     int
}

// serve seeds reports and starts the server. Where it can be, it is kept to some of
// the processors and those who ask to the rest, so that neither takes from the other
// what is measured.
func serve(t *testing.T, processors int) *server {
	dir := t.TempDir()
	a, err := app.Open(t.Context(), app.Config{Data: dir, Kind: app.Local}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	seeded, err := bench.Seed(t.Context(), a, trialtest.Size(300, 100_000), time.Now(), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	arguments := []string{program, "serve", "--data", dir, "--addr", "127.0.0.1:0"}
	if taskset, err := exec.LookPath("taskset"); err == nil {
		last := runtime.NumCPU() - 1
		servers, askers := fmt.Sprintf("0-%d", min(processors-1, last)), fmt.Sprintf("0-%d", last)
		if processors <= last {
			askers = fmt.Sprintf("%d-%d", processors, last)
		}
		if err := exec.Command(taskset, "-a", "-p", "-c", askers, strconv.Itoa(os.Getpid())).Run(); err != nil {
			t.Fatal(err)
		}
		arguments = append([]string{taskset, "-c", servers}, arguments...)
	}
	process := exec.Command(arguments[0], arguments[1:]...)
	out, err := process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines, serving, ended := bufio.NewScanner(out), make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for lines.Scan() {
			var line struct{ Msg, Level, Address, Error string }
			_ = json.Unmarshal(lines.Bytes(), &line)
			switch {
			case line.Msg == "serving":
				serving <- line.Address
			case line.Level == "ERROR":
				t.Errorf("the server logged a fault: %.500s", lines.Text())
			}
		}
	}()
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		<-ended
		if err := process.Wait(); err != nil {
			t.Errorf("the server ended: %v", err)
		}
	})
	select {
	case address := <-serving:
		return &server{&bench.Driver{Site: "http://" + address, Seeded: seeded}, address, process.Process.Pid}
	case <-ended:
		t.Fatal("the server did not start")
	}
	return nil
}

// memory is what the server holds, in whole megabytes.
func (s *server) memory() int { return int(bench.Memory(s.pid)) }
