// Package backup takes copies of an installation while it serves, and puts them back:
// sets of encrypted parts with a signed list of what they are.
//
// Data and keys are sets of their own, for places of their own. A set of data holds
// no key. A set of keys holds the keysets and the key files, and is kept for 30 days
// at most: what has been destroyed in the installation is then gone from the copies too.
//
// Law: GDPR art. 32.1 c (restore in time) and art. 17 (erasure, copies too).
//
// Zone: both. It carries rows from one place to another and reads none.
//
// Tables: backup_taken.
//
// It must never know: what is in a row.
package backup
