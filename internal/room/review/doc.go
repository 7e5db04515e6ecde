// Package review is where somebody looks at who has read about children. Every
// month the log is gone through once: a sample that anybody can draw again from its
// seed, everything done in an emergency or with a protected person, and what rules
// point out, become a list. A reviewer (loggranskare) goes through it, asks the
// reader when something is unclear, and decides each line with reasons.
//
// Law: SoLPUL (2001:454) 10 § and patientdatalagen (2008:355) 4 kap. 3 §
// (systematic, recurring checks), GDPR art. 5.2 and 32.
//
// Zone: P. What is asked, answered and reasoned is sealed under the period's own
// keyset. A surname is compared by keyed hashes that are made for the comparison and
// kept nowhere: a stored hash of a surname tells how common it is.
//
// Tables: review_month, review_period, review_entry, review_declaration,
// review_disclosure, review_disclosure_line.
//
// Nobody reviews their own reading, nor that of a manager of the unit they work in;
// the database refuses it too. A period closes when every line is decided. A child or a
// guardian who asks is given a list of who has read, from which a person, and never the
// program, takes away what must be withheld.
//
// It must never know: what was read, or what any child is called.
package review
