// Package disposal_test disposes of people and looks for them afterwards: in the live
// databases, and in a backup of the data from before, restored with today's keys.
package disposal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/serdes"

	"samspel/internal/app"
	"samspel/internal/app/demo"
	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/person"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/fault"
)

// TestDisposal lets years pass in the demonstration, disposes of what has fallen due,
// and looks for it everywhere: in the live database, in the log of it, and in a backup
// of the data from before, restored with the keys of today.
func TestDisposal(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { dispose(t, house{data: filepath.Join(t.TempDir(), "hus")}, "") })
	t.Run("postgres", func(t *testing.T) {
		dispose(t, house{filepath.Join(t.TempDir(), "hus"), dbtest.Database(t, nil)}, dbtest.Database(t, nil))
	})
}

func dispose(t *testing.T, h house, fresh string) {
	ctx := t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	refused := func(what string, err error, kind fault.Kind) {
		t.Helper()
		if fault.KindOf(err) != kind {
			t.Errorf("%s: %v", what, err)
		}
	}
	var clock atomic.Pointer[time.Time]
	at := func(day string) {
		now, err := time.Parse(time.DateOnly, day)
		must("a day", err)
		now = now.Add(9 * time.Hour)
		clock.Store(&now)
	}
	at("2026-11-23")
	now := func() time.Time { return *clock.Load() }
	open := func(h house) *app.App {
		a, err := app.Open(ctx, app.Config{Data: h.data, Database: h.database, Kind: app.Both}, slog.New(slog.DiscardHandler), now)
		must("open", err)
		return a
	}
	a := open(h)
	w, err := demo.Fill(ctx, a, now())
	must("fill", err)
	first := w.Actor("arkivarie")
	u, m, _, err := a.Gate.AddByOperator(ctx, identity.UserDraft{Name: "Åke Vik", Email: "ake@exempel.invalid", Organisation: first.Organisation},
		identity.MandateDraft{Unit: first.Unit, Role: access.Archivist, Protected: true})
	must("hire", err)
	second := first
	second.User, second.Mandate = u.ID, m.ID

	backups, keyBackups := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "nycklar")
	_, _, err = a.Backup(ctx, backups, keyBackups, quiet)
	must("back up", err)
	whole := everything(t, a)

	// Six years pass.
	at("2033-01-10")
	must("walk", a.Records.WalkAll(ctx))
	due, err := a.Records.Preview(ctx, first, retention.ShelfDue, retention.PageKey{})
	must("preview", err)
	var goes []retention.PreviewRow
	for _, row := range due.Rows {
		if row.Due && !row.Held() {
			goes = append(goes, row)
		}
	}
	if len(goes) < 4 || due.Next.IsZero() {
		t.Fatalf("%d copies to dispose of, %d shown", len(goes), len(due.Rows))
	}
	gone, held, marked := goes[0], goes[1], goes[2]
	if !gone.Late || gone.Child.Given == "" || len(gone.Rules) == 0 || gone.By.Year != gone.From.Year+1 {
		t.Errorf("the first is %+v", gone)
	}
	for _, stranger := range []string{"chef", "administrator", "handlaggare", "kurator"} {
		_, err := a.Records.Preview(ctx, w.Actor(stranger), retention.ShelfDue, retention.PageKey{})
		refused("previewed by "+stranger, err, fault.KindPrivate)
	}
	_, err = a.Records.Copy(ctx, w.Actor("arkivarie_skola"), gone.Matter)
	refused("another organisation's copy", err, fault.KindPrivate)
	refused("stopped without a reason", a.Records.Hold(ctx, first, held.Matter, retention.HoldDraft{}), fault.KindInvalid)

	run, err := a.Records.Propose(ctx, first)
	must("propose", err)
	_, err = a.Records.Propose(ctx, second)
	refused("proposed twice", err, fault.KindRefused)
	refused("confirmed by who proposed it", a.Records.Confirm(ctx, first, run.ID), fault.KindPrivate)
	refused("confirmed from another organisation", a.Records.Confirm(ctx, w.Actor("arkivarie_skola"), run.ID), fault.KindPrivate)
	long := second
	long.Strong = false
	refused("confirmed long after signing in", a.Records.Confirm(ctx, long, run.ID), fault.KindUnproven)
	err = a.Store.Data.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE retention_run SET state = 'running', confirmed_by = proposed_by, confirmed_at = proposed_at WHERE id = $1`, run.ID)
		return err
	})
	if err == nil {
		t.Error("the database lets one person dispose of something alone")
	}

	// Between the proposal and its turn two are stopped, each in its own way.
	must("stop", a.Records.Hold(ctx, first, held.Matter, retention.HoldDraft{Kind: retention.Dispute, Reference: "SN 2033/7"}))
	must("mark", a.Records.Mark(ctx, first, marked.Matter, retention.Placement))
	keysets := keysetsOf(t, a, gone.Matter)
	wrapped := wrappedKeys(t, a, keysets)
	must("confirm", a.Records.Confirm(ctx, second, run.ID))
	refused("confirmed twice", a.Records.Confirm(ctx, second, run.ID), fault.KindRefused)
	must("work", a.Queue.RunDue(ctx))

	v, err := a.Records.Run(ctx, first, run.ID)
	must("read the receipt", err)
	states := map[string]string{}
	for _, x := range v.Items {
		states[x.Key.Matter] = string(x.State) + " " + string(x.Spared)
	}
	for matter, want := range map[string]string{gone.Matter: "gone ", held.Matter: "spared held", marked.Matter: "spared not_due"} {
		if states[matter] != want {
			t.Errorf("one is %q, want %q", states[matter], want)
		}
	}
	if v.Run.State != retention.Shredded || v.Run.FinalOn.String() != "2033-02-10" {
		t.Errorf("the run is %s, final on %s", v.Run.State, v.Run.FinalOn)
	}
	refused("stopped when it is gone", a.Records.Hold(ctx, first, gone.Matter, retention.HoldDraft{Kind: retention.Dispute, Reference: "x"}), fault.KindPrivate)

	// What is kept leaves as a package, and nothing else does.
	_, err = a.Records.Package(ctx, first, held.Matter)
	refused("a package of what is to go", err, fault.KindRefused)
	_, err = a.Records.Package(ctx, w.Actor("arkivarie_skola"), marked.Matter)
	refused("a package for another organisation", err, fault.KindPrivate)
	p, err := a.Records.Package(ctx, first, marked.Matter)
	must("pack", err)
	must("write the package", p.Write(io.Discard))
	if len(p.Documents) != 2 || !bytes.Contains(p.Documents[0].Content, []byte(marked.Child.Family)) || len(p.Documents[1].Content) < 100 {
		t.Errorf("the package holds %d documents", len(p.Documents))
	}
	parts, kinds := partsOf(t, a), map[string]bool{}
	for _, k := range parts {
		texts, err := a.Matters.Retention()[0].Texts(ctx, k)
		must("open a part of a matter", err)
		for _, x := range texts {
			kinds[x.Kind] = true
			if !json.Valid(x.Body) {
				t.Errorf("%s is not JSON", x.Kind)
			}
		}
	}
	for _, kind := range []string{"coordination_meeting", "coordination_meeting.outcome", "coordination_point.title", "coordination_wording.body/decision"} {
		if !kinds[kind] {
			t.Errorf("an archive gets no %s", kind)
		}
	}
	attached := holdersOf(t, a)
	for _, holder := range attached {
		files, err := a.Concerns.Retention()[0].Files(ctx, retention.Key{Matter: holder})
		must("open attachments", err)
		if len(files) == 0 || len(files[0].Content) == 0 || files[0].Media == "" {
			t.Errorf("an archive gets %d attachments", len(files))
		}
	}
	if len(attached) == 0 {
		t.Error("nothing in the demonstration has an attachment")
	}
	if len(parts) < 5 {
		t.Errorf("only %d parts of matters", len(parts))
	}

	// What people have asked for, and months of reviewing, leave nothing either.
	for _, source := range slices.Concat(a.Requests.Retention(), a.Reviews.Retention()) {
		must("take away "+source.Name, a.Store.Data.Write(ctx, func(tx *db.Tx) error {
			copies, err := source.Walk(ctx, tx, retention.Key{}, 10)
			if err != nil || len(copies) == 0 {
				return errors.Join(err, source.Remove(ctx, tx, retention.Key{Matter: "ingen"}))
			}
			k := copies[0].Key
			again, err := source.Look(ctx, tx, []string{k.Matter})
			if err != nil || len(again) != 1 || again[0].Key != k {
				t.Errorf("%s: %+v is %+v, %v", source.Name, k, again, err)
			}
			if err := source.Remove(ctx, tx, k); err != nil {
				return err
			}
			if again, err = source.Look(ctx, tx, []string{k.Matter}); err != nil || len(again) != 0 {
				t.Errorf("%s is left: %+v, %v", source.Name, again, err)
			}
			return nil
		}))
	}

	// In the live database nothing is left that was about it, but the receipt, the log and
	// the review of it, which know ids only.
	told := regexp.MustCompile(`^(retention_item|review_|notify_)`)
	for _, x := range v.Items {
		if x.State != retention.ItemGone {
			continue
		}
		for table, rows := range everything(t, a) {
			if told.MatchString(table) {
				continue
			}
			for _, row := range rows {
				if strings.Contains(row, x.Key.Matter) && (x.Source != "concern.report") {
					t.Errorf("%s still holds a row of a matter that is gone from %s", table, x.Source)
				}
			}
		}
		break // each of them costs a reading of everything
	}
	for table, rows := range everything(t, a) {
		for _, row := range rows {
			if gone.Child.ID != "" && strings.Contains(row, gone.Child.ID) && !told.MatchString(table) {
				t.Errorf("%s still names the record of the child", table)
			}
		}
	}
	must("nothing of the keys is left", noTrace(t, a, wrapped))
	if h.database == "" {
		log, err := os.Stat(filepath.Join(h.data, "keys.db-wal"))
		must("look at the log of the keys", err)
		if log.Size() > 0 {
			t.Errorf("the log of the keys holds %d bytes", log.Size())
		}
	}

	// The receipt is final when the last copy of the keys has aged out, and no day before.
	at("2033-02-09")
	must("finish", a.Records.Finish(ctx))
	if v, err = a.Records.Run(ctx, first, run.ID); err != nil || v.Run.State != retention.Shredded {
		t.Errorf("a day too early the run is %s: %v", v.Run.State, err)
	}
	at("2033-02-10")
	must("finish", a.Records.Finish(ctx))
	if v, err = a.Records.Run(ctx, first, run.ID); err != nil || v.Run.State != retention.Final {
		t.Errorf("the run is %s: %v", v.Run.State, err)
	}

	// The backup from before, with the keys of today.
	_, _, err = a.Backup(ctx, "", keyBackups, quiet)
	must("back the keys up", err)
	shut(t, a)
	there := house{filepath.Join(t.TempDir(), "nytt"), fresh}
	_, err = app.Restore(ctx, app.Config{Data: there.data, Database: there.database, Kind: app.Both}, backups, keyBackups, false, slog.New(slog.DiscardHandler), quiet)
	must("restore", err)
	a = open(there)
	defer shut(t, a)
	back := everything(t, a)
	if !slices.ContainsFunc(back["concern_matter"], func(row string) bool { return strings.Contains(row, gone.Matter) }) ||
		len(back["person_record"]) != len(whole["person_record"]) {
		t.Fatal("the backup from before does not hold the rows")
	}
	for _, k := range keysets {
		if _, err := a.Keys.Seal(ctx, k, nil, "x"); !errors.Is(err, person.ErrDestroyed) {
			t.Errorf("a keyset is back: %v", err)
		}
	}
	if _, err := a.Concerns.Matter(ctx, w.Actor("chef"), gone.Matter); fault.KindOf(err) != fault.KindPrivate {
		t.Errorf("what was disposed of opens: %v", err)
	}
	err = a.Store.Data.Read(ctx, func(tx *db.Tx) error {
		people, err := a.People.Load(ctx, tx, []string{gone.Child.ID})
		if len(people) != 0 {
			t.Error("the child has a name again")
		}
		return err
	})
	must("look", err)
	must("nothing of the keys is left", noTrace(t, a, wrapped))
}

// notAboutAnybody are the rooms' tables that disposal leaves alone: counts, and forms.
var notAboutAnybody = []string{"concern_count", "coordination_area", "coordination_count", "coordination_edition", "coordination_snapshot",
	"review_month",
	"review_declaration", // staff, about themselves; they end it themselves
}

// A table that a room adds and forgets to take away would keep what the law says must go.
func TestEveryTableIsThoughtOf(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		text, err := os.ReadFile("../../internal/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	removes := read("room/concern/keep_store.go") + read("room/coordination/keep_store.go") + read("room/disclosure/keep_store.go") + read("room/review/keep_store.go")
	for _, made := range regexp.MustCompile(`CREATE TABLE ((?:concern|coordination|disclosure|review)_\w+)`).FindAllStringSubmatch(read("app/schema.sqlite.sql"), -1) {
		if table := made[1]; !slices.Contains(notAboutAnybody, table) && !regexp.MustCompile(`FROM `+table+`\b`).MatchString(removes) {
			t.Errorf("%s: what is in it is never disposed of", table)
		}
	}
}

// house is where an installation lies.
type house struct{ data, database string }

func shut(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

func quiet(string, int, int) {}

// keysetsOf is the keysets of the persons of a matter.
func keysetsOf(t *testing.T, a *app.App, matter string) []string {
	t.Helper()
	var list []string
	err := a.Store.Keys.Read(t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT id FROM keys_keyset WHERE matter_id = $1`, matter)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k string
			if err := rows.Scan(&k); err != nil {
				return err
			}
			list = append(list, k)
		}
		return rows.Err()
	})
	if err != nil || len(list) == 0 {
		t.Fatalf("%d keysets: %v", len(list), err)
	}
	return list
}

