package identity

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

const oneTimePeriod = 30

// OneTimeKey (nyckel för engångskoder) is the secret an authenticator app and
// Samspel share, RFC 6238.
type OneTimeKey struct{ key *otp.Key }

func newOneTimeKey(account string) (OneTimeKey, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Samspel", AccountName: account, Period: oneTimePeriod})
	if err != nil {
		return OneTimeKey{}, fmt.Errorf("make one-time key: %w", err)
	}
	return OneTimeKey{key}, nil
}

func oneTimeKeyFrom(url string) (OneTimeKey, error) {
	key, err := otp.NewKeyFromURL(url)
	if err != nil {
		return OneTimeKey{}, fmt.Errorf("read one-time key: malformed")
	}
	return OneTimeKey{key}, nil
}

// decoyKey is what codes are held against where there is no account. What it
// answers is thrown away.
var decoyKey = func() OneTimeKey {
	key, err := oneTimeKeyFrom("otpauth://totp/Samspel:?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&issuer=Samspel")
	if err != nil {
		panic(err)
	}
	return key
}()

// URL is the otpauth address that an authenticator app reads from a picture.
func (k OneTimeKey) URL() string { return k.key.URL() }

// Secret is the key for those who type it by hand, in groups of four.
func (k OneTimeKey) Secret() string {
	s := k.key.Secret()
	var groups []string
	for len(s) > 4 {
		groups, s = append(groups, s[:4]), s[4:]
	}
	return strings.Join(append(groups, s), " ")
}

const (
	pictureSide = 264
	// pictureMargin is the quiet zone without which a code on a dark page is not read.
	pictureMargin = 20
)

// Picture is the address as a QR code, in PNG.
func (k OneTimeKey) Picture() ([]byte, error) {
	code, err := k.key.Image(pictureSide-2*pictureMargin, pictureSide-2*pictureMargin)
	if err != nil {
		return nil, fmt.Errorf("draw one-time key: %w", err)
	}
	page := image.NewGray(image.Rect(0, 0, pictureSide, pictureSide))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(page, code.Bounds().Add(image.Pt(pictureMargin, pictureMargin)), code, code.Bounds().Min, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, page); err != nil {
		return nil, fmt.Errorf("draw one-time key: %w", err)
	}
	return out.Bytes(), nil
}

// String keeps the key out of logs and errors.
func (k OneTimeKey) String() string { return "[one-time key]" }

// step is the number of the half-minute that code belongs to, among the one
// before now, now and the one after; 0 when it belongs to none. The number is
// kept, and only a later one is taken the next time: a code is used once.
func (k OneTimeKey) step(code string, now time.Time) int64 {
	code = strings.Join(strings.Fields(code), "")
	for _, skew := range []int64{0, -1, 1} {
		at := now.Add(time.Duration(skew) * oneTimePeriod * time.Second)
		want, err := totp.GenerateCodeCustom(k.key.Secret(), at, totp.ValidateOpts{Period: oneTimePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at.Unix() / oneTimePeriod
		}
	}
	return 0
}
