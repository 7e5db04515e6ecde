package retention

import (
	"embed"
	"io/fs"

	"samspel/internal/frame/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Lines is the tables of the package; they come after register and identity.
var Lines = []db.Line{{Name: "retention", In: db.InData, FS: folder()}}

func folder() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return sub
}
