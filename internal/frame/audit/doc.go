// Package audit keeps who read and did what: append-only, chained by hashes, and
// on the disc before any answer leaves. No record, no page.
//
// Readings, refusals and sign-ins go to the audit file; a change's record goes
// with the change, in its transaction. On PostgreSQL a change's record waits in
// audit_pending until this node's writer links it to its chain.
//
// Law: GDPR art. 5.2 and 32 (be able to show who has read what).
//
// Zone: both. Subjects are ids that mean nothing without the persons' own tables.
//
// Tables: audit_record, audit_head, audit_witness, audit_subject, audit_day,
// audit_mark, audit_acceptance; audit_pending on PostgreSQL.
//
// It must never know: names, identity numbers, or anything said about a person.
package audit
