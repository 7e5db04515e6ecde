// Package filetest makes invented files, honest and hostile, for tests.
package filetest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
)

// Secret stands in everything about a picture that is not its dots.
const Secret = "N 59 19 46, E 18 04 07, Vera Alm"

// Picture is a colourful picture.
func Picture(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 255})
		}
	}
	return m
}

// JPEG is a picture with a camera's, an editor's and a thief's words in it, turned as
// up says, from 1 to 8.
func JPEG(width, height int, up byte) []byte {
	return JPEGWith(width, height, Segment(0xe1, Exif(up)),
		Segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x>"+Secret+"</x>")),
		Segment(0xed, []byte("Photoshop 3.0\x00"+Secret)),
		Segment(0xe2, []byte("MPF\x00"+Secret)),
		Segment(0xef, []byte(Secret)),
		Segment(0xfe, []byte(Secret)))
}

// JPEGWith is a picture with segments after its first marker.
func JPEGWith(width, height int, segments ...[]byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Picture(width, height), nil); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	return slices.Concat(plain[:2], slices.Concat(segments...), plain[2:])
}

// Segment is a segment of a JPEG file.
func Segment(marker byte, body []byte) []byte {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	return append(head, body...)
}

// Exif is a segment's body that says which way is up, and where the picture was taken.
func Exif(up byte) []byte {
	b := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x02\x00")
	b = append(b, 0x0f, 0x01, 2, 0, byte(len(Secret)), 0, 0, 0, 38, 0, 0, 0) // who made the camera, further on
	b = append(b, 0x12, 0x01, 3, 0, 1, 0, 0, 0, up, 0, 0, 0)
	b = append(b, 0, 0, 0, 0)
	return append(b, Secret...)
}

// PNG is a picture with words in it and words behind it.
func PNG(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, Picture(width, height)); err != nil {
		panic(err)
	}
	plain := b.Bytes()
	const header = 8 + 25
	return slices.Concat(plain[:header], Chunk("tEXt", "Author\x00"+Secret), Chunk("eXIf", Secret), Chunk("tIME", "1234567"),
		Chunk("zqXx", Secret), plain[header:], []byte(Secret))
}

// Chunk is a chunk of a PNG file.
func Chunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// PDF is a document of one page with these objects besides.
func PDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe5\xe4\xf6\n")
	all := append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"}, objects...)
	var at []int
	for i, o := range all {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	from := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, from)
	return b.Bytes()
}

// Entry is a part of a document.
type Entry struct {
	Name, Body string
	Stored     bool
}

// Word is a DOCX document with these parts besides.
func Word(more ...Entry) []byte {
	return Zip(append([]Entry{{Name: "[Content_Types].xml", Body: "<Types/>"}, {Name: "word/document.xml", Body: "<w:document/>"}}, more...)...)
}

// OpenText is an ODT document with these parts besides.
func OpenText(more ...Entry) []byte {
	return Zip(append([]Entry{{Name: "mimetype", Body: "application/vnd.oasis.opendocument.text", Stored: true}, {Name: "content.xml", Body: "<o/>"}}, more...)...)
}

// Zip is a zip file.
func Zip(entries ...Entry) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.Name, Method: zip.Deflate}
		if e.Stored {
			h.Method = zip.Store
		}
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(e.Body))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
