package review

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
)

// draw is the indexes of a sample of the accesses: those whose lots are the lowest. A lot
// follows from the seed and the place in the log alone, so that whoever has both can draw
// the same sample again and nobody can choose what is in it.
func draw(seed string, all []Access, perMille, least int) []int {
	n := min(len(all), max(least, (len(all)*perMille+999)/1000))
	lots := make([][sha256.Size]byte, len(all))
	order := make([]int, len(all))
	for i, a := range all {
		lots[i] = lot(seed, a)
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if c := slices.Compare(lots[i][:], lots[j][:]); c != 0 {
			return c
		}
		return i - j
	})
	return order[:n]
}

// lot is HMAC-SHA256 of the access's place in the log under the seed.
func lot(seed string, a Access) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, []byte(seed))
	h.Write([]byte(a.Log.Chain))
	var seq [9]byte
	binary.BigEndian.PutUint64(seq[1:], uint64(a.Log.Seq))
	h.Write(seq[:])
	return [sha256.Size]byte(h.Sum(nil))
}

// String is the place as the report writes it, with how the record's hash begins.
func (p Place) String() string {
	return p.Chain + "/" + strconv.FormatInt(p.Seq, 10) + "/" + hex.EncodeToString(p.Hash[:min(8, len(p.Hash))])
}
