package file

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/file/filetest"
	"samspel/internal/ground/fault"
)

func stripped(kind Kind, in []byte) ([]byte, error) {
	var out bytes.Buffer
	r := bufio.NewReaderSize(bytes.NewReader(in), 512)
	by := stripPNG
	if kind == JPEG {
		by = stripJPEG
	}
	if err := by(&out, r); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func TestStrippedPicturesKeepTheirDots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{JPEG, PNG}).Draw(t, "kind")
		width, height := rapid.IntRange(1, 60).Draw(t, "width"), rapid.IntRange(1, 60).Draw(t, "height")
		up := byte(rapid.IntRange(0, 9).Draw(t, "up"))
		in := filetest.PNG(width, height)
		if kind == JPEG {
			in = append(filetest.JPEG(width, height, up), filetest.Secret...)
		}
		out, err := stripped(kind, in)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out, []byte("Vera")) {
			t.Fatal("what the picture said about its maker is still there")
		}
		sameDots(t, in, out)
		if kind == JPEG {
			if got := upOf(out); got != up && (got != 1 || up >= 2 && up <= 8) {
				t.Fatalf("the way up was %d and is %d", up, got)
			}
		}
		if again, err := stripped(kind, out); err != nil || !bytes.Equal(again, out) {
			t.Fatalf("stripping again changes the picture: %v", err)
		}
	})
}

type failer interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

func sameDots(t failer, a, b []byte) {
	before, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if before.Bounds() != after.Bounds() {
		t.Fatalf("%v has become %v", before.Bounds(), after.Bounds())
	}
	for y := before.Bounds().Min.Y; y < before.Bounds().Max.Y; y++ {
		for x := before.Bounds().Min.X; x < before.Bounds().Max.X; x++ {
			if before.At(x, y) != after.At(x, y) {
				t.Fatalf("the dot at %d, %d has changed", x, y)
			}
		}
	}
}

func upOf(picture []byte) byte {
	if at := bytes.Index(picture, exifHead); at >= 0 {
		return orientation(picture[at+len(exifHead):])
	}
	return 1
}

// segments are the markers of a JPEG file before its first scan.
func segments(picture []byte) (markers []byte, bodies [][]byte) {
	for rest := picture[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		n := int(binary.BigEndian.Uint16(rest[2:]))
		markers, bodies = append(markers, rest[1]), append(bodies, rest[4:2+n])
		if rest[1] == jpegSOS {
			break
		}
		rest = rest[2+n:]
	}
	return markers, bodies
}

// Whatever comes in: what comes out has no segment that could say anything.
func FuzzStripJPEG(f *testing.F) {
	f.Add(filetest.JPEG(9, 7, 6))
	f.Add(filetest.JPEGWith(3, 3, filetest.Segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x05\x05"+strings.Repeat("x", 75)))))
	f.Add(filetest.JPEGWith(8, 8, filetest.Segment(0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01"+filetest.Secret)), filetest.Segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01abc"))))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xff, 0xff, 0xd9})
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := stripped(JPEG, in)
		if err != nil {
			if fault.KindOf(err) != fault.KindInvalid {
				t.Fatalf("no words for %v", err)
			}
			return
		}
		markers, bodies := segments(out)
		for i, m := range markers {
			switch body := bodies[i]; {
			case m == jpegAPP0 && len(body) == 14, m == jpegAPPE && len(body) == 12, m == jpegAPP2 && bytes.HasPrefix(body, iccHead):
			case m == jpegAPP1 && len(body) == len(exifOf(1)) && bytes.Equal(body, exifOf(orientation(body[6:]))):
			case m >= jpegAPP0 && m <= 0xef, m == 0xfe:
				t.Fatalf("segment %x of %d bytes is still there", m, len(body))
			}
		}
		if again, err := stripped(JPEG, out); err != nil || !bytes.Equal(again, out) {
			t.Fatalf("stripping again changes the picture: %v", err)
		}
	})
}

func FuzzStripPNG(f *testing.F) {
	f.Add(filetest.PNG(9, 7))
	f.Add(filetest.PNG(1, 1)[:50])
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := stripped(PNG, in)
		if err != nil {
			if fault.KindOf(err) != fault.KindInvalid {
				t.Fatalf("no words for %v", err)
			}
			return
		}
		for rest := out[8:]; len(rest) > 0; {
			size, name := binary.BigEndian.Uint32(rest), string(rest[4:8])
			if !pngKept[name] {
				t.Fatalf("chunk %q is still there", name)
			}
			rest = rest[12+size:]
		}
	})
}

