// Package archive writes archive packages (arkivpaket) for what is kept for good: a zip
// after E-ARK CSIP and SIP 2.2, with METS for what is in it and PREMIS for where it comes
// from. FGS Paketstruktur 2.0 in Sweden is version 2.1 of the same, which asks for nothing else
// (docs/adr/0041-an-archive-package-after-2-2.md).
//
// Zone: P. It carries the documents it is handed, and reads none of them.
//
// It must never know: whom a document is about, or who asked for it.
package archive
