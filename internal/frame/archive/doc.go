// Package archive writes archive packages (arkivpaket) for what is kept for good: a zip
// after FGS Paketstruktur 2.0, which is E-ARK CSIP and SIP 2.1, with METS for what is in it
// and PREMIS for where it comes from. What version 2.2 adds is there too
// (docs/adr/0041-an-archive-package-after-fgs.md).
//
// Zone: P. It carries the documents it is handed, and reads none of them.
//
// It must never know: whom a document is about, or who asked for it.
package archive
