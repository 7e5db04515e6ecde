package concernweb

import (
	"strconv"
	"strings"
	"time"

	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
)

// writeKey is where a page ended, for the address of the next one.
func writeKey(k concern.PageKey) string {
	return strconv.FormatInt(k.At.UnixMicro(), 36) + "." + k.ID
}

// readKey is the first page for anything that is not a key.
func readKey(s string) concern.PageKey {
	moment, ident, _ := strings.Cut(s, ".")
	at, err := strconv.ParseInt(moment, 36, 64)
	if err != nil || !id.Valid(ident) {
		return concern.PageKey{}
	}
	return concern.PageKey{At: time.UnixMicro(at).UTC(), ID: ident}
}
