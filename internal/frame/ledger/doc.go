// Package ledger keeps money: books of accounts, and transactions whose every row
// takes an amount from one account and gives it to another, so that nothing can be
// posted that does not balance. It knows no grants: which kinds of account a book
// has, which of them may go below zero and which events need two persons is data
// that a room opens the book with.
//
// What is posted is never changed or removed; a mistake is reversed by a new
// transaction. Each book is a chain of hashes.
//
// Zone: both. Holders are organisations, and preparers and approvers are ids.
//
// Tables: ledger_book, ledger_kind, ledger_event, ledger_account,
// ledger_transaction, ledger_entry.
//
// It must never know: who a person is, or what the money is for.
package ledger
