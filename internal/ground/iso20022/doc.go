// Package iso20022 speaks to a bank in the messages of ISO 20022: it writes orders to pay
// (pain.001) and reads what became of them (pain.002) and what has come and gone on an
// account (camt.053, camt.054).
//
// Addresses are Swedish: bankgiro, plusgiro and IBAN, as the banks' Swedish Common
// Interpretation has them. Banks differ in more than this; what a bank wants otherwise is
// a [Profile], and its own guide is to be read before the first order is sent.
//
// What is read comes from outside. A message has a limit of size and of depth, declares
// no types or entities, and is refused where its sums or counts do not agree.
package iso20022
