package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"samspel/internal/app"
	"samspel/internal/app/bench"
)

type benchCommand struct {
	Reports    int           `help:"How many reports to seed." default:"10000"`
	Clients    []int         `help:"Numbers of clients." default:"1,16"`
	Operations []string      `help:"What to measure: inbox, matter, report." default:"inbox,matter,report"`
	Length     time.Duration `help:"How long to measure each." default:"10s"`
	Data       string        `help:"Folder of the databases, seeded when it is not yet; a fresh one that is removed afterwards when empty." placeholder:"DIR"`
	Database   string        `help:"postgres:// address of an empty database; encrypted SQLite files when empty." env:"SAMSPEL_DATABASE" placeholder:"URL"`
	JSON       string        `name:"json" help:"File to write the figures to." placeholder:"FILE"`
}

// Run seeds reports, starts the real server as a process of its own and measures it.
func (c benchCommand) Run(ctx context.Context, t terminal) (err error) {
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "samspel-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(c.Data)
	}
	seeded, err := c.seed(ctx, t)
	if err != nil {
		return err
	}
	server, site, err := c.start(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop(server)) }()
	rows, err := c.measure(ctx, t, &bench.Driver{Site: site, Seeded: seeded}, server.Process.Pid)
	if err != nil {
		return err
	}
	return c.show(t, rows)
}

// seed fills the folder, or takes up what an earlier run has left in it.
func (c benchCommand) seed(ctx context.Context, t terminal) (seeded *bench.Seeded, err error) {
	a, err := app.Open(ctx, app.Config{Data: c.Data, Database: c.Database, Kind: app.Local}, t.log, time.Now)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	file := filepath.Join(c.Data, "seeded.json")
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &seeded); err != nil {
			return nil, err
		}
		return seeded, seeded.SignIn(ctx, a)
	}
	bar := progressbar.NewOptions(c.Reports, progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription("anmälningar"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionThrottle(time.Second))
	began := time.Now()
	if seeded, err = bench.Seed(ctx, a, c.Reports, time.Now(), func(int) { _ = bar.Add(1) }); err != nil {
		return nil, err
	}
	fmt.Fprintf(t.err, "\n%d anmälningar på %s\n", c.Reports, time.Since(began).Round(time.Second))
	text, err := json.Marshal(seeded)
	if err != nil {
		return nil, err
	}
	return seeded, os.WriteFile(file, text, 0o600)
}

// start runs this program's own serve and waits until it answers.
func (c benchCommand) start(ctx context.Context, t terminal) (*exec.Cmd, string, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, "", err
	}
	log, err := os.Create(filepath.Join(c.Data, "server.log"))
	if err != nil {
		return nil, "", err
	}
	defer log.Close()
	server := exec.Command(program, "serve", "--data", c.Data, "--addr", address)
	server.Env = append(os.Environ(), "SAMSPEL_DATABASE="+c.Database)
	server.Stderr = log
	began := time.Now()
	if err := server.Start(); err != nil {
		return nil, "", err
	}
	site := "http://" + address
	for range 600 {
		answer, err := http.Get(site + "/halsa")
		if err == nil {
			answer.Body.Close()
			fmt.Fprintf(t.err, "servern svarade efter %s, %.0f MB\n", time.Since(began).Round(time.Millisecond), bench.Memory(server.Process.Pid))
			return server, site, nil
		}
		select {
		case <-ctx.Done():
			return nil, "", errors.Join(ctx.Err(), stop(server))
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil, "", errors.Join(errors.New("the server did not answer"), stop(server))
}

func stop(server *exec.Cmd) error {
	return errors.Join(server.Process.Signal(syscall.SIGTERM), server.Wait())
}

func (c benchCommand) measure(ctx context.Context, t terminal, d *bench.Driver, pid int) ([]bench.Row, error) {
	engine := "sqlite"
	if c.Database != "" {
		engine = "postgres"
	}
	cpu := func() time.Duration { return bench.ProcessorTime(pid, c.Database != "") }
	var rows []bench.Row
	for _, operation := range c.Operations {
		for _, clients := range c.Clients {
			row, err := d.Run(ctx, operation, clients, c.Length, cpu)
			if err != nil {
				return nil, err
			}
			row.Reports, row.Engine, row.Memory = d.Seeded.Reports, engine, bench.Memory(pid)
			rows = append(rows, row)
			fmt.Fprintf(t.err, "%s, %d klienter: klart\n", operation, clients)
		}
	}
	return rows, nil
}

// show prints the figures as a table and writes them as JSON when asked to.
func (c benchCommand) show(t terminal, rows []bench.Row) error {
	out := bufio.NewWriter(t.out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "operation\tengine\treports\tclients\tper second\tp50 ms\tp99 ms\tCPU ms\tmemory MB\t")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.0f\t\n",
			r.Operation, r.Engine, r.Reports, r.Clients, r.PerSecond, r.P50, r.P99, r.CPU, r.Memory)
	}
	if err := errors.Join(table.Flush(), out.Flush()); err != nil || c.JSON == "" {
		return err
	}
	text, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.JSON, append(text, '\n'), 0o644)
}
