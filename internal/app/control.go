package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
)

// control is where a server listens to commands on the same machine: a socket in the
// data folder, which only the folder's owner reaches.
func (c Config) control() string { return filepath.Join(c.Data, "samspel.sock") }

// What is said over it: one line from the command; lines of progress, and a last one.
const (
	sayRotate = "rotate file-key"
	sayDone   = "done"
	sayError  = "error "
)

// Listen obeys commands until the context ends. On PostgreSQL there is none to obey. A
// folder that cannot hold a socket, as when its name is long, is no reason not to serve.
func (a *App) Listen(ctx context.Context) {
	if a.Store.Engine() != db.SQLite {
		return
	}
	path := a.Config.control()
	_ = os.Remove(path) // left by a server that was killed
	listener, err := net.Listen("unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		a.log.Warn("commands cannot reach this server", "error", err)
		return
	}
	context.AfterFunc(ctx, func() { _ = listener.Close() }) // which removes the socket
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go a.obey(ctx, conn)
		}
	}()
}

func (a *App) obey(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	line, err := bufio.NewReader(io.LimitReader(conn, 100)).ReadString('\n')
	if err != nil {
		return
	}
	answer := sayError + "no such command"
	if strings.TrimSpace(line) == sayRotate {
		said := time.Time{}
		err := a.rotateFileKey(ctx, func(done, total int) {
			if now := time.Now(); now.Sub(said) > 200*time.Millisecond {
				said = now
				fmt.Fprintln(conn, done, total) // somebody who has left does not stop it
			}
		})
		answer = sayDone
		if err != nil {
			a.log.ErrorContext(ctx, "change the key of the files", "error", err)
			answer = sayError + strings.ReplaceAll(err.Error(), "\n", "; ")
		}
	}
	fmt.Fprintln(conn, answer)
}

func (a *App) rotateFileKey(ctx context.Context, progress func(done, total int)) error {
	if err := a.Store.RotateFileKey(ctx, progress); err != nil {
		return err
	}
	a.log.InfoContext(ctx, "the key of the files has been changed")
	return a.Audit.Reading(ctx, audit.Record{Action: "key.files.rotate", Result: audit.Done})
}

// RotateFileKey has the server that serves the folder change the key of the files or,
// when nobody serves it, does so itself.
func RotateFileKey(ctx context.Context, c Config, open func(context.Context) (*App, error), progress func(done, total int)) error {
	c, _, err := c.secrets()
	if err != nil {
		return err
	}
	if c.Database != "" {
		return errors.New("PostgreSQL's files have no key of ours: encrypt the disc")
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", c.control())
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		a, err := open(ctx)
		if err != nil {
			return err
		}
		return errors.Join(a.rotateFileKey(ctx, progress), a.Close())
	}
	if err != nil {
		return fmt.Errorf("speak to the server: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	fmt.Fprintln(conn, sayRotate)
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		text, failed := strings.CutPrefix(lines.Text(), sayError)
		if failed {
			return errors.New(text)
		}
		if text == sayDone {
			return nil
		}
		var done, total int
		if _, err := fmt.Sscan(text, &done, &total); err == nil {
			progress(done, total)
		}
	}
	return errors.Join(lines.Err(), errors.New("the server ended before the key was changed; start it again, and try again"))
}

// RotateSeal makes a new seal, beside a server that goes on. What is signed stays genuine.
func (a *App) RotateSeal(ctx context.Context) (backup.History, error) {
	all, err := a.Seals.Rotate(a.now())
	if err != nil {
		return nil, fmt.Errorf("change the seal: %w", err)
	}
	return all, a.Audit.Reading(ctx, audit.Record{Action: "key.seal.rotate", Result: audit.Done, Detail: backup.Fingerprint(all[0].Public())})
}

// RotateKeysetKey wraps the keysets with a new key, and seals the keys of one-time codes
// with a new secret under it, beside a server that goes on.
func (a *App) RotateKeysetKey(ctx context.Context, progress func(done, total int)) error {
	if err := a.Keys.Rotate(ctx, progress); err != nil {
		return err
	}
	if err := a.Gate.ChangeSecret(ctx); err != nil {
		return fmt.Errorf("seal the keys of one-time codes anew: %w", err)
	}
	return a.Audit.Reading(ctx, audit.Record{Action: "key.keysets.rotate", Result: audit.Done})
}
