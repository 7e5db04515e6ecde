package sie

import (
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

func TestLettersAreThoseOfTheCodePage(t *testing.T) {
	t.Parallel()
	for b := range 256 {
		if got, want := CP437.letter(byte(b)), charmap.CodePage437.DecodeByte(byte(b)); got != want {
			t.Errorf("CP437 %02x is %q, not %q", b, got, want)
		}
		want := charmap.Windows1252.DecodeByte(byte(b))
		if undefined := strings.ContainsRune("\x81\x8d\x8f\x90\x9d", want); undefined {
			want = '\ufffd'
		}
		if got := Windows1252.letter(byte(b)); got != want {
			t.Errorf("Windows-1252 %02x is %q, not %q", b, got, want)
		}
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	in := func(e Encoding, s string) string {
		b, ok := e.bytes(s)
		if !ok {
			t.Fatalf("%q is not %s", s, e)
		}
		return string(b)
	}
	tests := []struct {
		name, file string
		want       Encoding
	}{
		{"nothing", "", CP437},
		{"no letters of ours", "#FNAMN \"Ekstad\"", CP437},
		{"only a mark", "\ufeff#FNAMN \"Ekstad\"", UTF8},
		{"a mark before what is broken", "\ufeff#FNAMN \"Bj\xf6rk\xf6\"", UTF8},
		{"half a mark", "\xef\xbb", Windows1252},
		{"Ö", in(CP437, "Ö"), CP437},
		{"Ö", in(Windows1252, "Ö"), Windows1252},
		{"Ö", "Ö", UTF8},
		{"ÅÄÖ", in(CP437, "ÅÄÖ ÅÄÖ"), CP437},
		{"ÅÄÖ", in(Windows1252, "ÅÄÖ ÅÄÖ"), Windows1252},
		{"ÅÄÖ", "ÅÄÖ ÅÄÖ", UTF8},
		{"a company", in(CP437, "Björklunda kommun, Åsgården"), CP437},
		{"a company", in(Windows1252, "Björklunda kommun, Åsgården"), Windows1252},
		{"a company", "Björklunda kommun, Åsgården", UTF8},
		{"é alone", in(CP437, "Café"), CP437},
		{"é alone", in(Windows1252, "Café"), Windows1252},
		{"dashes and quotes", in(Windows1252, "”Fält” – kväll … Öst"), Windows1252},
		{"a dash alone", in(Windows1252, "fritid – idrott"), Windows1252},
		{"a degree among ours", in(CP437, "värme 21°, ½ dag"), CP437},
		{"other letters of the west", in(Windows1252, "Muñoz, Søren, Çelik"), Windows1252},
		{"a letter cut in half among whole ones", "Björklunda Åsgården Öst \xc3\n", UTF8},
		{"a letter that ends the file in half", "Åsgården \xc3", UTF8},
		{"longer than it must be", "\xc0\xaf\xe5", Windows1252},
		{"half a pair", "\xed\xa0\x80\x86\x86\x86", CP437},
		{"euro in UTF-8", "5 €", UTF8},
		{"a picture in UTF-8", "🌲", UTF8},
	}
	for _, tt := range tests {
		for _, from := range []string{"at once", "byte by byte"} {
			r := strings.NewReader(tt.file)
			got, err := Detect(r)
			if from == "byte by byte" {
				got, err = Detect(iotest.OneByteReader(strings.NewReader(tt.file)))
			}
			if got != tt.want || err != nil {
				t.Errorf("%s, %s: %v, %v; want %v", tt.name, from, got, err, tt.want)
			}
		}
	}
	if _, err := Detect(iotest.ErrReader(iotest.ErrTimeout)); err == nil {
		t.Error("what cannot be read has letters")
	}
}

// Ordinary Swedish text is told, whichever of the three it is in.
func TestSwedishIsTold(t *testing.T) {
	t.Parallel()
	words := []string{"fältarbete", "Åsgården", "kväll", "mötesplats", "lön", "hjälp", "Örnsköldsvik", "kommun", "vår & höst", "100 kr/mån", "idé"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 20).Draw(t, "words"), " ")
		want := rapid.SampledFrom([]Encoding{CP437, Windows1252, UTF8}).Draw(t, "encoding")
		b, ok := want.bytes(text)
		if !ok {
			t.Fatalf("%q is not %s", text, want)
		}
		got, err := Detect(strings.NewReader(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		if string(b) != strings.ToValidUTF8(text, "") && got != want {
			t.Fatalf("%q in %s is told to be %s", text, want, got)
		}
		if got.text(b) != text {
			t.Fatalf("%q is read as %q", text, got.text(b))
		}
	})
}
