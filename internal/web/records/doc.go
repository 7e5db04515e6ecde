// Package records is the pages of the records officer (arkivarie) under /gallring:
// what may and must be disposed of, why, what is stopped, the runs and their receipts.
//
// Zone: P. A list says whom its rows are about; the address and the title never do.
//
// The rules live in retention; nothing here decides who may do what.
package records
