package ledger

import (
	"embed"
	"io/fs"

	"samspel/internal/frame/db"
)

//go:embed migrations
var migrations embed.FS

// Lines is the tables of the ledger.
var Lines = []db.Line{{Name: "ledger", In: db.InData, FS: folder()}}

// Locale is what the ledger says when it refuses.
//
//go:embed locale
var Locale embed.FS

func folder() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}
