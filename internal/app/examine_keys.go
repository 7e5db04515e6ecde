package app

import (
	"context"
	"os"
	"time"

	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
)

// backupAge is how old the newest backup may be before it is said.
const backupAge = 48 * time.Hour

// examineCopies says how old the newest copies of data and keys are.
func examineCopies(ctx context.Context, a *App) []Finding {
	data, keys, err := a.LastBackup(ctx)
	if err != nil {
		return []Finding{wrong("Det gick inte att läsa när säkerhetskopian togs: %v.", err)}
	}
	say := func(what, flag string, at time.Time) Finding {
		switch age := a.now().Sub(at); {
		case at.IsZero():
			return note("Ingen kopia är tagen av %s. Kör samspel backup %s MAPP.", what, flag)
		case age > backupAge:
			return note("Den senaste kopian av %s är %d dygn gammal. Kör samspel backup %s MAPP.", what, int(age.Hours()/24), flag)
		}
		return good("Den senaste kopian av %s togs %s.", what, at.In(civil.Stockholm).Format("2006-01-02 15:04"))
	}
	found := []Finding{say("data", "--to", data), say("nycklarna", "--keys-to", keys)}
	for _, file := range keyFiles(a.Config) {
		if info, err := os.Stat(file); err == nil && !keys.IsZero() && info.ModTime().After(keys) {
			found = append(found, note("Nyckelfilen %s är nyare än den senaste kopian av nycklarna. Kör samspel backup --keys-to MAPP.", file))
		}
	}
	return found
}

// keyAge is how old a key may be before a new one is advised.
const keyAge = 2 * 365 * 24 * time.Hour

// examineRotation says that a change of key was begun and has not ended, that an old key
// lies about, and that a key is due for a change.
func examineRotation(c Config) (found []Finding) {
	for _, file := range keyFiles(c) {
		if _, err := os.Stat(file + ".old"); err == nil {
			found = append(found, note("Den gamla nyckeln %s ligger kvar. Förstör den när nycklarna har kopierats.", file+".old"))
		}
		if info, err := os.Stat(file); err == nil && time.Since(info.ModTime()) > keyAge {
			found = append(found, note("Nyckelfilen %s är från %s. Byt den: samspel key rotate.", file, info.ModTime().Format(time.DateOnly)))
		}
	}
	if person.Halfway(c.KeysetKeyFile) {
		found = append(found, note("Ett byte av nyckeln till nyckelringarna är påbörjat men inte klart. Kör samspel key rotate --keyset-key igen."))
	}
	return found
}
