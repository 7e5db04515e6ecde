// Package person holds children and their guardians, one row for each controller,
// matter and person: what two authorities know about the same child are two rows
// under two keys, and each can be disposed of by itself.
//
// Zone: P.
//
// Law: OSL 21 kap. 3 and 3 a §§ (protected identities), OSL 12 kap. 3 § (guardians),
// SoL 16 kap. (disposal).
//
// It must never know where somebody lives, and never index what is written about them.
//
// Tables: person_record, person_relation, and apart from them keys_keyset, keys_wrapping
// and keys_secret.
package person
