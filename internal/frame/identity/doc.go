// Package identity knows the people who sign in, the mandates (uppdrag) they
// work under, and the sessions in which they do it.
//
// A person is added, and given mandates, by an administrator of the same
// municipality; the administrator reads no content, and nobody can grant, widen
// or prolong a mandate of their own. One session has at most one mandate in
// force. Who somebody is and what they may act as is read from the database at
// every request, so that a mandate that ends, ends at once.
//
// Sign-in is by OpenID Connect with a required level of assurance (tillitsnivå),
// by passkey, or by password and one-time code. What is most sensitive asks for a
// new proof of who somebody is after a quarter of an hour. Every sign-in, every
// failed one and every change of a mandate or of a way in is in the audit log.
//
// A child or a guardian has an account of its own kind, without name, address or
// mandate, that a room hands over with an invitation ([Gate.NewFamily]). It is never
// the account of somebody on the staff, whoever they are.
//
// A school's or a health-care system's own program comes in as a [Client]: it has a
// mandate of its own at one unit, an end date, and a secret instead of a person.
//
// Laws: the duty to give access only to those who need it for their work
// (behörighetsstyrning), GDPR art. 5.1 f and 32; for health care also
// patientdatalagen (2008:355) 4 kap. 2 §.
//
// Zone: both. It must never know anything about a child, nor whose account a family's is.
//
// Tables: identity_user, identity_mandate, identity_session, identity_attempt,
// identity_invitation, identity_passkey, identity_ceremony, identity_recovery,
// identity_client, identity_client_secret, identity_client_token, identity_absence,
// identity_calendar, identity_duty, identity_confirmation, identity_renewal, identity_import,
// identity_arrival (data); identity_secret (keys).
package identity
