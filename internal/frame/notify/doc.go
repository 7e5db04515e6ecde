// Package notify tells people that something waits for them: in a list when they
// have signed in, and by a mail that says only that there is something to read.
//
// A notice is a message key and an address in Samspel. It has no room for a name,
// an identity number or a sentence about anybody; a digest adds how many of each kind, so that nothing about a child can be in a
// mail box, on a locked screen or with a mail provider.
//
// Zone: both. It must never know what a notice is about.
//
// A system is told of what it sent by an event: what kind of thing has happened and the
// id of what it sent, signed, at the address its administrator has given.
//
// Tables: notify_notice, notify_choice, notify_digest, notify_event. Read notices are removed after
// 90 days, unread ones, events and the days of digests after a year.
package notify
