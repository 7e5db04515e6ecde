// Package coordinationweb is the face of coordination: the list of matters and the
// matters themselves under /samordning, and needs under /behov.
package coordinationweb

import "embed"

// Locale is the texts of these pages.
//
//go:embed locale/*.json
var Locale embed.FS
