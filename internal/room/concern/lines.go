package concern

import (
	"embed"

	"samspel/internal/frame/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Lines is the room's migration line; it runs after register, identity and person.
var Lines = []db.Line{{Name: "concern", In: db.InData, FS: migrations}}
