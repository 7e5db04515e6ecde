package file

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// maxChunk bounds what is kept whole in memory; only IDAT, the dots, may be larger.
const maxChunk = 1 << 20

// pngKept are the chunks that say how the dots look (W3C PNG, chapter 11). All others
// go: texts, times, Exif, and what programs add of their own.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true,
	"sRGB": true, "bKGD": true, "pHYs": true,
}

// stripPNG copies a PNG picture without what it says about anything but its dots, and
// without what stands behind it.
func stripPNG(out io.Writer, in *bufio.Reader) error {
	if err := carry(out, in, int64(len(pngStart))); err != nil {
		return err
	}
	dots := false
	for first := true; ; first = false {
		head := make([]byte, 8)
		if _, err := io.ReadFull(in, head); err != nil {
			return broken(err)
		}
		size, name := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		switch {
		case first != (name == "IHDR"), first && size != 13, size > maxChunk && name != "IDAT", size > MaxSize:
			return errBroken()
		case first:
			measures, err := in.Peek(8)
			if err != nil {
				return broken(err)
			}
			if !fitsScreen(int(binary.BigEndian.Uint32(measures)), int(binary.BigEndian.Uint32(measures[4:]))) {
				return errPictureTooBig()
			}
		case name == "IDAT":
			dots = true
		case !pngKept[name] && name[0]&0x20 == 0:
			return errBroken() // without this chunk the dots mean something else
		}
		to := out
		if !pngKept[name] {
			to = io.Discard
		}
		if err := chunk(to, in, head, size); err != nil {
			return err
		}
		if name == "IEND" {
			if !dots {
				return errBroken()
			}
			return nil
		}
	}
}

// chunk copies one chunk, whose sum must be right.
func chunk(out io.Writer, in *bufio.Reader, head []byte, size int64) error {
	if _, err := out.Write(head); err != nil {
		return err
	}
	sum := crc32.NewIEEE()
	sum.Write(head[4:])
	if err := carry(io.MultiWriter(out, sum), in, size); err != nil {
		return err
	}
	said := make([]byte, 4)
	if _, err := io.ReadFull(in, said); err != nil {
		return broken(err)
	}
	if binary.BigEndian.Uint32(said) != sum.Sum32() {
		return errBroken()
	}
	_, err := out.Write(said)
	return err
}
