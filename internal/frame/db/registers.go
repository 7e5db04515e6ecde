package db

import "bytes"

// nothingInIt is what cleanRegisters looks through.
var nothingInIt [64]byte

// cleanRegisters is called when SQLite has done a step. The hash that encryption uses
// (lukechampine.com/adiantum/nh, with AVX2) leaves the upper halves of the vector
// registers in use, and for as long as they are, everything written for the lower halves
// waits for them: SHA-256, with which the audit log is chained, ran at a tenth of its
// speed. Looking for a byte in more than 32 ends with the instruction that lets them go
// (VZEROUPPER in internal/bytealg) and takes a few nanoseconds.
func cleanRegisters() { _ = bytes.IndexByte(nothingInIt[:], 1) }
