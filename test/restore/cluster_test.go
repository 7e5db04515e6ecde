package restore_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a PostgreSQL of our own, to be lost and found again.
type cluster struct {
	t    *testing.T
	bin  string
	home string // of all clusters of the test: their folders, sockets and archive
	dir  string
	port int
}

// newHome is a folder that PostgreSQL's user owns. Root cannot run PostgreSQL.
func newHome(t *testing.T) (home, bin string) {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if path, err := exec.LookPath("initdb"); err == nil && len(found) == 0 {
		found = append(found, path)
	}
	if len(found) == 0 {
		t.Skip("SAMSPEL_TEST_POSTGRES needs PostgreSQL's own programs on this machine for this, and initdb is not here")
	}
	sort.Strings(found)
	home, err := os.MkdirTemp("/tmp", "pitr-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	if os.Getuid() == 0 {
		postgres, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(postgres.Uid)
		gid, _ := strconv.Atoi(postgres.Gid)
		if err := os.Chown(home, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	return home, filepath.Dir(found[len(found)-1])
}

func (c *cluster) run(program string, arguments ...string) string {
	c.t.Helper()
	command := exec.Command(filepath.Join(c.bin, program), arguments...)
	if os.Getuid() == 0 {
		command = exec.Command("runuser", append([]string{"-u", "postgres", "--", filepath.Join(c.bin, program)}, arguments...)...)
	}
	command.Dir = "/"
	out, err := command.CombinedOutput()
	if err != nil {
		c.t.Fatalf("%s %v: %v\n%s", program, arguments, err, out)
	}
	return string(out)
}

// set appends to the cluster's settings.
func (c *cluster) set(lines ...string) {
	c.t.Helper()
	f, err := os.OpenFile(filepath.Join(c.dir, "postgresql.auto.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(strings.Join(lines, "\n") + "\n")
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func newCluster(t *testing.T, home, bin, name string) *cluster {
	t.Helper()
	c := &cluster{t: t, bin: bin, home: home, dir: filepath.Join(home, name)}
	c.run("initdb", "-D", c.dir, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	return c
}

func (c *cluster) start() {
	c.t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.port = free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		c.t.Fatal(err)
	}
	c.run("pg_ctl", "-D", c.dir, "-w", "-t", "60", "-l", filepath.Join(c.home, filepath.Base(c.dir)+".log"),
		"-o", fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1", c.port, c.home), "start")
	c.t.Cleanup(func() {
		if _, err := os.Stat(filepath.Join(c.dir, "postmaster.pid")); err == nil {
			c.run("pg_ctl", "-D", c.dir, "-m", "immediate", "stop")
		}
	})
}

// die ends the cluster as a power cut does.
func (c *cluster) die() { c.run("pg_ctl", "-D", c.dir, "-m", "immediate", "stop") }

func (c *cluster) address(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

// ask runs a statement and gives what it answers, as text.
func (c *cluster) ask(database, statement string) (answer string) {
	c.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.address(database))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, statement, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		c.t.Fatal(err)
	}
	for rows.Next() {
		if values := rows.RawValues(); len(values) > 0 {
			answer = string(values[0])
		}
	}
	if err := rows.Err(); err != nil {
		c.t.Fatalf("%s: %v", statement, err)
	}
	return answer
}

// until waits for an answer.
func (c *cluster) until(database, statement, want string) {
	c.t.Helper()
	for range 600 {
		if c.ask(database, statement) == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("%s is not %s", statement, want)
}
