// Package giro reads and makes what Swedish payments are addressed by: numbers of the
// bankgiro and the plusgiro, and references (OCR-nummer).
//
// A check digit that fits says that a number is not mistyped. It says nothing about whose
// the number is.
package giro
