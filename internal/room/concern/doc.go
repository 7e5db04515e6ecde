// Package concern is the first thread through Samspel: somebody whose work
// brings them close to a child reports a concern (orosanmälan), the social
// welfare committee assesses it on time, and the reporter gets to know the one
// fact the law lets them know.
//
// Law: SoL (2025:400) 19 kap. 1–6 §§ (duty to report, feedback), 20 kap. 1–2,
// 4 §§ (immediate protection assessment, preliminary assessment, information);
// OSL (2009:400) 26 kap. 9 a § and 40 kap. 7 g §. Days and hours come from
// package law, never from here.
//
// Zone: P. Every text about a child is sealed under a keyset of one controller,
// matter and person.
//
// Tables: concern_report, concern_matter, concern_entry, concern_feedback,
// concern_link, concern_alarm, concern_happening, concern_count, concern_call,
// concern_once.
//
// The sender's report and the receiver's matters are different records with
// different controllers. The only way back is [Feedback]: one closed fact.
//
// It must never know: an address of a protected person, a score or a ranking of
// a child, what the investigation found, anything that another room holds.
package concern
