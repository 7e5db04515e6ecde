package person

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"samspel/internal/frame/db"
	"samspel/internal/ground/personnummer"
)

// Likeness (likhet) is who somebody is, as far as it can be compared: keyed hashes that
// are made when they are asked for. A number's may be kept; a surname's must not be, for
// how often it occurs tells what it is.
type Likeness struct {
	Surnames []string
	Number   string
}

// ShareSurname says whether both have a surname in common.
func (l Likeness) ShareSurname(m Likeness) bool {
	for _, a := range l.Surnames {
		for _, b := range m.Surnames {
			if a == b {
				return true
			}
		}
	}
	return false
}

// LikenessOfName is that of a whole name as staff have it: everything after the first
// name may be a surname.
func (k *Keyring) LikenessOfName(name string) Likeness {
	_, family, _ := strings.Cut(strings.TrimSpace(name), " ")
	return Likeness{Surnames: k.surnames(family)}
}

// LikenessOfNumber is that of an identity number.
func (k *Keyring) LikenessOfNumber(n personnummer.Number) Likeness {
	if n.IsZero() {
		return Likeness{}
	}
	return Likeness{Number: string(k.Stamp("likeness number " + n.Digits()))}
}

// surnames is a hash for each part of a surname, and none for an empty one.
func (k *Keyring) surnames(family string) []string {
	var list []string
	for _, part := range strings.Fields(normalise(family)) {
		list = append(list, string(k.Stamp("likeness surname "+part)))
	}
	return list
}

// Likenesses is those of everybody in the matters, and of the persons, with the ids: for
// each id, in two queries for many. Those who have been disposed of are not there.
func (p *People) Likenesses(ctx context.Context, tx *db.Tx, ids []string) (map[string][]Likeness, error) {
	rows, err := loadAround(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	keysets := make([]string, len(rows))
	for i, r := range rows {
		keysets[i] = r.person.Keyset
	}
	if err := p.keys.Warm(ctx, keysets); err != nil {
		return nil, err
	}
	asked := make(map[string]bool, len(ids))
	for _, id := range ids {
		asked[id] = true
	}
	all := map[string][]Likeness{}
	for _, r := range rows {
		x, err := p.open(ctx, r)
		if errors.Is(err, ErrDestroyed) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open person %s: %w", r.person.ID, err)
		}
		l := p.keys.LikenessOfNumber(x.Number)
		l.Surnames = p.keys.surnames(x.Family)
		for _, id := range []string{x.ID, x.Matter} {
			if asked[id] {
				all[id] = append(all[id], l)
			}
		}
	}
	return all, nil
}