// holdersOf are the reports and matters that have attachments.
func holdersOf(t *testing.T, a *app.App) (holders []string) {
	t.Helper()
	seen := map[string]bool{}
	if err := a.Store.Data.Read(t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT holder_id FROM file_copy`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var holder string
			if err := rows.Scan(&holder); err != nil {
				return err
			}
			seen[holder] = true
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(seen))
}

// partsOf are organisations' parts of matters of coordination.
func partsOf(t *testing.T, a *app.App) (keys []retention.Key) {
	t.Helper()
	err := a.Store.Data.Read(t.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT matter_id, organisation_id FROM coordination_party`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k retention.Key
			if err := rows.Scan(&k.Matter, &k.Controller); err != nil {
				return err
			}
			keys = append(keys, k)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// eachRow gives the rows of a table of the data as texts, read behind the program's back.
func eachRow(ctx context.Context, d *db.DB, table string, each func(string)) error {
	if d.Engine() == db.Postgres {
		rows, err := d.Pgx().Query(ctx, "SELECT t::text FROM "+table+" t")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			each(text)
		}
		return rows.Err()
	}
	rows, err := d.SQL().QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		each(fmt.Sprintf("%s", values))
	}
	return rows.Err()
}

// everything is each row of each table of the data, as texts.
func everything(t *testing.T, a *app.App) map[string][]string {
	t.Helper()
	schema, err := os.ReadFile("../../internal/app/schema.sqlite.sql")
	if err != nil {
		t.Fatal(err)
	}
	data, _, _ := strings.Cut(string(schema), "\n-- Audit\n")
	all := map[string][]string{}
	for _, made := range regexp.MustCompile(`CREATE TABLE (\w+)`).FindAllStringSubmatch(data, -1) {
		table := made[1]
		if strings.HasPrefix(table, "audit_") {
			continue // the log tells what was done, in ids
		}
		all[table] = nil
		if err := eachRow(t.Context(), a.Store.Data, table, func(row string) { all[table] = append(all[table], row) }); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	return all
}

// wrappedKeys are the bytes that lie in the database of keys.
func wrappedKeys(t *testing.T, a *app.App, keysets []string) (all [][]byte) {
	t.Helper()
	err := a.Store.Keys.Read(t.Context(), func(tx *db.Tx) error {
		for _, k := range keysets {
			var wrapped []byte
			if err := tx.QueryRow(t.Context(), `SELECT wrapped FROM keys_keyset WHERE id = $1`, k).Scan(&wrapped); err != nil {
				return err
			}
			all = append(all, wrapped)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d keys: %v", len(all), err)
	}
	return all
}

// noTrace looks for wrapped keys in every page of the file of keys, used or not.
// PostgreSQL's own files are the server's to keep.
func noTrace(t *testing.T, a *app.App, wrapped [][]byte) error {
	t.Helper()
	if a.Store.Engine() == db.Postgres {
		return nil
	}
	conn, err := a.Store.Keys.SQL().Conn(t.Context())
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		pages, err := serdes.Serialize(c.(driver.Conn).Raw(), "main")
		for _, w := range wrapped {
			if bytes.Contains(pages, w[:32]) {
				t.Error("a wrapped key is left in a page of the file")
			}
		}
		return err
	})
}
