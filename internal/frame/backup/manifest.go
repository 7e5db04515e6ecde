package backup

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Kind is what a set holds.
type Kind string

const (
	// Data is the data and the log; no keys.
	Data Kind = "data"
	// Keys is the keysets and the key files.
	Keys Kind = "keys"
)

// format is the version of the sets this program writes, and the newest it reads.
const format = 1

// Manifest (förteckning) is what a set is and what is in it.
type Manifest struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"`
	Kind    Kind      `json:"kind"`
	Made    time.Time `json:"made"`
	Program string    `json:"program"`
	Engine  string    `json:"engine"`
	// Versions is how far the tables of each line had come.
	Versions map[string]int64 `json:"versions"`
	// Heads is how far the chains of the log had come at least.
	Heads []Head `json:"heads,omitempty"`
	Parts []Part `json:"parts"`
	// Signer is the public key the manifest is signed with.
	Signer []byte `json:"signer"`
}

// Head is how far a chain of the log had come.
type Head struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq"`
	Hash  []byte `json:"hash"`
}

// Part is one file of a set.
type Part struct {
	File  string           `json:"file"`
	Bytes int64            `json:"bytes"`
	Sum   []byte           `json:"sha256"`
	Rows  map[string]int64 `json:"rows,omitempty"`
}

var (
	// ErrNoSet: there is no whole backup in the folder.
	ErrNoSet = errors.New("there is no whole backup here")
	// ErrHalf: a part is shorter or longer than it was, or missing.
	ErrHalf = errors.New("the backup is not whole")
	// ErrTampered: something is not what was signed.
	ErrTampered = errors.New("the backup is not what was signed")
	// ErrOther: the backup belongs to another installation.
	ErrOther = errors.New("the key is another installation's")
	// ErrNoKey: a key that is needed is not there.
	ErrNoKey = errors.New("a key is missing")
	// ErrNewer: the backup was made by a newer program.
	ErrNewer = errors.New("the backup was made by a newer program; upgrade this one first")
)

// sign gives the manifest as it is kept, and its signature.
func (m Manifest) sign(s Seal) (text, signature []byte, err error) {
	m.Signer = s.Public()
	text, err = json.MarshalIndent(m, "", "\t")
	if err != nil {
		return nil, nil, err
	}
	text = append(text, '\n')
	return text, ed25519.Sign(s.signer(), signed(text)), nil
}

// signed has the purpose before it: a checkpoint's signature is never a manifest's.
func signed(text []byte) []byte { return append([]byte("samspel backup\n"), text...) }

// readManifest reads what [Manifest.sign] gave. The signature is only as good as the
// key it names; see [Manifest.by].
func readManifest(text, signature []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%w: manifest.json cannot be read", ErrTampered)
	}
	if len(m.Signer) != ed25519.PublicKeySize || !ed25519.Verify(m.Signer, signed(text), signature) {
		return m, fmt.Errorf("%w: manifest.json does not carry its signature", ErrTampered)
	}
	if m.Format > format {
		return m, fmt.Errorf("%w (its format is %d, this program's %d)", ErrNewer, m.Format, format)
	}
	return m, nil
}

// by is the seal that has signed the manifest.
func (m Manifest) by(all History) (Seal, error) {
	s, ok := all.of(m.Signer)
	switch {
	case !ok:
		return Seal{}, fmt.Errorf("%w: the backup is signed by %s, the key is %s", ErrOther, Fingerprint(m.Signer), Fingerprint(all[0].Public()))
	case !s.holds(m.Made):
		return Seal{}, fmt.Errorf("%w: it is signed by %s and says that it was made %s, when that key did not hold", ErrTampered, Fingerprint(m.Signer), m.Made.Format(time.RFC3339))
	}
	return s.Seal, nil
}

// Known refuses a backup with tables newer than the program's, whose newest versions
// are given.
func (m Manifest) Known(newest map[string]int64) error {
	for line, version := range m.Versions {
		if have, ok := newest[line]; !ok && version > 0 || version > have {
			return fmt.Errorf("%w: %s is at version %d, this program knows %d", ErrNewer, line, version, have)
		}
	}
	return nil
}

// Older says whether tables will have to be brought up to date.
func (m Manifest) Older(newest map[string]int64) bool {
	for line, version := range newest {
		if m.Versions[line] < version {
			return true
		}
	}
	return false
}

// part is the part with the name.
func (m Manifest) part(file string) (Part, error) {
	for _, p := range m.Parts {
		if p.File == file {
			return p, nil
		}
	}
	return Part{}, fmt.Errorf("%w: it has no part %s", ErrHalf, file)
}
