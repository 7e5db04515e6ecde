package person

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFieldsArePackedAndUnpacked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.String(), 0, 5).Draw(t, "fields")
		var got [5]string
		if !unpackFields(packFields(want...), &got[0], &got[1], &got[2], &got[3], &got[4]) {
			t.Fatal("what was packed is not read")
		}
		for i, f := range got {
			if i < len(want) && f != want[i] || i >= len(want) && f != "" {
				t.Fatalf("field %d is %q", i, f)
			}
		}
	})
}

func FuzzUnpackFields(f *testing.F) {
	f.Add(packFields("Astrid", "", "2012-01-01"))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Add([]byte{0x80})
	f.Add([]byte{5, 'a'})
	f.Fuzz(func(t *testing.T, packed []byte) {
		var a, b, c string
		if unpackFields(packed, &a, &b, &c) && len(a)+len(b)+len(c) > len(packed) {
			t.Error("more was read than there is")
		}
	})
}
