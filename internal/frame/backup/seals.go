package backup

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"samspel/internal/frame/db"
)

// Seals is the seal of an installation and those it had before. They lie in files that
// are read each time, so that a server takes up a change as soon as it is made.
type Seals struct{ file string }

const (
	// EarlierSeals is the end of the name of the file with the earlier seals.
	EarlierSeals = ".earlier"
	// overlap is how long two seals hold at the same time around a change, for servers
	// in the middle of signing and clocks that differ.
	overlap = 5 * time.Minute

	earlierPurpose = "samspel earlier seal"
)

// OpenSeals reads the key file, or makes one.
func OpenSeals(file string) (Seals, error) {
	s := Seals{file}
	if _, err := db.MakeKeyFile(file); err != nil {
		return s, err
	}
	_, err := s.All()
	return s, err
}

// readSeals reads the key file of a set of keys.
func readSeals(file string) (History, error) {
	all, err := Seals{file}.All()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s is missing, and the backup cannot be opened without it", ErrNoKey, file)
	}
	return all, err
}

// Current is the seal to sign and encrypt with.
func (s Seals) Current() (Seal, error) {
	key, err := db.ReadKeyFile(s.file)
	return Seal{key}, err
}

// Sign signs a text with the seal of this moment.
func (s Seals) Sign(text []byte) ([]byte, error) {
	current, err := s.Current()
	if err != nil {
		return nil, err
	}
	return ed25519.Sign(current.signer(), text), nil
}

// Held is a seal and the time it holds for: what is signed with it at another time is
// not genuine, whoever has it.
type Held struct {
	Seal
	From, Until time.Time // zero: always, and still
}

func (h Held) holds(at time.Time) bool {
	return (h.From.IsZero() || !at.Before(h.From.Add(-overlap))) && (h.Until.IsZero() || at.Before(h.Until.Add(overlap)))
}

// History is the seals of an installation, newest first.
type History []Held

// Genuine says whether the text was signed at the time with a seal that held then.
func (h History) Genuine(at time.Time, text, signature []byte) bool {
	_, ok := h.Signer(at, text, signature)
	return ok
}

// Signer is the seal that signed the text at the time.
func (h History) Signer(at time.Time, text, signature []byte) (Held, bool) {
	for _, x := range h {
		if x.holds(at) && ed25519.Verify(x.Public(), text, signature) {
			return x, true
		}
	}
	return Held{}, false
}

// of is the seal with the public key.
func (h History) of(public []byte) (Held, bool) {
	for _, x := range h {
		if x.Public().Equal(ed25519.PublicKey(public)) {
			return x, true
		}
	}
	return Held{}, false
}

// earlier is a seal that another took the place of. That one vouches for it: who has the
// earlier cannot give it a longer time.
type earlier struct {
	Public    []byte    `json:"public"`
	Until     time.Time `json:"until"`
	Key       []byte    `json:"key"` // under the one that took its place
	Signature []byte    `json:"signature,omitempty"`
}

func (e earlier) text() []byte {
	e.Signature = nil
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts and times only
	}
	return append([]byte(earlierPurpose+"\n"), text...)
}

// All is the seals, as far as each is vouched for by the one after it.
func (s Seals) All() (History, error) {
	current, err := s.Current()
	if err != nil {
		return nil, err
	}
	list, err := s.listEarlier(current)
	if err != nil {
		return nil, err
	}
	all := History{{Seal: current}}
	for i := len(list) - 1; i >= 0; i-- {
		e, after := list[i], &all[len(all)-1]
		if !ed25519.Verify(after.Public(), e.text(), e.Signature) {
			return nil, fmt.Errorf("%w: %s does not carry its signature", ErrTampered, s.file+EarlierSeals)
		}
		key, err := db.UnwrapKey(after.key, earlierPurpose, e.Key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.file+EarlierSeals, err)
		}
		after.From = e.Until
		all = append(all, Held{Seal: Seal{key}, Until: e.Until})
	}
	return all, nil
}

// listEarlier is the earlier seals, oldest first. The last is left out when it is the
// current one: its change was cut short.
func (s Seals) listEarlier(current Seal) (list []earlier, err error) {
	text, err := os.ReadFile(s.file + EarlierSeals)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read", ErrTampered, s.file+EarlierSeals)
	}
	if n := len(list); n > 0 && current.Public().Equal(ed25519.PublicKey(list[n-1].Public)) {
		list = list[:n-1]
	}
	return list, nil
}

// Rotate makes a new seal, under which the one until now is kept. Killed halfway, the
// old one holds until it is called again.
func (s Seals) Rotate(now time.Time) (History, error) {
	old, err := s.Current()
	if err != nil {
		return nil, err
	}
	list, err := s.listEarlier(old)
	if err != nil {
		return nil, err
	}
	key, err := db.MakeKeyFile(s.file + ".new")
	if err != nil {
		return nil, err
	}
	next := Seal{key}
	e := earlier{Public: old.Public(), Until: now.UTC().Truncate(time.Second), Key: old.key.Wrap(key, earlierPurpose)}
	e.Signature = ed25519.Sign(next.signer(), e.text())
	if err := s.writeEarlier(append(list, e)); err != nil {
		return nil, err
	}
	if err := db.ReplaceKeyFile(s.file, s.file+".new"); err != nil {
		return nil, fmt.Errorf("put the new seal in place: %w", err)
	}
	return s.All()
}

func (s Seals) writeEarlier(list []earlier) error {
	text, err := json.MarshalIndent(list, "", "\t")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.file), ".seal-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(f.Name(), s.file+EarlierSeals), syncFolder(filepath.Dir(s.file)))
}
