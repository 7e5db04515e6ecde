// Package script_test runs the program from the outside, as an operator does: each
// txtar file here is a session at the terminal in an empty folder.
package script_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"samspel/internal/frame/db"
	"samspel/test/worldtest"
)

var path string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "samspel-script-")
	if err == nil {
		_, err = worldtest.Build(dir)
	}
	status := 1
	if err == nil {
		path = dir + string(os.PathListSeparator) + os.Getenv("PATH")
		status = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: ".",
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", path)
			e.Values[running{}] = map[string]*exec.Cmd{}
			e.Values[readers{}] = map[string]*reader{}
			return nil
		},
		Cmds: commands(),
	})
}

func commands() map[string]func(*testscript.TestScript, bool, []string) {
	all := maps.Clone(readerCommands)
	maps.Copy(all, map[string]func(*testscript.TestScript, bool, []string){
		"starta": start, "stoppa": stop, "banken": answerOrder, "hamta": fetch, "rubba": alter, "tabeller": tables,
	})
	return all
}

type running struct{}

var address = regexp.MustCompile(`"address":"([^"]+)"|Samspel svarar på http://(\S+)\.`)

// start (starta NAMN ARGUMENT…) runs the program beside the script until it answers.
// Its address is then $NAMN, and what it has printed lies in NAMN.ut.
func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: starta namn argument…")
	}
	program, err := exec.LookPath(strings.Split(path, string(os.PathListSeparator))[0] + "/samspel")
	ts.Check(err)
	cmd := exec.Command(program, args[1:]...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), append(os.Environ(), "HOME="+ts.Getenv("HOME"))
	out, err := os.Create(ts.MkAbs(args[0] + ".ut"))
	ts.Check(err)
	defer out.Close()
	cmd.Stdout = out
	errs, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() { _ = cmd.Process.Kill() })
	ts.Value(running{}).(map[string]*exec.Cmd)[args[0]] = cmd

	lines := bufio.NewScanner(errs)
	for lines.Scan() {
		if at := address.FindStringSubmatch(lines.Text()); at != nil {
			ts.Setenv(args[0], at[1]+at[2])
			go func() { _, _ = io.Copy(io.Discard, errs) }()
			return
		}
		ts.Logf("%s", lines.Text())
	}
	ts.Fatalf("%s ended without an answer: %v", args[0], cmd.Wait())
}

// stop (stoppa NAMN) asks a program to end, and wants it to do so in peace.
func stop(ts *testscript.TestScript, neg bool, args []string) {
	cmd := ts.Value(running{}).(map[string]*exec.Cmd)[args[0]]
	ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	ts.Check(cmd.Wait())
}

// fetch (hamta STATUS ADRESS [TEXT…]) asks for a page as somebody who has just come
// and follows where it leads; every text must stand in it, or with ! must not.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	jar := &cookies{}
	answer, err := (&http.Client{Jar: jar}).Get(args[1])
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	if strconv.Itoa(answer.StatusCode) != args[0] {
		ts.Fatalf("%s: status %d, want %s", args[1], answer.StatusCode, args[0])
	}
	for _, text := range args[2:] {
		if strings.Contains(string(body), text) == neg {
			ts.Fatalf("%s: %q\n%s", args[1], text, body)
		}
	}
}

// alter (rubba MAPP FIL SQL…) changes a database file behind the program's back; with
// ! the file must not let itself be changed.
func alter(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, neg, args[0], func(ctx context.Context, s *db.Store) error {
		pool := map[string]*db.DB{"data": s.Data, "logg": s.Audit}[args[1]].SQL()
		for _, statement := range args[2:] {
			if _, err := pool.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// tables (tabeller MAPP) prints the name of every table.
func tables(ts *testscript.TestScript, _ bool, args []string) {
	use(ts, false, args[0], func(ctx context.Context, s *db.Store) error {
		for _, d := range []*db.DB{s.Data, s.Audit, s.Keys} {
			rows, err := d.SQL().QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table'`)
			if err != nil {
				return err
			}
			for rows.Next() {
				var name string
				if err := rows.Scan(&name); err != nil {
					return err
				}
				fmt.Fprintln(ts.Stdout(), name)
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
}

func use(ts *testscript.TestScript, neg bool, dir string, do func(context.Context, *db.Store) error) {
	ctx := context.Background()
	s, err := db.Open(ctx, db.Config{Dir: ts.MkAbs(dir)})
	ts.Check(err)
	err = do(ctx, s)
	ts.Check(s.Close())
	if neg && err == nil {
		ts.Fatalf("the file let itself be changed")
	}
	if !neg {
		ts.Check(err)
	}
}
