package kill_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is the program as a process of its own, which is killed and started
// again, each time at another address.
type server struct {
	*testing.T
	arguments, environment []string

	mu      sync.Mutex
	run     *run
	changed chan struct{}   // closed when run is another
	ready   []time.Duration // from each start until the port answers
	faulty  bool            // faults are meant to happen, and to be logged
}

// run is one life of the process.
type run struct {
	number  int
	site    string
	process *exec.Cmd
	log     *bytes.Buffer
	ended   chan error
}

func newServer(t *testing.T, dir, database string, settings ...string) *server {
	s := &server{T: t, changed: make(chan struct{}), arguments: []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"},
		environment: append(append(os.Environ(), "SAMSPEL_DATABASE="+database), settings...)}
	s.start(1)
	t.Cleanup(func() { _ = s.run.process.Process.Kill() })
	return s
}

// start lives once more, and returns when the port answers.
func (s *server) start(number int) {
	r := &run{number: number, process: exec.Command(program, s.arguments...), log: new(bytes.Buffer), ended: make(chan error, 1)}
	r.process.Env = s.environment
	out, err := r.process.StderrPipe()
	if err != nil {
		s.Fatal(err)
	}
	began := time.Now()
	if err := r.process.Start(); err != nil {
		s.Fatal(err)
	}
	serving := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var line struct{ Msg, Level, Address string }
			if json.Unmarshal(lines.Bytes(), &line) != nil || line.Level == "ERROR" {
				r.log.Write(append(lines.Bytes(), '\n'))
			}
			if line.Msg == "serving" {
				serving <- line.Address
			}
		}
		r.ended <- r.process.Wait()
	}()
	select {
	case address := <-serving:
		r.site = "http://" + address
		s.ready = append(s.ready, time.Since(began))
	case err := <-r.ended:
		s.Fatalf("start %d: %v\n%s", number, err, r.log)
	case <-s.Context().Done():
		s.Fatalf("start %d: does not answer", number)
	}
	s.mu.Lock()
	s.run = r
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
}

// kill ends the process in the middle of whatever it is doing, and starts it again.
func (s *server) kill() {
	old := s.run
	if err := old.process.Process.Kill(); err != nil {
		s.Fatal(err)
	}
	<-old.ended
	s.sound(old)
	s.start(old.number + 1)
}

// stop asks the process to end.
func (s *server) stop() {
	if err := s.run.process.Process.Signal(syscall.SIGTERM); err != nil {
		s.Fatal(err)
	}
	if err := <-s.run.ended; err != nil {
		s.Errorf("stop: %v", err)
	}
	s.sound(s.run)
}

// sound wants a life without faults.
func (s *server) sound(r *run) {
	if r.log.Len() > 0 && !s.faulty {
		s.Errorf("life %d logged faults:\n%.2000s", r.number, r.log)
	}
}

// now is the address of the present life.
func (s *server) now() (site string, number int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run.site, s.run.number
}

// after waits for a life later than the one with the number.
func (s *server) after(ctx context.Context, number int) error {
	for {
		s.mu.Lock()
		changed, now := s.changed, s.run.number
		s.mu.Unlock()
		if now > number {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
