package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

const staticRoot = "/static/"

// asset is one static file as it is sent.
type asset struct {
	kind   string
	plain  []byte
	zipped []byte // nil when it does not help
}

var assets, staticVersion = loadStatic()

// loadStatic reads every file once. The version is a hash of them all: their
// addresses change when any of them does, and links between them stay relative.
func loadStatic() (map[string]asset, string) {
	all := map[string]asset{}
	sum := sha256.New()
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		sum.Write([]byte(name))
		sum.Write(content)
		all[strings.TrimPrefix(name, "static/")] = newAsset(name, content)
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all, hex.EncodeToString(sum.Sum(nil))[:12]
}

func newAsset(name string, content []byte) asset {
	a := asset{kind: kindOf(name), plain: content}
	var zipped bytes.Buffer
	z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if _, err := z.Write(content); err == nil && z.Close() == nil && zipped.Len() < len(content)*9/10 {
		a.zipped = zipped.Bytes()
	}
	return a
}

func kindOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".woff2":
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

// Static is the address of a static file, new when any of them has changed.
func Static(name string) string { return staticRoot + staticVersion + "/" + name }

func serveStatic(w http.ResponseWriter, r *http.Request) {
	version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, staticRoot), "/")
	a, ok := assets[name]
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	if version == staticVersion {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		// A page from another version of the program, during an upgrade.
		h.Set("Cache-Control", "public, max-age=60")
	}
	h.Set("Content-Type", a.kind)
	content := a.plain
	if a.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			content = a.zipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content)
}
