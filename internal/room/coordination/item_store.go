package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

const itemColumns = `i.id, i.matter_id, i.organisation_id, i.unit_id, i.author_id, i.keyset_id, i.kind, i.topic, i.shown, i.made_at, i.version, i.withdrawn_at`

func scanItem(scan func(...any) error, more ...any) (Item, error) {
	var i Item
	err := scan(append([]any{&i.ID, &i.Matter, &i.Organisation, &i.Unit, &i.Author, &i.Keyset, &i.Kind, &i.Topic, &i.Shown,
		&i.MadeAt, &i.Version, db.Null(&i.WithdrawnAt)}, more...)...)
	return i, err
}

// sealedItem is an item with its latest words.
type sealedItem struct {
	Item
	changedAt   time.Time
	title, body []byte
}

func insertItem(ctx context.Context, tx *db.Tx, i Item) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_item (id, matter_id, organisation_id, unit_id, author_id, keyset_id, kind, topic, shown, made_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		i.ID, i.Matter, i.Organisation, i.Unit, i.Author, i.Keyset, i.Kind, i.Topic, i.Shown, i.MadeAt, i.Version); err != nil {
		return fmt.Errorf("insert item %s: %w", i.ID, err)
	}
	return nil
}

// updateItem moves the item to its next version, or takes it back.
func updateItem(ctx context.Context, tx *db.Tx, i Item, before int) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_item
		SET    topic = $3, shown = $4, version = $5, withdrawn_at = $6
		WHERE  id = $1 AND version = $2 AND withdrawn_at IS NULL`, i.ID, before, i.Topic, i.Shown, i.Version, i.WithdrawnAt)
	if err != nil {
		return fmt.Errorf("update item %s: %w", i.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// version is one wording of an item.
type version struct {
	number      int
	author      string
	at          time.Time
	shown       Shown
	topic       Topic
	title, body []byte
}

func insertVersion(ctx context.Context, tx *db.Tx, item string, v version) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_version (item_id, number, author_id, at, shown, topic, title, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, item, v.number, v.author, v.at, v.shown, v.topic, v.title, v.body); err != nil {
		return fmt.Errorf("insert version %d of item %s: %w", v.number, item, err)
	}
	return nil
}

// some is which of a matter's items are wanted; the zero some is every one.
type some struct {
	item, unit string
	// kind is the only kind that is wanted, and but one that is not.
	kind, but ItemKind
	// after is where the page before ended, and most how many are wanted.
	after PageKey
	most  int
}

// where is the condition on coordination_item i, and how they come; its arguments are
// numbered from first.
func (o some) where(first int) (where, order string, args []any) {
	bind := func(value any) string {
		args = append(args, value)
		return db.Numbered(first+len(args)-1, 1)
	}
	for _, c := range []struct{ is, value string }{{"i.id = ", o.item}, {"i.unit_id = ", o.unit}, {"i.kind = ", string(o.kind)}, {"i.kind <> ", string(o.but)}} {
		if c.value != "" {
			where += " AND " + c.is + bind(c.value)
		}
	}
	if !o.after.IsZero() {
		at, id := bind(o.after.At), bind(o.after.ID)
		where += " AND i.made_at <= " + at + " AND (i.made_at < " + at + " OR i.id < " + id + ")"
	}
	order = "ORDER BY i.made_at DESC, i.id DESC"
	if o.most > 0 {
		order += " LIMIT " + bind(o.most)
	}
	return where, order, args
}

// listItems gives everything written in a matter, in its latest words, the newest first.
func listItems(ctx context.Context, tx *db.Tx, matter string, only some) ([]sealedItem, error) {
	where, order, args := only.where(2)
	rows, err := tx.Query(ctx, `
		SELECT `+itemColumns+`, v.at, v.title, v.body
		FROM   coordination_item i
		JOIN   coordination_version v ON v.item_id = i.id AND v.number = i.version
		WHERE  i.matter_id = $1`+where+`
		`+order, append([]any{matter}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list items of matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []sealedItem
	for rows.Next() {
		var s sealedItem
		if s.Item, err = scanItem(rows.Scan, &s.changedAt, &s.title, &s.body); err != nil {
			return nil, fmt.Errorf("scan item of matter %s: %w", matter, err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// loadItem gives an item; db.ErrNotFound when there is none.
func loadItem(ctx context.Context, tx *db.Tx, id string) (Item, error) {
	i, err := scanItem(tx.QueryRow(ctx, `
		SELECT `+itemColumns+`
		FROM   coordination_item i
		WHERE  i.id = $1`, id).Scan)
	if err != nil {
		return Item{}, fmt.Errorf("load item %s: %w", id, err)
	}
	return i, nil
}

// olderVersion is a wording that a later one has taken the place of.
type olderVersion struct {
	item, keyset string
	version
}

// olderHeld gives the earlier wordings of what the organisation has written in a matter.
func olderHeld(ctx context.Context, tx *db.Tx, matter, organisation string) ([]olderVersion, error) {
	return gather(ctx, tx, "earlier wordings", func(o *olderVersion) []any {
		return []any{&o.item, &o.keyset, &o.number, &o.at, &o.topic, &o.title, &o.body}
	}, `
		SELECT i.id, i.keyset_id, v.number, v.at, v.topic, v.title, v.body
		FROM   coordination_item i
		JOIN   coordination_version v ON v.item_id = i.id AND v.number < i.version
		WHERE  i.matter_id = $1 AND i.organisation_id = $2
		ORDER  BY i.made_at, i.id, v.number`, matter, organisation)
}

// listVersions gives every wording of an item, the newest first.
func listVersions(ctx context.Context, tx *db.Tx, item string) ([]version, error) {
	rows, err := tx.Query(ctx, `
		SELECT number, author_id, at, shown, topic, title, body
		FROM   coordination_version
		WHERE  item_id = $1
		ORDER  BY number DESC`, item)
	return db.Collect(rows, err, "versions of item "+item, func(v *version) []any {
		return []any{&v.number, &v.author, &v.at, &v.shown, &v.topic, &v.title, &v.body}
	})
}
