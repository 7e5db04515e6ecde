package audit

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samspel/internal/frame/db"
)

const recordColumns = "chain, seq, at, user_id, mandate_id, unit_id, role, action, subjects, ground, result, request, detail, hash"

const recordWidth = 14

// chunks is how many rows one INSERT takes: a few sizes, so that a batch takes few
// statements and each is prepared once.
var chunks = [...]int{64, 16, 4, 1}

var insertChunk = func() map[int]string {
	texts := map[int]string{}
	for _, n := range chunks {
		rows := make([]string, n)
		for i := range rows {
			params := make([]string, recordWidth)
			for j := range params {
				params[j] = "$" + strconv.Itoa(i*recordWidth+j+1)
			}
			rows[i] = "(" + strings.Join(params, ", ") + ")"
		}
		texts[n] = "INSERT INTO audit_record (" + recordColumns + ") VALUES " + strings.Join(rows, ", ")
	}
	return texts
}()

func insertRows(ctx context.Context, tx *db.Tx, rows []*row) error {
	args := make([]any, 0, min(len(rows), chunks[0])*recordWidth)
	for _, n := range chunks {
		for ; len(rows) >= n; rows = rows[n:] {
			args = args[:0]
			for _, x := range rows[:n] {
				args = append(args, x.chain, x.seq, x.at, x.user, x.mandate, x.unit, x.role,
					x.action, x.subjects, x.ground, x.result, x.request, x.detail, x.hash)
			}
			if _, err := tx.Exec(ctx, insertChunk[n], args...); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanRow(rows *db.Rows, x *row) error {
	return rows.Scan(&x.chain, &x.seq, &x.at, &x.user, &x.mandate, &x.unit, &x.role,
		&x.action, &x.subjects, &x.ground, &x.result, &x.request, &x.detail, &x.hash)
}

// loadRows gives the links of a chain after seq, in order.
func loadRows(ctx context.Context, tx *db.Tx, chain string, after int64, limit int, each func(*row) error) error {
	rows, err := tx.Query(ctx, `SELECT `+recordColumns+` FROM audit_record
		WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3`, chain, after, limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	var x row
	for rows.Next() {
		if err := scanRow(rows, &x); err != nil {
			return err
		}
		if err := each(&x); err != nil {
			return err
		}
	}
	return rows.Err()
}

// loadNewest gives the newest records of every chain in the file that match.
func loadNewest(ctx context.Context, tx *db.Tx, f Filter, limit int) ([]*row, error) {
	rows, err := tx.Query(ctx, `SELECT `+recordColumns+` FROM audit_record
		WHERE ($1 = '' OR user_id = $1) AND ($2 = '' OR action = $2) AND ($3 = '' OR result = $3) AND ($4 = '' OR request = $4)
		ORDER BY at DESC, seq DESC LIMIT $5`, f.User, f.Action, string(f.Result), f.Request, limit)
	if err != nil {
		return nil, err
	}
	return collect(rows)
}

// loadAbout gives the newest records about one subject, by the derived index.
func loadAbout(ctx context.Context, tx *db.Tx, f Filter, subject []byte, limit int) ([]*row, error) {
	rows, err := tx.Query(ctx, `SELECT r.chain, r.seq, r.at, r.user_id, r.mandate_id, r.unit_id, r.role, r.action,
			r.subjects, r.ground, r.result, r.request, r.detail, r.hash
		FROM audit_subject s JOIN audit_record r ON r.chain = s.chain AND r.seq = s.seq
		WHERE s.subject = $1
			AND ($2 = '' OR r.user_id = $2) AND ($3 = '' OR r.action = $3) AND ($4 = '' OR r.result = $4) AND ($5 = '' OR r.request = $5)
		ORDER BY r.at DESC, r.seq DESC LIMIT $6`, subject, f.User, f.Action, string(f.Result), f.Request, limit)
	if err != nil {
		return nil, err
	}
	return collect(rows)
}

func collect(rows *db.Rows) ([]*row, error) {
	defer rows.Close()
	var out []*row
	for rows.Next() {
		x := &row{}
		if err := scanRow(rows, x); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// subjectSize is the bytes of one subject among those of a row.
const subjectSize = 16

// insertSubjects enters who the rows are about, many in a statement.
func insertSubjects(ctx context.Context, tx *db.Tx, rows []*row) error {
	const most = 16
	var args []any
	insert := func() error {
		var values []string
		for first := 1; first < len(args); first += 3 {
			values = append(values, "("+db.Numbered(first, 3)+")")
		}
		_, err := tx.Exec(ctx, `INSERT INTO audit_subject (subject, chain, seq) VALUES `+strings.Join(values, ", ")+`
			ON CONFLICT (subject, chain, seq) DO NOTHING`, args...)
		args = args[:0]
		return err
	}
	for _, x := range rows {
		for subject := range slices.Chunk(x.subjects, subjectSize) {
			args = append(args, subject, x.chain, x.seq)
			if len(args) == 3*most {
				if err := insert(); err != nil {
					return err
				}
			}
		}
	}
	if len(args) == 0 {
		return nil
	}
	return insert()
}

func loadMark(ctx context.Context, tx *db.Tx, chain string) (int64, error) {
	var seq int64
	err := tx.QueryRow(ctx, `SELECT coalesce(max(seq), 0) FROM audit_mark WHERE chain = $1`, chain).Scan(&seq)
	return seq, err
}

func saveMark(ctx context.Context, tx *db.Tx, chain string, seq int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_mark (chain, seq) VALUES ($1, $2)
		ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > audit_mark.seq`, chain, seq)
	return err
}

// loadSpans gives where the days from first to last lie in each chain of the file.
func loadSpans(ctx context.Context, tx *db.Tx, first, last int64) ([]span, error) {
	rows, err := tx.Query(ctx, `SELECT chain, min(first_seq), max(last_seq) FROM audit_day
		WHERE day >= $1 AND day <= $2 GROUP BY chain ORDER BY chain`, first, last)
	return db.Collect(rows, err, "spans", func(s *span) []any { return []any{&s.chain, &s.first, &s.last} })
}

// saveDay widens what is known of a day in a chain to hold the span.
func saveDay(ctx context.Context, tx *db.Tx, day int64, s span) error {
	_, err := tx.Exec(ctx, `INSERT INTO audit_day (day, chain, first_seq, last_seq) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, chain) DO UPDATE SET
			first_seq = CASE WHEN excluded.first_seq < audit_day.first_seq THEN excluded.first_seq ELSE audit_day.first_seq END,
			last_seq = CASE WHEN excluded.last_seq > audit_day.last_seq THEN excluded.last_seq ELSE audit_day.last_seq END`,
		day, s.chain, s.first, s.last)
	return err
}
