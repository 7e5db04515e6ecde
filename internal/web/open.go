package web

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"strings"
)

// OpenFile is a file that anybody may have, and do with as they please.
type OpenFile struct {
	Name, Media string
	Content     []byte
	// Lasting says that the address will always give the same file.
	Lasting bool
}

// SendOpen answers with a file that is open to everybody, from a page that is [Site.Nameless]:
// caches that many share may keep it, and scripts of other sites may read it, for nothing of
// the reader is in it. It leaves no cookie.
func SendOpen(w http.ResponseWriter, r *http.Request, f OpenFile) error {
	h := w.Header()
	h.Del("Set-Cookie")
	sum := sha256.Sum256(f.Content)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h.Set("Etag", tag)
	h.Set("Cache-Control", "public, max-age=300")
	if f.Lasting {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if hasTag(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	_, err := w.Write(f.Content)
	return err
}

// hasTag says whether the reader has the file with the tag already.
func hasTag(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}
