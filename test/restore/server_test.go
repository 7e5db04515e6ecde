package restore_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// server is the program serving, as a process of its own.
type server struct {
	t       *testing.T
	process *exec.Cmd
	site    string
	ended   chan struct{}
}

func serve(t *testing.T, h house, more ...string) *server {
	t.Helper()
	s := &server{t: t, ended: make(chan struct{})}
	s.process = exec.Command(program, append([]string{"serve", "--addr", "127.0.0.1:0"}, append(h.flags(), more...)...)...)
	s.process.Env = os.Environ()
	out, err := s.process.StderrPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.process.Process.Kill(); <-s.ended })
	serving := make(chan string, 1)
	go func() {
		defer close(s.ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var line struct{ Msg, Level, Address string }
			_ = json.Unmarshal(lines.Bytes(), &line)
			switch {
			case line.Msg == "serving":
				serving <- line.Address
			case line.Level == "ERROR":
				t.Errorf("the server logged a fault: %.500s", lines.Text())
			}
		}
		_ = s.process.Wait()
	}()
	select {
	case address := <-serving:
		s.site = "http://" + address
	case <-s.ended:
		t.Fatal("the server did not start")
	}
	return s
}

// kill ends the process as a power cut does.
func (s *server) kill() {
	_ = s.process.Process.Kill()
	<-s.ended
}

// stop asks the process to end.
func (s *server) stop() {
	_ = s.process.Process.Signal(syscall.SIGTERM)
	<-s.ended
	if code := s.process.ProcessState.ExitCode(); code != 0 {
		s.t.Errorf("the server ended with status %d", code)
	}
}

// run runs a command of the program, which must go well.
func run(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := fails(arguments...)
	if err != nil {
		t.Fatalf("samspel %v: %v\n%s", arguments, err, out)
	}
	return out
}

// fails runs a command that need not go well.
func fails(arguments ...string) (string, error) {
	out, err := exec.Command(program, arguments...).CombinedOutput()
	return string(out), err
}
