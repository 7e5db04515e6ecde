package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/demo"
)

type demoCommand struct {
	Address  string `name:"addr" help:"Address to listen at." default:"127.0.0.1:8080"`
	Data     string `help:"Folder of the databases; a fresh one that is removed afterwards when empty." placeholder:"DIR"`
	Database string `help:"postgres:// address of an empty database; encrypted SQLite files when empty." env:"SAMSPEL_DATABASE" placeholder:"URL"`
	NoOpen   bool   `help:"Do not open a browser."`
}

// Run makes the invented world and serves it.
func (c demoCommand) Run(ctx context.Context, t terminal) error {
	if c.Data == "" {
		folder, err := os.MkdirTemp("", "samspel-demo-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		c.Data = folder
	}
	t.log = slog.New(slog.NewJSONHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a, err := app.Open(ctx, app.Config{Data: c.Data, Database: c.Database, Address: c.Address, Kind: app.Both,
		URL: "http://" + c.Address, Phone: "Socialtjänsten i Ekstad: 0999-10 10 10. Socialjouren, kvällar och helger: 0999-10 10 11."}, t.log, time.Now)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.err, "Samspel gör en påhittad värld …")
	world, err := demo.Fill(ctx, a, time.Now())
	if err != nil {
		return err
	}
	return serve(ctx, a, t, a.Handler(true, world.Doors(), world.Mount), func(at net.Addr) error {
		site := "http://" + named(at)
		if err := world.Print(t.out, site); err != nil {
			return err
		}
		fmt.Fprintf(t.err, "Samspel svarar på %s. Allt där är påhittat. Avsluta med Ctrl-C.\n", site)
		if !c.NoOpen {
			open(site)
		}
		return nil
	})
}

// named calls this machine localhost: browsers make passkeys for names, not for numbers.
func named(at net.Addr) string {
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return at.String()
}

// open shows the start page in a browser where there is one; it is no loss where
// there is not.
func open(address string) {
	command := "xdg-open"
	switch {
	case runtime.GOOS == "darwin":
		command = "open"
	case os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return
	}
	if path, err := exec.LookPath(command); err == nil {
		go exec.Command(path, address).Run()
	}
}
