package db

import (
	"fmt"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/ncruces/go-sqlite3/vfs/adiantum"
)

// encrypted is the way to the disc that encrypts what it writes, the write-ahead log
// and temporary files included.
const encrypted = "samspel"

func init() { vfs.Register(encrypted, encrypting(vfs.Find(""))) }

// encrypting is the way over another.
func encrypting(plain vfs.VFS) vfs.VFS { return adiantum.Wrap(wholeBlocks{plain}, nil) }

// wholeBlocks keeps readers of the write-ahead log from blocks that are half written.
//
// Encryption works on blocks of 4 KiB and a frame of the log is somewhat longer, so
// two frames share a block. To append a frame is to encrypt anew the block where the
// last one ends, of which every byte changes, while others may be reading that frame;
// and neither Go nor the system promises that such a reading sees all of the old or all
// of the new. Half of each decrypts to noise: "database disk image is malformed", or
// worse. A lock on just the bytes at hand, for as long as it takes to move them, keeps
// the two apart, in this process and between processes.
type wholeBlocks struct{ vfs.VFS }

func (w wholeBlocks) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, got, err := vfsutil.WrapOpen(w.VFS, name, flags)
	return wholeBlocksOf(f, flags), got, err
}

func (w wholeBlocks) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, got, err := vfsutil.WrapOpenFilename(w.VFS, name, flags)
	return wholeBlocksOf(f, flags), got, err
}

// onDisc is a file the system knows by a number.
type onDisc interface {
	vfs.File
	Fd() uintptr
}

func wholeBlocksOf(f vfs.File, flags vfs.OpenFlag) vfs.File {
	if d, ok := vfsutil.UnwrapFile[onDisc](f); ok && flags&vfs.OPEN_WAL != 0 {
		return &logFile{f, d.Fd()}
	}
	return f
}

// logFile is a write-ahead log.
type logFile struct {
	vfs.File
	fd uintptr
}

func (f *logFile) Unwrap() vfs.File { return f.File }

func (f *logFile) ReadAt(p []byte, off int64) (n int, err error) {
	return f.locked(reading, p, off, f.File.ReadAt)
}

func (f *logFile) WriteAt(p []byte, off int64) (n int, err error) {
	return f.locked(writing, p, off, f.File.WriteAt)
}

func (f *logFile) locked(how int16, p []byte, off int64, move func([]byte, int64) (int, error)) (int, error) {
	if err := lockRange(f.fd, how, off, int64(len(p))); err != nil {
		return 0, fmt.Errorf("lock the log: %w", err)
	}
	n, err := move(p, off)
	if failed := lockRange(f.fd, ending, off, int64(len(p))); err == nil && failed != nil {
		err = fmt.Errorf("unlock the log: %w", failed)
	}
	return n, err
}
