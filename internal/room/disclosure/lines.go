package disclosure

import (
	"embed"
	"io/fs"

	"samspel/internal/frame/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Lines is the room's migration line; it runs after register, identity and person.
var Lines = []db.Line{{Name: "disclosure", In: db.InData, FS: folder()}}

func folder() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}
