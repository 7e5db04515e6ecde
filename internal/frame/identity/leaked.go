package identity

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"sort"
)

// leakedList is the first five bytes of the SHA-256 of every password of twelve
// characters or more, in NFKC and small letters, among the million commonest of the
// "10 million passwords" that Mark Burnett collected from leaks, as kept by OWASP
// SecLists. They stand in order.
//
//go:embed leaked.bin
var leakedList []byte

const leakedLength = 5

// leaked says whether a password, in small letters, is among those that have leaked
// and are tried by everybody. One in some 27 million others is wrongly among them.
func leaked(p string) bool {
	sum := sha256.Sum256([]byte(p))
	n := len(leakedList) / leakedLength
	at := func(i int) []byte { return leakedList[i*leakedLength : (i+1)*leakedLength] }
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), sum[:leakedLength]) >= 0 })
	return i < n && bytes.Equal(at(i), sum[:leakedLength])
}