func TestHostilePictures(t *testing.T) {
	t.Parallel()
	frame := func(width, height uint16) []byte {
		b := []byte{8, 0, 0, 0, 0, 1, 1, 0x11, 0}
		binary.BigEndian.PutUint16(b[1:], height)
		binary.BigEndian.PutUint16(b[3:], width)
		return filetest.Segment(0xc0, b)
	}
	scan := append(filetest.Segment(jpegSOS, []byte{1, 1, 0, 0, 63, 0}), 1, 2, 0xff, 0, 3)
	jpegOf := func(parts ...[]byte) []byte { return slices.Concat([]byte{0xff, 0xd8}, slices.Concat(parts...)) }
	end := []byte{0xff, 0xd9}
	header := func(width, height uint32) string {
		b := binary.BigEndian.AppendUint32(nil, width)
		return string(binary.BigEndian.AppendUint32(b, height)) + "\x08\x02\x00\x00\x00"
	}
	pngOf := func(parts ...[]byte) []byte { return slices.Concat(pngStart, slices.Concat(parts...)) }
	png, pngEnd := filetest.PNG(5, 5), filetest.Chunk("IEND", "")
	wrongSum := slices.Clone(png)
	wrongSum[40] ^= 1
	for _, tt := range []struct {
		name string
		kind Kind
		in   []byte
		want string
	}{
		{"fifty thousand dots square", PNG, pngOf(filetest.Chunk("IHDR", header(50_000, 50_000)), filetest.Chunk("IDAT", "x"), pngEnd), "file.picture_too_big"},
		{"a line of dots without end", PNG, pngOf(filetest.Chunk("IHDR", header(1<<31-1, 1))), "file.picture_too_big"},
		{"no dots", PNG, pngOf(filetest.Chunk("IHDR", header(1, 1)), pngEnd), "file.broken"},
		{"no width", PNG, pngOf(filetest.Chunk("IHDR", header(0, 1)), pngEnd), "file.picture_too_big"},
		{"cut off", PNG, png[:len(png)-60], "file.broken"},
		{"a wrong sum", PNG, wrongSum, "file.broken"},
		{"a chunk without end", PNG, pngOf(filetest.Chunk("IHDR", header(1, 1)), []byte{0x7f, 0xff, 0xff, 0xff, 't', 'E', 'X', 't'}), "file.broken"},
		{"a chunk that must be understood", PNG, pngOf(filetest.Chunk("IHDR", header(1, 1)), filetest.Chunk("ZQXX", "x"), filetest.Chunk("IDAT", "x"), pngEnd), "file.broken"},
		{"a header too late", PNG, pngOf(filetest.Chunk("gAMA", "xxxx"), filetest.Chunk("IHDR", header(1, 1))), "file.broken"},

		{"65,535 dots square", JPEG, jpegOf(frame(65_535, 65_535), scan, end), "file.picture_too_big"},
		{"no height", JPEG, jpegOf(frame(10, 0), scan, end), "file.broken"},
		{"two frames", JPEG, jpegOf(frame(10, 10), frame(9999, 9999), scan, end), "file.broken"},
		{"a thousand passes", JPEG, jpegOf(frame(10, 10), bytes.Repeat(scan, 1000), end), "file.broken"},
		{"no end", JPEG, jpegOf(frame(10, 10), scan), "file.broken"},
		{"no dots", JPEG, jpegOf(frame(10, 10), end), "file.broken"},
		{"a scan before its frame", JPEG, jpegOf(scan, end), "file.broken"},
		{"a segment too short for itself", JPEG, jpegOf([]byte{0xff, 0xe1, 0, 1}), "file.broken"},
		{"a segment that ends nowhere", JPEG, jpegOf([]byte{0xff, 0xe1, 0xff, 0xff, 1}), "file.broken"},
		{"an unknown marker", JPEG, jpegOf([]byte{0xff, 0x02, 0, 2}), "file.broken"},
		{"a second start", JPEG, jpegOf(frame(10, 10), scan, []byte{0xff, 0xd8}, end), "file.broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := stripped(tt.kind, tt.in)
			saysFault(t, err, tt.want)
		})
	}
}

func saysFault(t *testing.T, err error, key string) {
	t.Helper()
	all := fault.All(err)
	if len(all) == 0 && key == "" && err == nil {
		return
	}
	if len(all) != 1 || all[0].Key != key {
		t.Errorf("got %v, want %q", err, key)
	}
}

// A thumbnail in the first segment is a picture too.
func TestThumbnailGoes(t *testing.T) {
	t.Parallel()
	in := filetest.JPEGWith(8, 8, filetest.Segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x05\x05"+filetest.Secret+strings.Repeat("x", 75))))
	out, err := stripped(JPEG, in)
	if err != nil || bytes.Contains(out, []byte(filetest.Secret)) {
		t.Errorf("%v, %q", err, out[:60])
	}
	sameDots(t, in, out)
}
