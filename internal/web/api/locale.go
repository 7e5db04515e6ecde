package api

import "embed"

// Locale is the words for what is wrong with what was sent.
//
//go:embed locale/*.json
var Locale embed.FS
