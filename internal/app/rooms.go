package app

import (
	"embed"
	"io/fs"

	"samspel/internal/frame/audit"
	"samspel/internal/frame/backup"
	"samspel/internal/frame/db"
	"samspel/internal/frame/file"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/ledger"
	"samspel/internal/frame/notify"
	"samspel/internal/frame/person"
	"samspel/internal/frame/register"
	"samspel/internal/frame/retention"
	"samspel/internal/frame/sheet"
	"samspel/internal/room/concern"
	"samspel/internal/room/concern/concernweb"
	"samspel/internal/room/coordination"
	"samspel/internal/room/coordination/coordinationweb"
	"samspel/internal/room/disclosure"
	"samspel/internal/room/disclosure/disclosureweb"
	"samspel/internal/room/grant"
	"samspel/internal/room/grant/grantweb"
	"samspel/internal/room/review"
	"samspel/internal/room/review/reviewweb"
	"samspel/internal/web"
	"samspel/internal/web/account"
	"samspel/internal/web/api"
	"samspel/internal/web/records"
)

// lines is every table of an installation of the kind, floor by floor.
func lines(kind Kind) []db.Line {
	var all []db.Line
	for _, of := range [][]db.Line{audit.Lines, register.Lines, identity.Lines, notify.Lines, backup.Lines, ledger.Lines, grant.Lines} {
		all = append(all, of...)
	}
	if !kind.HasChildren() {
		all = append(all, person.KeyLines...)
	} else {
		all = append(all, person.Lines...)
		all = append(all, file.Lines...)
		all = append(all, retention.Lines...)
		all = append(all, concern.Lines...)
		all = append(all, coordination.Lines...)
		all = append(all, disclosure.Lines...)
		all = append(all, review.Lines...)
	}
	return all
}

// locale is the words of the menu.
//
//go:embed locale
var locale embed.FS

// texts is every catalogue.
func texts() []fs.FS {
	return []fs.FS{locale, web.Locale, account.Locale, records.Locale, sheet.Locale, api.Locale, notify.Locale, file.Locale, ledger.Locale, concernweb.Locale, coordinationweb.Locale, disclosureweb.Locale, reviewweb.Locale, grantweb.Locale}
}
