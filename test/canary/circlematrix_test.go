package canary_test

import "slices"

// circleMatrix says of every text of the two matters who may read it, as the law and
// the grounds of newCircle have it. A text without readers is read by nobody.
func circleMatrix() []line {
	var lines []line
	add := func(words []string, readers ...[]string) {
		lines = append(lines, line{words: words, readers: slices.Concat(readers...)})
	}
	text := func(mark string, fields ...string) []string { return account(mark, fields) }
	who := func(names ...string) []string { return names }
	var (
		own       = who("kurator", "lärare") // the matter's own organisation, in the team
		unit      = who("kurator")
		colleague = who("kollega") // at the unit that raised the need
		social    = who("socialsekreterare")
		police    = who("polis")
		clinic    = who("psykolog")
		consented = slices.Concat(own, social, police)
		common    = slices.Concat(consented, clinic)
		planners  = slices.Concat(own, social, clinic) // who holds more than commitments
		asked     = who("ledare")
		parents   = who("mamma", "pappa")
		family    = who("barnet", "mamma", "pappa")
	)
	// The need, and whose it is.
	add(text("Child", "given"), common, colleague, asked, family)
	add(text("Child", "family"), common, colleague, asked)
	add(text("Child", "mother", "father"), common) // the police in the consent, child psychiatry in the plan
	add(text("Child", "question"), common, colleague, asked)
	add(text("Child", "wish", "how"), own, colleague) // no ground is about the child's own words
	add(text("Child", "believed"), unit, colleague)
	add(text("Child", "reasons"))

	// What people have asked for: a document is the unit's, an extract its manager's.
	reception := who("socialchef", "socialsekreterare", "jouren")
	add(text("Paper", "asked", "answer", "decision"), reception)
	add(text("Told", "title", "text"), reception)
	add(text("Kept", "title", "reasons"), reception)
	add(text("Kept", "text")) // withheld, and the request is decided
	add(text("Extract", "given", "family", "asker", "identity", "authority", "asked", "answer", "title", "text"), who("socialchef"))

	// Grounds.
	add(text("Consent", "purpose"), consented, parents)
	add(text("Consent", "explained", "judgement"), consented)
	add(text("Decision", "reasons", "silent"), own)
	add(text("Decision", "test"))
	add(text("Refusal", "reasons"), own)

	// The team.
	for _, mark := range []string{"Teacher", "Social", "Clinic", "Police"} {
		add(text(mark, "duty"), common, family)
		add(text(mark, "message"))
	}
	add(text("Leader", "duty"), common)
	add(text("Leader", "message"), asked)

	// What the organisations have written, by how much of it they show.
	add(text("Full", "title", "text"), consented, who("barnet"))
	add(text("Title", "title"), consented)
	add(text("Title", "text"), unit)
	add(text("Exists", "title", "text"), unit)
	add(text("Hidden", "title", "text"), unit, parents)
	add(text("Health", "title", "text"), own)
	add(text("Safety", "title", "text"), own, clinic)
	add(text("Words", "title", "text"), own)
	add(text("Home", "title", "text"), consented)
	add(text("Sleep", "title", "text"), clinic)
	add(text("Gone", "title", "text"), unit)
	add(text("Older", "title", "text"), unit)
	add(text("Newer", "title", "text"), consented)
	add(text("Patrol", "title", "responsible", "often", "outcome"), consented)
	add(text("Worry", "title", "text"), consented)
	add(text("Change", "title", "prepares"), own)

	// What the family has said.
	add(text("Own", "voice"), own, who("barnet"))
	add(text("Mother", "voice", "answer"), own, who("mamma"))
	add(text("Father", "voice"), own, who("pappa"))
	add(text("Father", "judgement"))

	// The plan.
	add(text("Plan", "words"), own, who("barnet"))
	add(text("Plan", "how"), own)
	add(text("Plan", "goal", "signs", "call"), planners, family)
	add(text("Plan", "guardians", "place", "part"), planners)
	for mark, readers := range map[string][]string{"NeedSchool": slices.Concat(own, social), "NeedSafety": slices.Concat(own, clinic), "NeedHealth": own} {
		add(text(mark, "text", "own", "goal"), readers, family)
		add(text(mark, "seen"), readers)
	}
	add(text("PromiseSocial", "what", "others", "outcome"), own, social)
	add(text("PromisePolice", "what"), own, social, police, family)
	add(text("PromisePolice", "others"), own, social, police)
	add(text("PromiseClinic", "what", "others"), clinic)
	add(text("PromiseSchool", "what"), own, family)
	add(text("PromiseSchool", "others"), own)
	add(text("AnswerParty", "because"), planners)
	add(text("AnswerGuardian", "because"), planners, parents)
	add(text("AnswerChild", "because"), own, who("barnet"))
	add(text("FollowUp", "text"), planners)
	add(text("FollowUp", "how"))
	add(text("Copy", "recipient"), planners)

	// Meetings.
	for _, mark := range []string{"Held", "Coming"} {
		add(text(mark, "purpose", "place", "other", "common"), common)
		add(text(mark, "own", "health"), own)
		add(text(mark, "school"), consented)
	}
	add(text("Held", "child"), common)
	add(text("Held", "remark"), consented)
	add(text("MinutesOwn", "minutes"), own)
	add(text("MinutesSchool", "minutes"), consented)
	add(text("MinutesDecision", "minutes"), consented)
	add(text("MinutesHealth", "minutes"), own)
	add(text("MinutesSocial", "minutes"), consented)
	add(text("MinutesCommon", "minutes"), consented)

	// Messages, and the end.
	add(text("Common", "message"), common)
	add(text("AboutSchool", "message"), consented)
	add(text("AboutHealth", "message"), own)
	add(text("AboutHome", "message"), consented)
	add(text("End", "why", "contact"), common)
	add(text("End", "afterwards", "asked"))

	// In protected mode: the two who are named, and the duty officer who has opened it in
	// an emergency. Neither the child nor either guardian, nobody who was shut out, and
	// not the unit that raised the need.
	var (
		holder  = who("kurator")
		named   = who("kurator", "socialsekreterare")
		opening = who("jouren")
	)
	add(text("Secret", "given", "family"), named, opening)
	add(text("Secret", "question"), named, opening)
	add(text("Secret", "mother", "father", "wish", "how"), named)
	add(text("Secret", "believed"), holder)
	add(text("Secret", "reasons"))
	add(text("SecretConsent", "purpose", "explained", "judgement"), named)
	add(text("SecretSocial", "duty"), named)
	add(text("SecretClinic", "duty"), named)
	add(text("SecretSocial", "message"))
	add(text("SecretClinic", "message"))
	add(text("SecretNote", "title", "text"), named, opening)
	add(text("SecretLater", "title", "text"), named, opening)
	add(text("Secret", "voice"), holder)
	add(text("Secret", "why", "contact"), named, opening)
	add(text("Glass", "reason"), named)
	return lines
}

// reads says whether the matrix lets somebody read the text.
func reads(reader, word string) bool {
	return slices.ContainsFunc(circleMatrix(), func(l line) bool { return slices.Contains(l.words, word) && slices.Contains(l.readers, reader) })
}
