// Package disclosure is how those are answered who ask what an authority holds: a person about
// themselves (registerutdrag), and anybody about an official document (utlämnande av
// allmän handling). What there is, is gathered; what perhaps may not be told is marked;
// a human judges each thing by itself, and nothing leaves before somebody has decided.
//
// Law: GDPR art. 12 and 15 with dataskyddslagen (2018:218) 5 kap. 1 §; TF 2 kap. 15–19 §§;
// OSL (2009:400) 6 kap. 1–8 §§ and 12 kap. 3 §. Provisions for withholding lie in
// data/provisions.json and times in data/times.json, never in code.
//
// Zone: P. What is asked, who asks and everything gathered is sealed under a keyset of
// the request's own.
//
// Tables: disclosure_request, disclosure_piece, disclosure_decision, disclosure_apart.
//
// What lies in a matter whose family the one who answers is close to is a request of its
// own, which somebody else answers and the first never notices.
//
// Other rooms hand in what they hold; nothing here opens their tables. What lies in a
// matter in protected mode and is withheld leaves no trace in what the asker gets.
//
// It must never know: who asks for an official document, or why, beyond what they say
// themselves; anything about a person before their identity has been checked.
package disclosure
