package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
)

// device is an authenticator in software: it makes keys and signs whatever it is
// told to, also what no browser would let it.
type device struct {
	key        *ecdsa.PrivateKey
	credential []byte
	handle     string
	count      uint32

	// host and origin are where the device believes it is; flags what it says it did.
	host, origin string
	flags        byte
}

const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

func newDevice() *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &device{key: key, credential: []byte(rand.Text()), host: "localhost", origin: "http://localhost:8080", flags: present | verified}
}

// but is a copy of the device with something about it changed.
func (d *device) but(change func(*device)) *device {
	other := *d
	change(&other)
	return &other
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func challengeIn(options []byte) string {
	var o struct{ Challenge string }
	if err := json.Unmarshal(options, &o); err != nil {
		panic(err)
	}
	return o.Challenge
}

func toJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func (d *device) client(kind, challenge string) []byte {
	return toJSON(map[string]any{"type": "webauthn." + kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
}

func (d *device) data(flags byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	return binary.BigEndian.AppendUint32(append(host[:], flags), d.count)
}

// makes answers an offer with a new key, without attestation.
func (d *device) makes(options []byte) string {
	x, y := make([]byte, 32), make([]byte, 32)
	d.key.X.FillBytes(x)
	d.key.Y.FillBytes(y)
	data := append(d.data(d.flags|attested), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.credential)))
	data = append(data, d.credential...)
	data = append(data, slices.Concat([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, x, []byte{0x22, 0x58, 32}, y)...)
	object := append([]byte{0xa3, 0x63, 'f', 'm', 't', 0x64, 'n', 'o', 'n', 'e', 0x67, 'a', 't', 't', 'S', 't', 'm', 't', 0xa0,
		0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a', 0x58, byte(len(data))}, data...)
	var o struct{ User struct{ ID string } }
	if err := json.Unmarshal(options, &o); err != nil {
		panic(err)
	}
	d.handle = o.User.ID
	return string(toJSON(map[string]any{
		"id": b64(d.credential), "rawId": b64(d.credential), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(d.client("create", challengeIn(options))), "attestationObject": b64(object)},
	}))
}

// signs answers a challenge, with the counter one further.
func (d *device) signs(options []byte) string {
	d.count++
	client, data := d.client("get", challengeIn(options)), d.data(d.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		panic(err)
	}
	return string(toJSON(map[string]any{
		"id": b64(d.credential), "rawId": b64(d.credential), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": d.handle},
	}))
}
