// Package sie reads and writes SIE type 4, the text format in which Swedish bookkeeping
// programs hand over vouchers: https://sie.se.
//
// A file is read in little memory however large it is: twice from its beginning, first
// for which bytes its letters are, then row by row. The format says that letters are
// code page 437. Programs of today write Windows-1252 or UTF-8 under the same label, so
// what the bytes are is told from the bytes.
//
// Texts of vouchers and rows often name people. They are stepped over, and never given
// to anybody.
//
// The table of code page 437 is written out here, because the ground stands on the
// standard library alone; a test holds it against golang.org/x/text.
package sie
