package restore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/app/bench"
	"samspel/test/trialtest"
)

// TestT18PointInTime goes back to a moment before a mistake, as docs/operations.md
// says: PostgreSQL's own base backup and archived log, and an acceptance afterwards.
func TestT18PointInTime(t *testing.T) {
	t.Parallel()
	home, bin := newHome(t)
	archive, outside := filepath.Join(home, "wal"), t.TempDir()
	a := newCluster(t, home, bin, "a")
	if err := errors.Join(os.Mkdir(archive, 0o700), os.Chmod(archive, 0o777)); err != nil { // another user writes there
		t.Fatal(err)
	}
	a.set("wal_level = replica", "archive_mode = on",
		"archive_command = 'test ! -f "+archive+"/%f && cp %p "+archive+"/%f.half && mv "+archive+"/%f.half "+archive+"/%f'")
	a.start()
	a.ask("postgres", "CREATE DATABASE samspel")
	h := house{filepath.Join(t.TempDir(), "hus"), a.address("samspel")}
	s := h.open(t)
	if _, err := bench.Seed(t.Context(), s, 40, time.Now(), func(int) {}); err != nil {
		t.Fatal(err)
	}
	base := filepath.Join(home, "b")
	a.run("pg_basebackup", "-d", a.address("postgres"), "-D", base, "-X", "none", "-c", "fast", "--no-manifest")

	shut(t, s)
	run(t, append([]string{"user", "add", "--name", "Ada Ek", "--email", "ada@ekstad.example", "--organisation", "Nämnden", "--municipality", "0180"}, h.flags()...)...)
	before := a.ask("samspel", "SELECT count(*) FROM samspel.identity_user")
	moment := a.ask("samspel", "SELECT clock_timestamp()::text")
	time.Sleep(20 * time.Millisecond)
	server := serve(t, h, "--checkpoints", outside)
	run(t, append([]string{"user", "add", "--name", "Bo Alm", "--email", "bo@ekstad.example", "--organisation", "Skolan", "--municipality", "0180", "--sector", "school"}, h.flags()...)...)
	server.stop()
	a.ask("samspel", "TRUNCATE samspel.concern_report CASCADE")
	a.ask("samspel", "SELECT pg_switch_wal()::text")
	a.until("postgres", "SELECT (archived_count > 0 AND last_archived_wal >= (SELECT pg_walfile_name(pg_current_wal_lsn() - 1)))::text FROM pg_stat_archiver", "true")
	a.die()

	began := time.Now()
	b := &cluster{t: t, bin: bin, home: home, dir: base}
	b.set("archive_mode = off", "restore_command = 'cp "+archive+"/%f %p'",
		"recovery_target_time = '"+moment+"'", "recovery_target_action = 'promote'")
	if err := os.WriteFile(filepath.Join(base, "recovery.signal"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	b.start()
	b.until("postgres", "SELECT pg_is_in_recovery()::text", "false")
	trialtest.Tell(t, "at the moment again", time.Since(began).Round(time.Millisecond))
	h.database = b.address("samspel")
	if got := b.ask("samspel", "SELECT count(*) FROM samspel.identity_user"); got != before {
		t.Errorf("%s users at the moment, want %s", got, before)
	}
	if got := b.ask("samspel", "SELECT count(*) > 0 FROM samspel.concern_report"); got != "t" {
		t.Error("the mistake is still there")
	}
	verify := append([]string{"audit", "verify", "--checkpoints", outside}, h.flags()...)
	if out, err := fails(verify...); err == nil || !strings.Contains(out, "put back") {
		t.Errorf("going back is not seen from outside: %s", out)
	}
	run(t, append([]string{"audit", "accept", "--reason", "incident 17"}, h.flags()...)...)
	if out := run(t, verify...); !strings.Contains(out, "incident 17") {
		t.Errorf("the restore is not told: %s", out)
	}
	serve(t, h).stop()
}

// TestT18Standby loses the primary in the middle of writing. With synchronous
// replication nothing that was confirmed is lost.
func TestT18Standby(t *testing.T) {
	t.Parallel()
	home, bin := newHome(t)
	a := newCluster(t, home, bin, "a")
	a.set("wal_level = replica", "max_wal_senders = 5")
	a.start()
	b := &cluster{t: t, bin: bin, home: home, dir: filepath.Join(home, "b")}
	a.run("pg_basebackup", "-d", a.address("postgres")+"&application_name=b", "-D", b.dir, "-R", "-X", "stream", "-c", "fast")
	b.start()
	a.ask("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
	a.ask("postgres", "SELECT pg_reload_conf()::text")
	a.until("postgres", "SELECT count(*)::text FROM pg_stat_replication WHERE sync_state = 'sync'", "1")
	a.ask("postgres", "CREATE DATABASE samspel")
	h := house{filepath.Join(t.TempDir(), "hus"), a.address("samspel")}
	s := h.open(t)
	seeded := make(chan error, 1)
	var confirmed atomic.Int64
	go func() {
		_, err := bench.Seed(t.Context(), s, 100_000, time.Now(), func(int) { confirmed.Add(1) })
		seeded <- err
	}()
	time.Sleep(time.Duration(trialtest.Size(2, 20)) * time.Second)
	a.die()
	if err := <-seeded; err == nil {
		t.Fatal("nothing was cut short")
	}
	_ = s.Close()
	told := int(confirmed.Load())
	b.run("pg_ctl", "-D", b.dir, "-w", "promote")
	h.database = b.address("samspel")
	got := b.ask("samspel", "SELECT count(*) FROM samspel.concern_report WHERE state = 'sent'")
	trialtest.Tell(t, "reports confirmed, and there after the primary died", fmt.Sprint(told, " ", got))
	if n, err := strconv.Atoi(got); err != nil || n < told || told == 0 {
		t.Errorf("%d reports were confirmed and %s are there", told, got)
	}
	if out := run(t, append([]string{"audit", "verify"}, h.flags()...)...); strings.Contains(out, "Bruten") {
		t.Errorf("%s", out)
	}
}
