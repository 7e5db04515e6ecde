// Package archive writes archive packages (arkivpaket) for what is kept for good: a zip
// after E-ARK CSIP and SIP 2.1, which FGS Paketstruktur 2.0 is in Sweden, with METS for
// what is in it and PREMIS for where it comes from.
//
// Zone: P. It carries the documents it is handed, and reads none of them.
//
// It must never know: whom a document is about, or who asked for it.
package archive
