package concern_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

// dump is every row of every table in a database as text, its bytes as they are,
// below everything that opens them.
func dump(w *World, d *db.DB) map[string][]string {
	w.Helper()
	tables := map[string][]string{}
	add := func(table string, values []any) {
		var line strings.Builder
		for _, v := range values {
			switch v := v.(type) {
			case []byte:
				line.Write(v)
			case string:
				line.WriteString(v)
			default:
				fmt.Fprint(&line, v)
			}
			line.WriteByte('\x1f')
		}
		tables[table] = append(tables[table], line.String())
	}
	ctx := w.Context()
	if pool := d.Pgx(); pool != nil {
		rows, err := pool.Query(ctx, `SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`)
		w.Must("list tables", err)
		var names []string
		for rows.Next() {
			var name string
			w.Must("list tables", rows.Scan(&name))
			names = append(names, name)
		}
		w.Must("list tables", rows.Err())
		for _, name := range names {
			rows, err := pool.Query(ctx, `SELECT * FROM "`+name+`"`)
			w.Must("read "+name, err)
			for rows.Next() {
				values, err := rows.Values()
				w.Must("read "+name, err)
				add(name, values)
			}
			w.Must("read "+name, rows.Err())
		}
	} else {
		list, err := d.SQL().QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table'`)
		w.Must("list tables", err)
		var names []string
		for list.Next() {
			var name string
			w.Must("list tables", list.Scan(&name))
			names = append(names, name)
		}
		w.Must("list tables", list.Close())
		for _, name := range names {
			rows, err := d.SQL().QueryContext(ctx, `SELECT * FROM "`+name+`"`)
			w.Must("read "+name, err)
			columns, err := rows.Columns()
			w.Must("read "+name, err)
			for rows.Next() {
				values, to := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					to[i] = &values[i]
				}
				w.Must("read "+name, rows.Scan(to...))
				add(name, values)
			}
			w.Must("read "+name, rows.Close())
		}
	}
	for _, lines := range tables {
		slices.Sort(lines)
	}
	return tables
}

// Nothing that anybody wrote about a child can be read in the databases without the
// keysets: not in the room's tables, the notices, the jobs or the log.
func TestNothingReadableIsStored(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		number := personnummer.Invented(civil.On(2014, 11, 30), 7)
		canary := func(what string) string { return "Kanarie" + what }
		child := concern.ReportedChild{Given: canary("Namn"), Family: canary("Efternamn"), Number: number.Formatted(), FoundHow: canary("Klass")}
		unknown := concern.ReportedChild{Given: canary("Okänd"), Family: canary("Syskon"), Birth: "2016-02-29"}
		d := Draft(About(child, unknown), InDanger)
		d.Content = concern.Content{Children: d.Content.Children, Seen: canary("Sett"), Heard: canary("Hört"), Said: canary("Sagt"),
			Interpretation: canary("Tolkat"), DangerWhy: canary("Fara"), Guardians: []concern.ReportedGuardian{{Name: canary("Vårdnad")}},
			NotToldWhy: canary("Tyst"), Unsafe: true, ReporterWork: canary("Tjänst"), Phone: canary("Telefon")}
		_, err := w.SaveDraft(ctx, w.Counsellor, d)
		w.Must("save", err)
		r, err := w.SendReport(ctx, w.Counsellor, d)
		w.Must("send", err)
		left := d
		left.ID = Draft().ID
		_, err = w.SaveDraft(ctx, w.Counsellor, left)
		w.Must("leave a draft", err)
		_, again := w.Send(w.Nurse, About(unknown), As("health_dental"))
		matters := w.Matters(w.Counsellor, r.ID)
		w.Must("judge", w.ConfirmSame(ctx, w.Officer, again[0], matters[1], true))
		assess := concern.ProtectionAssessment{Answered: true, Needed: true, Reasons: canary("Skäl"), Measures: canary("Åtgärd"), ContactPlan: canary("Kontakt")}
		w.Must("assess", w.AssessProtection(ctx, w.Officer, matters[0], assess))
		w.Must("extend", w.Extend(ctx, w.Manager, matters[0], concern.Extension{To: civil.On(2026, 12, 9), Reasons: canary("Förlängning")}))
		decision := concern.Decision{Outcome: concern.Opened, Reasons: canary("Beslut"), NotInformedWhy: canary("Oinformerad")}
		_, err = w.Decide(ctx, w.Officer, matters[0], decision)
		w.Must("decide", err)
		w.Must("withhold", w.WithholdFeedback(ctx, w.Officer, matters[0], canary("Återhållen")))
		w.Must("forward", w.Forward(ctx, w.Officer, matters[1], Bjorklunda, canary("Flytt")))
		w.Opened(w.Second, matters[0])
		_, err = w.Inbox(ctx, w.Officer, concern.InboxFilter{})
		w.Must("inbox", err)
		_, err = w.Matter(ctx, w.FarOfficer, matters[0])
		if err == nil {
			w.Error("opened from another municipality")
		}
		w.Clock.Set("2026-11-30 08:00")
		w.Must("raise alarms", w.RaiseAlarms(ctx))
		w.Records(w.Officer) // everything is in the log

		secrets := []string{"Kanarie", "KANARIE", "kanarie", number.Digits(), number.Digits()[2:], number.Formatted(), number.Formatted()[2:], "2016-02-29", "20160229"}
		for _, s := range slices.Clone(secrets) {
			secrets = append(secrets, hex.EncodeToString([]byte(s)), strings.ToUpper(hex.EncodeToString([]byte(s))))
			for skip := range 3 { // wherever it may stand in an encoded text
				whole := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", skip) + s))
				if inner := whole[4*((skip+2)/3) : len(whole)-4]; len(inner) >= 8 {
					secrets = append(secrets, inner)
				}
			}
		}
		tables := 0
		for place, d := range map[string]*db.DB{"data": w.Store.Data, "audit": w.Store.Audit, "keys": w.Store.Keys} {
			for table, lines := range dump(w, d) {
				if len(lines) > 0 {
					tables++
				}
				for _, line := range lines {
					for _, s := range secrets {
						if strings.Contains(line, s) {
							w.Errorf("a row of %s in %s holds what is sealed", table, place)
							break
						}
					}
				}
			}
		}
		all := dump(w, w.Store.Data)
		for _, table := range []string{"concern_report", "concern_matter", "concern_entry", "person_record", "notify_notice", "river_job"} {
			if len(all[table]) == 0 {
				w.Errorf("nothing was looked for in %s", table)
			}
		}
		if tables < 15 {
			w.Errorf("only %d tables hold anything", tables)
		}
	})
}
