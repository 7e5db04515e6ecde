package file

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// Markers of a JPEG file (ITU-T T.81, annex B) that are told apart here.
const (
	jpegSOI  = 0xd8
	jpegEOI  = 0xd9
	jpegSOS  = 0xda
	jpegDHT  = 0xc4
	jpegDAC  = 0xcc
	jpegJPG  = 0xc8
	jpegDQT  = 0xdb
	jpegDRI  = 0xdd
	jpegAPP0 = 0xe0
	jpegAPP1 = 0xe1
	jpegAPP2 = 0xe2
	jpegAPPE = 0xee
)

const (
	// maxScans is more than any camera or editor makes; each costs a decoder a pass over
	// the whole picture.
	maxScans = 64
	// maxProfile is more segments of a colour profile than any has.
	maxProfile = 64
)

var (
	exifHead  = []byte("Exif\x00\x00")
	iccHead   = []byte("ICC_PROFILE\x00")
	adobeHead = []byte("Adobe")
	jfifHead  = []byte("JFIF\x00")
)

// stripJPEG copies a JPEG picture without what it says about anything but its dots:
// no camera, place, time, thumbnail, comment, second picture or film behind it. Which
// way is up is kept, in an Exif segment that holds nothing else, and so is the colour
// profile. What it lets through of the dots is not changed.
func stripJPEG(out io.Writer, in *bufio.Reader) error {
	s := jpegStripper{out: out, in: in, up: 1}
	return s.run()
}

type jpegStripper struct {
	out      io.Writer
	in       *bufio.Reader
	up       byte // 1 to 8, as Exif counts
	profiles int
	scans    int
	framed   bool
	wroteUp  bool
}

func (s *jpegStripper) run() error {
	start := make([]byte, 2)
	if _, err := io.ReadFull(s.in, start); err != nil {
		return broken(err)
	}
	if start[0] != 0xff || start[1] != jpegSOI {
		return errBroken()
	}
	if _, err := s.out.Write(start); err != nil {
		return err
	}
	marker, err := s.marker()
	for ; err == nil && marker != jpegEOI; marker, err = s.next(marker) {
	}
	if err != nil {
		return err
	}
	if s.scans == 0 {
		return errBroken()
	}
	_, err = s.out.Write([]byte{0xff, jpegEOI})
	return err
}

// marker reads the next one; any number of fill bytes may stand before it.
func (s *jpegStripper) marker() (byte, error) {
	b, err := s.in.ReadByte()
	if err != nil {
		return 0, broken(err)
	}
	if b != 0xff {
		return 0, errBroken()
	}
	for b == 0xff {
		if b, err = s.in.ReadByte(); err != nil {
			return 0, broken(err)
		}
	}
	return b, nil
}

// next handles the segment of a marker and reads the marker after it.
func (s *jpegStripper) next(marker byte) (byte, error) {
	if marker == 0 || marker == 0x01 || marker >= 0xd0 && marker <= jpegSOI {
		return 0, errBroken() // these stand inside a scan, or nowhere
	}
	var size [2]byte
	if _, err := io.ReadFull(s.in, size[:]); err != nil {
		return 0, broken(err)
	}
	n := int(binary.BigEndian.Uint16(size[:])) - 2
	if n < 0 {
		return 0, errBroken()
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(s.in, body); err != nil {
		return 0, broken(err)
	}
	kept, err := s.segment(marker, body)
	if err != nil {
		return 0, err
	}
	if kept != nil {
		if err := s.write(marker, kept); err != nil {
			return 0, err
		}
	}
	if marker == jpegSOS {
		return s.scan()
	}
	return s.marker()
}

// segment is what is kept of a segment; nil is nothing.
func (s *jpegStripper) segment(marker byte, body []byte) ([]byte, error) {
	switch {
	case isFrame(marker):
		return s.frame(body)
	case marker == jpegDHT, marker == jpegDAC, marker == jpegDQT, marker == jpegDRI:
		return body, nil
	case marker == jpegSOS:
		if s.scans++; !s.framed || s.scans > maxScans {
			return nil, errBroken()
		}
		return body, nil
	case marker == jpegAPP0 && bytes.HasPrefix(body, jfifHead) && len(body) >= 14:
		return append(body[:12:12], 0, 0), nil // without its thumbnail
	case marker == jpegAPP1 && bytes.HasPrefix(body, exifHead) && !s.wroteUp:
		if s.up = orientation(body[len(exifHead):]); s.up == 1 {
			return nil, nil
		}
		s.wroteUp = true
		return exifOf(s.up), nil
	case marker == jpegAPP2 && bytes.HasPrefix(body, iccHead):
		if s.profiles++; s.profiles > maxProfile {
			return nil, errBroken()
		}
		return body, nil
	case marker == jpegAPPE && bytes.HasPrefix(body, adobeHead) && len(body) >= 12:
		return body[:12], nil // how the colours are coded
	case marker > jpegAPP0 && marker <= 0xef, marker == jpegAPP0, marker == 0xfe:
		return nil, nil
	}
	return nil, errBroken()
}

func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != jpegDHT && marker != jpegJPG && marker != jpegDAC
}

func (s *jpegStripper) frame(body []byte) ([]byte, error) {
	if s.framed || len(body) < 6 {
		return nil, errBroken()
	}
	s.framed = true
	height, width := int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	if width == 0 || height == 0 {
		return nil, errBroken()
	}
	if !fitsScreen(width, height) {
		return nil, errPictureTooBig()
	}
	return body, nil
}

func (s *jpegStripper) write(marker byte, body []byte) error {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	if _, err := s.out.Write(head); err != nil {
		return err
	}
	_, err := s.out.Write(body)
	return err
}

// scan copies coded dots until the next marker, which it gives. In a scan 0xff stands
// before a zero, before a restart marker or before what ends it.
func (s *jpegStripper) scan() (byte, error) {
	for {
		run, err := s.in.ReadSlice(0xff)
		if err == bufio.ErrBufferFull {
			err = nil
		}
		if err != nil {
			return 0, broken(err)
		}
		ends := run[len(run)-1] == 0xff
		if ends {
			run = run[:len(run)-1]
		}
		if _, err := s.out.Write(run); err != nil {
			return 0, err
		}
		if !ends {
			continue
		}
		b := byte(0xff)
		for b == 0xff {
			if b, err = s.in.ReadByte(); err != nil {
				return 0, broken(err)
			}
		}
		if b != 0 && (b < 0xd0 || b > 0xd7) {
			return b, nil
		}
		if _, err := s.out.Write([]byte{0xff, b}); err != nil {
			return 0, err
		}
	}
}

const orientationTag = 0x0112

// orientation reads which way is up from an Exif segment's TIFF; 1, as it stands, when
// it does not say.
func orientation(tiff []byte) byte {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == orientationTag {
			if up := order.Uint16(entries[8:]); up >= 1 && up <= 8 {
				return byte(up)
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// exifOf is an Exif segment that says which way is up and nothing more.
func exifOf(up byte) []byte {
	return append(bytes.Clone(exifHead),
		'M', 'M', 0, '*', 0, 0, 0, 8, // a TIFF, with its directory at 8
		0, 1, // of one entry:
		orientationTag>>8, orientationTag&0xff, 0, 3, 0, 0, 0, 1, 0, up, 0, 0,
		0, 0, 0, 0) // and no other directory
}
