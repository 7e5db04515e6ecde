package backup

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"

	"samspel/internal/frame/db"
)

// Seal (sigill) is the key of an installation's backups: it encrypts and signs them,
// and signs the checkpoints of the log. It lies apart from the keys of the files and
// the keysets, and when it is changed the earlier ones are kept under it: see [Seals].
type Seal struct{ key db.Key }

func (s Seal) signer() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(s.key.Derive("samspel signing"))
}

// Public is the key that others check signatures with.
func (s Seal) Public() ed25519.PublicKey { return s.signer().Public().(ed25519.PublicKey) }

// Fingerprint is short enough to be read aloud.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// part is the key of one part of one set.
func (s Seal) part(set, file string) []byte {
	return s.key.Derive("samspel backup part " + set + " " + file)
}

const segment = 1 << 20

// encrypt gives a writer whose text comes encrypted to w; a part that is cut off, or
// put together from others, does not decrypt.
func (s Seal) encrypt(w io.Writer, set, file string) (io.WriteCloser, error) {
	stream, err := subtle.NewAESGCMHKDF(s.part(set, file), "SHA256", 32, segment, 0)
	if err != nil {
		return nil, err
	}
	return stream.NewEncryptingWriter(w, []byte(file))
}

func (s Seal) decrypt(r io.Reader, set, file string) (io.Reader, error) {
	stream, err := subtle.NewAESGCMHKDF(s.part(set, file), "SHA256", 32, segment, 0)
	if err != nil {
		return nil, err
	}
	return stream.NewDecryptingReader(r, []byte(file))
}
