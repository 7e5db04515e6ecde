package disclosure

import (
	"slices"
	"time"

	"samspel/internal/ground/fault"
)

// Verdict is what a human has said of one thing.
type Verdict string

const (
	// Release (lämnas ut): as it is.
	Release Verdict = "release"
	// Part (lämnas ut delvis): with words taken away.
	Part Verdict = "part"
	// Withhold (lämnas inte ut).
	Withhold Verdict = "withhold"
)

// Verdicts is every verdict.
var Verdicts = []Verdict{Release, Part, Withhold}

// A Mark (markering) is something in a thing that a human must think of before it is
// told. It decides nothing.
type Mark string

const (
	// MarkOthers: other people than the one who asks are in it.
	MarkOthers Mark = "others"
	// MarkReporter: it says who reported a concern.
	MarkReporter Mark = "reporter"
	// MarkGuardian: it is about a child, and a guardian asks.
	MarkGuardian Mark = "guardian"
	// MarkUnaware: guardians were not to know, for the child's sake.
	MarkUnaware Mark = "unaware"
	// MarkProtected: it lies in a matter in protected mode, or was written while it was.
	MarkProtected Mark = "protected"
	// MarkIdentity: it is about somebody with a protected identity.
	MarkIdentity Mark = "identity"
	// MarkLikeness: only name and day of birth say that it is the same person.
	MarkLikeness Mark = "likeness"
)

// Marks is every mark, the gravest first.
var Marks = []Mark{MarkProtected, MarkUnaware, MarkIdentity, MarkGuardian, MarkReporter, MarkOthers, MarkLikeness}

// A Line is one text with its name.
type Line struct{ Name, Text string }

// A Piece (uppgift eller handling) is one thing that is asked for, to be judged by itself.
//
// Invariant: what is withheld, whole or in part, has a provision and reasons.
type Piece struct {
	ID       string
	Request  string
	Position int
	// Room is where it was gathered; "own" was added by hand.
	Room, Kind, Source string
	MadeAt             time.Time
	Marks              []Mark
	Verdict            Verdict
	Provision          string
	JudgedAt           time.Time
	JudgedBy           string
	Version            int64
}

// own says that somebody has added it by hand.
const own = "own"

// PieceBody is what it says, sealed.
type PieceBody struct {
	// Title is of what is added by hand; the rest is named by its kind.
	Title string `json:",omitempty"`
	Lines []Line `json:",omitempty"`
	// Kept is what is left when words have been taken away.
	Kept    string `json:",omitempty"`
	Reasons string `json:",omitempty"`
}

// Silent says that nobody outside may notice that it is withheld: guardians were not to
// know, or it lies in a matter
// in protected mode.
func (p Piece) Silent() bool {
	return p.Verdict == Withhold && (slices.Contains(p.Marks, MarkProtected) || slices.Contains(p.Marks, MarkUnaware))
}

// Judgement is what somebody says of one thing, or of several at once.
type Judgement struct {
	Verdict   Verdict
	Provision string
	Reasons   string
	// Kept is for [Part].
	Kept string
}

// Check says everything that is missing or wrong in the judgement.
func (j Judgement) Check() error {
	var faults fault.List
	if !slices.Contains(Verdicts, j.Verdict) {
		faults.Add(fault.Invalid("verdict", "disclosure.piece.verdict_missing"))
	}
	if j.Verdict == Release || j.Verdict == "" {
		return faults.Err()
	}
	if j.Provision == "" {
		faults.Add(fault.Invalid("provision", "disclosure.piece.provision_missing"))
	}
	if j.Reasons == "" {
		faults.Add(fault.Invalid("reasons", "disclosure.piece.reasons_missing"))
	}
	if j.Verdict == Part && j.Kept == "" {
		faults.Add(fault.Invalid("kept", "disclosure.piece.kept_missing"))
	}
	return faults.Err()
}

// judge puts a judgement on the thing.
func (p Piece) judge(j Judgement, by string, at time.Time) Piece {
	p.Verdict, p.Provision, p.JudgedAt, p.JudgedBy = j.Verdict, j.Provision, at, by
	if j.Verdict == Release {
		p.Provision = ""
	}
	return p
}

// remark gives a thing the marks that it has now, and says whether one is new. What was
// to be told is judged again, with what is known now.
func (p Piece) remark(now []Mark) (Piece, bool) {
	list := slices.DeleteFunc(slices.Clone(Marks), func(m Mark) bool { return !slices.Contains(p.Marks, m) && !slices.Contains(now, m) })
	if len(list) == len(p.Marks) {
		return p, false
	}
	p.Marks = list
	if p.Verdict != Withhold {
		p.Verdict, p.Provision, p.JudgedAt, p.JudgedBy = "", "", time.Time{}, ""
	}
	return p, true
}

// marked gives a thing the marks that follow from who asks.
func (r Request) marked(marks []Mark, alike, child bool) []Mark {
	list := slices.Clone(marks)
	if r.Asker == Guardian && child {
		list = append(list, MarkGuardian)
	}
	if alike {
		list = append(list, MarkLikeness)
	}
	var ordered []Mark
	for _, m := range Marks {
		if slices.Contains(list, m) {
			ordered = append(ordered, m)
		}
	}
	return ordered
}

// Outcome is what a decision comes to.
type Outcome string

const (
	Whole   Outcome = "whole"
	InPart  Outcome = "part"
	Refused Outcome = "refused"
	// Nothing (finns inte): there is nothing of what was asked for.
	Nothing Outcome = "nothing"
)

// OutcomeOf is what the pieces come to for the asker. What is withheld in silence is
// not there, so that a child in protected mode looks like a child without any matter.
func OutcomeOf(pieces []Piece) Outcome {
	told, kept := 0, 0
	for _, p := range pieces {
		switch {
		case p.Silent():
		case p.Verdict == Withhold:
			kept++
		case p.Verdict == Part:
			told, kept = told+1, kept+1
		default:
			told++
		}
	}
	switch {
	case told == 0 && kept == 0:
		return Nothing
	case kept == 0:
		return Whole
	case told == 0:
		return Refused
	}
	return InPart
}

// Grounds are the provisions that the asker is told of, each once.
func Grounds(pieces []Piece) (ids []string) {
	for _, p := range pieces {
		if p.Provision != "" && !p.Silent() && !slices.Contains(ids, p.Provision) {
			ids = append(ids, p.Provision)
		}
	}
	return ids
}

// A Decision (beslut) is the authority's, by one who may take it.
type Decision struct {
	Request   string
	Outcome   Outcome
	DecidedAt time.Time
	DecidedBy string
}

// DecisionBody is what is written of it, sealed.
type DecisionBody struct{ Text string }
