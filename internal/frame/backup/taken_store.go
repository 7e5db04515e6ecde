package backup

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"samspel/internal/frame/db"
)

//go:embed migrations
var migrations embed.FS

// Lines is the tables of the package.
var Lines = []db.Line{{Name: "backup", In: db.InData, FS: inData()}}

func inData() fs.FS {
	sub, err := fs.Sub(migrations, "migrations/data")
	if err != nil {
		panic(err)
	}
	return sub
}

func insertTaken(ctx context.Context, tx *db.Tx, id string, kind Kind, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO backup_taken (id, kind, at)
		VALUES ($1, $2, $3)
		ON CONFLICT (id) DO NOTHING`, id, string(kind), at)
	if err != nil {
		return fmt.Errorf("insert backup taken: %w", err)
	}
	return nil
}

func loadLastTaken(ctx context.Context, tx *db.Tx, kind Kind) (time.Time, error) {
	var at time.Time
	err := tx.QueryRow(ctx, `
		SELECT at
		FROM   backup_taken
		WHERE  kind = $1
		ORDER  BY at DESC
		LIMIT  1`, string(kind)).Scan(&at)
	if err != nil {
		return at, fmt.Errorf("load last backup taken: %w", err)
	}
	return at, nil
}
