package person

import "encoding/binary"

// packFields writes texts one after the other, each behind its length. Fields are
// only ever added at the end, so that older rows can still be read.
func packFields(fields ...string) []byte {
	var packed []byte
	for _, f := range fields {
		packed = binary.AppendUvarint(packed, uint64(len(f)))
		packed = append(packed, f...)
	}
	return packed
}

// unpackFields reads as many fields as there are places for; those that the row is
// too old to have stay empty. It is false when the bytes were not packed.
func unpackFields(packed []byte, into ...*string) bool {
	for _, f := range into {
		if len(packed) == 0 {
			return true
		}
		length, n := binary.Uvarint(packed)
		if n <= 0 || length > uint64(len(packed)-n) {
			return false
		}
		end := n + int(length)
		*f = string(packed[n:end])
		packed = packed[end:]
	}
	return true
}
