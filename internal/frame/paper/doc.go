// Package paper writes documents that leave the program: headings, paragraphs and
// tables, with a language and a title, so that who cannot see the page can hear it, as
// tagged PDF and as DOCX.
//
// Zone: whatever it is given; it keeps nothing. Every page carries its label and
// its reference.
//
// Tables: none.
//
// It must never know what a document is about, or fetch anything.
package paper
