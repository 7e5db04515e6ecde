// Package grantweb is the face of the room grant. It has its words so far.
package grantweb

import "embed"

// Locale is what the room says.
//
//go:embed locale
var Locale embed.FS
