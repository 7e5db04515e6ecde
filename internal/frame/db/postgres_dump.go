package db

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// A dump is frames: a letter, a length and as many bytes. T begins a table, D holds
// rows as COPY writes them, E ends the table and Z the dump.
const (
	tableFrame = 'T'
	rowsFrame  = 'D'
	endFrame   = 'E'
	lastFrame  = 'Z'
	frameLimit = 1 << 20
)

// errDump: what should be a dump is something else, or ends too early.
var errDump = errors.New("the dump is damaged")

// dumpedTable is what begins a table in a dump.
type dumpedTable struct {
	Name    string   `json:"table"`
	Columns []string `json:"columns"`
}

// passing are tables of the job queue that say who works just now, and its own version.
const passing = `'river_leader', 'river_client', 'river_client_queue', 'river_migration'`

// Dump writes every row of the places as they were at one moment, each place to its
// own writer, on PostgreSQL. It tells how many rows each table has.
func (s *Store) Dump(ctx context.Context, to map[Place]io.Writer, progress func(done, total int)) (map[Place]map[string]int64, error) {
	conn, err := s.Data.pg.readers.Acquire(ctx)
	if err != nil {
		return nil, pgError(err)
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, pgError(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	tables, total := map[Place][]dumpedTable{}, 0
	for p := range to {
		if tables[p], err = dumpedTables(ctx, tx, places[p].schema); err != nil {
			return nil, err
		}
		total += len(tables[p])
	}
	counts, done := map[Place]map[string]int64{}, 0
	for p, w := range to {
		counts[p] = map[string]int64{}
		for _, t := range tables[p] {
			n, err := dumpTable(ctx, tx, places[p].schema, t, w)
			if err != nil {
				return nil, fmt.Errorf("dump %s: %w", t.Name, err)
			}
			counts[p][t.Name] = n
			done++
			progress(done, total)
		}
		if err := writeFrame(w, lastFrame, nil); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// dumpedTables is the tables of a schema, those that others refer to first.
func dumpedTables(ctx context.Context, tx pgx.Tx, schema string) ([]dumpedTable, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.relname,
			ARRAY(SELECT attname::text FROM pg_attribute
				WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum),
			ARRAY(SELECT o.relname::text FROM pg_constraint k JOIN pg_class o ON o.oid = k.confrelid
				WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid <> c.oid)
		FROM pg_class c
		WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
			AND c.relname NOT LIKE 'goose\_%' AND c.relname NOT IN (`+passing+`)
		ORDER BY c.relname`, schema)
	if err != nil {
		return nil, pgError(err)
	}
	refers := map[string][]string{}
	waiting, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t dumpedTable, err error) {
		var others []string
		err = row.Scan(&t.Name, &t.Columns, &others)
		refers[t.Name] = others
		return t, err
	})
	if err != nil {
		return nil, pgError(err)
	}
	var sorted []dumpedTable
	for len(waiting) > 0 {
		var later []dumpedTable
		for _, t := range waiting {
			free := true
			for _, other := range refers[t.Name] {
				_, left := refers[other]
				free = free && !left
			}
			if free {
				sorted = append(sorted, t)
			} else {
				later = append(later, t)
			}
		}
		if len(later) == len(waiting) {
			return nil, fmt.Errorf("the tables of %s refer to each other in a ring", schema)
		}
		for _, t := range sorted {
			delete(refers, t.Name)
		}
		waiting = later
	}
	return sorted, nil
}

func (t dumpedTable) copied(schema string) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = pgx.Identifier{c}.Sanitize()
	}
	return pgx.Identifier{schema, t.Name}.Sanitize() + " (" + strings.Join(names, ", ") + ")"
}

func dumpTable(ctx context.Context, tx pgx.Tx, schema string, t dumpedTable, w io.Writer) (int64, error) {
	head, err := json.Marshal(t)
	if err != nil {
		return 0, err
	}
	if err := writeFrame(w, tableFrame, head); err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(frameWriter{w}, 256<<10)
	tag, err := tx.Conn().PgConn().CopyTo(ctx, out, "COPY "+t.copied(schema)+" TO STDOUT")
	if err != nil {
		return 0, pgError(err)
	}
	return tag.RowsAffected(), errors.Join(out.Flush(), writeFrame(w, endFrame, nil))
}

// frameWriter makes frames of what is written.
type frameWriter struct{ to io.Writer }

func (w frameWriter) Write(p []byte) (int, error) {
	for piece := range slices.Chunk(p, frameLimit) {
		if err := writeFrame(w.to, rowsFrame, piece); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func writeFrame(w io.Writer, kind byte, content []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(content)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}

func readFrame(r io.Reader) (kind byte, content []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, errors.Join(errDump, err)
	}
	length := binary.BigEndian.Uint32(head[1:])
	if length > frameLimit {
		return 0, nil, errDump
	}
	content = make([]byte, length)
	if _, err := io.ReadFull(r, content); err != nil {
		return 0, nil, errors.Join(errDump, err)
	}
	return head[0], content, nil
}

// rowsReader is the rows of one table, up to its end.
type rowsReader struct {
	from  io.Reader
	left  []byte
	ended bool
}

func (r *rowsReader) Read(p []byte) (int, error) {
	for len(r.left) == 0 {
		if r.ended {
			return 0, io.EOF
		}
		kind, content, err := readFrame(r.from)
		if err != nil {
			return 0, err
		}
		switch kind {
		case rowsFrame:
			r.left = content
		case endFrame:
			r.ended = true
		default:
			return 0, errDump
		}
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// readDump goes through a dump, table by table; each reads the rows it is given to their end.
func readDump(r io.Reader, each func(dumpedTable, io.Reader) error) error {
	for {
		kind, content, err := readFrame(r)
		switch {
		case err != nil:
			return err
		case kind == lastFrame:
			return nil
		case kind != tableFrame:
			return errDump
		}
		var t dumpedTable
		if err := json.Unmarshal(content, &t); err != nil {
			return errDump
		}
		if err := each(t, &rowsReader{from: r}); err != nil {
			return err
		}
	}
}

// CheckDump reads a dump to its end and counts its rows.
func CheckDump(r io.Reader) (map[string]int64, error) {
	counts := map[string]int64{}
	err := readDump(r, func(t dumpedTable, rows io.Reader) error {
		n, err := countLines(rows)
		counts[t.Name] = n
		return err
	})
	return counts, err
}

// countLines counts rows as COPY writes them: line ends within a value are written otherwise.
func countLines(r io.Reader) (n int64, err error) {
	buffer := make([]byte, 64<<10)
	for {
		got, err := r.Read(buffer)
		for _, c := range buffer[:got] {
			if c == '\n' {
				n++
			}
		}
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// Load puts the rows of dumps into tables that [Store.MigrateTo] has made and nobody
// has used: all of them or none.
func (s *Store) Load(ctx context.Context, from map[Place]io.Reader, progress func(table string)) error {
	conn, err := s.Data.pg.writers.Acquire(ctx)
	if err != nil {
		return pgError(err)
	}
	defer conn.Release()
	tx, err := conn.Begin(ctx)
	if err != nil {
		return pgError(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	for p, r := range from {
		schema := places[p].schema
		if err := clearTables(ctx, tx, schema); err != nil {
			return err
		}
		err := readDump(r, func(t dumpedTable, rows io.Reader) error {
			progress(t.Name)
			_, err := tx.Conn().PgConn().CopyFrom(ctx, rows, "COPY "+t.copied(schema)+" FROM STDIN")
			if err != nil {
				return fmt.Errorf("load %s: %w", t.Name, pgError(err))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := advanceSequences(ctx, tx, schema); err != nil {
			return err
		}
	}
	return pgError(tx.Commit(ctx))
}

// clearTables removes what migrations have put there, which the dump holds too.
func clearTables(ctx context.Context, tx pgx.Tx, schema string) error {
	tables, err := dumpedTables(ctx, tx, schema)
	if err != nil {
		return err
	}
	for i := len(tables) - 1; i >= 0; i-- {
		if _, err := tx.Exec(ctx, "DELETE FROM "+pgx.Identifier{schema, tables[i].Name}.Sanitize()); err != nil {
			return fmt.Errorf("the database is in use: %w", pgError(err))
		}
	}
	return nil
}

// advanceSequences has each sequence go on after the highest number in its column.
func advanceSequences(ctx context.Context, tx pgx.Tx, schema string) error {
	rows, err := tx.Query(ctx, `
		SELECT s.oid::regclass::text, c.oid::regclass::text, quote_ident(a.attname)
		FROM pg_class s
		JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
		JOIN pg_class c ON c.oid = d.refobjid
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
		WHERE s.relkind = 'S' AND s.relnamespace = $1::regnamespace`, schema)
	if err != nil {
		return pgError(err)
	}
	type sequence struct{ Name, Table, Column string }
	sequences, err := pgx.CollectRows(rows, pgx.RowToStructByPos[sequence])
	if err != nil {
		return pgError(err)
	}
	for _, q := range sequences {
		if _, err := tx.Exec(ctx, fmt.Sprintf(`SELECT setval('%s', max(%s)) FROM %s HAVING max(%[2]s) IS NOT NULL`, q.Name, q.Column, q.Table)); err != nil {
			return pgError(err)
		}
	}
	return nil
}

// Empty says whether the schemas hold no tables yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	for _, place := range places {
		tables, err := s.tables(ctx, place.schema)
		if err != nil || tables > 0 {
			return false, err
		}
	}
	return true, nil
}

func (s *Store) tables(ctx context.Context, schema string) (n int, err error) {
	err = s.Data.pg.readers.QueryRow(ctx, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = $1::regnamespace", schema).Scan(&n)
	return n, pgError(err)
}
