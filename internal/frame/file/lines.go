package file

import (
	"embed"
	"io/fs"

	"samspel/internal/frame/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Lines is the files' migration line.
var Lines = []db.Line{{Name: "file", In: db.InData, FS: folder()}}

// Locale is what is said of a file that is not taken.
//
//go:embed locale/*.json
var Locale embed.FS

func folder() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}
