// Package coordination is the work around one child by several organisations: a
// need is raised and assessed, a form of collaboration is chosen, a team is asked
// and accepts, and what each of them does is seen by the others as far as there is
// a ground for it. Nobody's records are pooled: each organisation owns what it
// wrote and shares it item by item.
//
// Law: SoL (2025:400) 10 kap. 8–9 §§ and HSL (2017:30) 16 kap. 4 § (coordinated
// individual plan); OSL (2009:400) 10 kap. 1 §, 12 kap. 2–3 §§ (consent) and the
// grounds of package law; SoLPUL (2001:454) 10 § (access conditions). The forms lie
// in data/forms.json, never in code.
//
// Zone: P. Every text about a child, titles too, is sealed under a keyset of one
// controller, matter and child.
//
// Tables: coordination_need, coordination_matter, coordination_party,
// coordination_member, coordination_entry, coordination_consent, coordination_giver,
// coordination_sharing, coordination_item, coordination_version, coordination_plan,
// coordination_commitment, coordination_agreement, coordination_followup,
// coordination_copy; coordination_meeting,
// coordination_point, coordination_attendance, coordination_paragraph,
// coordination_wording, coordination_confirmation,
// coordination_protection, coordination_judgement, coordination_shut,
// coordination_apart, coordination_glass, coordination_kin, coordination_told, coordination_plan_told, coordination_voice,
// coordination_message, coordination_receipt, coordination_closure, coordination_afterwards,
// coordination_snapshot, coordination_count, coordination_same, coordination_edition,
// coordination_errand, coordination_area, coordination_relief, coordination_slot.
//
// Which file owns what. form: what a form of collaboration demands, as data. edition:
// a form as a municipality has adjusted it, in versions that a matter keeps. need:
// from the first question to the choice of a form. matter: its states, and the only
// place where they are settled from the grounds and the team. reported: what somebody takes
// with them from a report of concern. same: needs that may be about a child who has a
// matter. baton: who holds the matter together. relief:
// that it moves while its holder is away.
// member: who is asked and who has accepted. consent and giver: who has said
// yes to what. sharing: decisions to share without consent, and not to share.
// ground: what of all this is valid at a moment. item: what the organisations write, in versions. plan: what the
// team has decided together, in versions, with what is missing before it is complete. commitment:
// what somebody has promised, which nobody else can do for them. errand: one question about
// it to somebody outside the team, who sees nothing else. agreement: who says yes to a plan.
// followup: how it went. copy: what has left the program on paper. policy:
// who may do what, and in maySee, alone, how much of an item somebody sees.
// protection: protected mode, and the duty officer's emergency opening; judgement: what is
// written while it is on, who may not know, and what guardians know already. kin and family: what the child and each
// guardian see and say for themselves, from their own sign-ins, and what the team shows them.
// standing: everything a rule needs to know of a matter, loaded once for each request.
// meeting: from the notice to the confirmed minutes. slot: when somebody meets, for their calendar. minutes: how many write at once.
// decision: what of the minutes becomes a commitment.
// message: what the team says to one another. closure: how a matter ends, and what the
// family answers afterwards. statistics: what a municipality may know of all of it, in counts.
// area: what it counts by, in its own words.
//
// A new kind of thing that an organisation writes is a new [ItemKind] with its part
// of [ItemBody]: it then has versions, visibility, grounds, sealing and audit. A
// new noun has files and migrations of its own: meeting and message from 0040, the editor of forms from 0060, protected mode from
// 0070, extracts and disposal from 0080. Whatever they show of what somebody else has written passes
// maySee; whatever changes the grounds or the team ends in settle.
//
// It must never know: an address, a score or a ranking of a child, an organisation's
// own records, anything that another room holds. It has no search across children.
package coordination
