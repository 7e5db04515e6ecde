// Package grant is the road of a targeted grant (riktat statsbidrag): from the
// government's decision to the last krona repaid.
//
// Law: the government's decision on each grant, kept as data; förvaltningslagen
// (2017:900) for the agency's decisions. Nothing about one certain grant is written
// in the program.
//
// Zone: O. It holds money of municipalities, and no names but those that a decision
// must show: of who made it and who presented it.
//
// Tables: grant_scheme, grant_year, grant_appropriation, grant_cap, grant_term,
// grant_list, grant_area, grant_appendix, grant_frame, grant_authority,
// grant_payment_account, grant_requisition, grant_baseline, grant_extension,
// grant_decision, grant_decision_line, grant_order, grant_payment, grant_bank_file,
// grant_round, grant_share, grant_use, grant_use_writer, grant_use_activity,
// grant_use_area, grant_use_cost, grant_use_partner, grant_use_own, grant_use_content,
// grant_use_extension, grant_use_reminder,
// grant_repayment_terms, grant_claim_serial, grant_claim,
// grant_reminder, grant_entry, grant_credit, grant_placement, grant_return, grant_review,
// grant_question, grant_ruling, grant_letter, grant_appeal, grant_publication,
// grant_report_date, grant_rejection, grant_day_reminder, grant_closing, grant_proof, grant_proof_object,
// grant_proof_sum, grant_proof_column, grant_proof_draft, grant_comparison,
// grant_comparison_code, grant_comparison_month. The money is in the ledger, in a
// book for each year.
//
// What the agency does with money that nobody called for is [Redistribute]: exact,
// the same for everybody who counts again, and explained to each municipality.
//
// What is not used is claimed back: a verb that learns of it calls raiseClaim in its own
// transaction. What comes from the bank passes suspense, and is placed on a claim or sent
// back.
//
// A decision is told in a [Letter] to each municipality, written with it and frozen.
//
// What a municipality's books have on the grant is sums of a file that is read while it
// arrives and never kept; [Grants.ReadBooks].
//
// It must never know: anything about a child but how many were reached, or what a
// municipality's bookkeeping says about persons.
package grant
