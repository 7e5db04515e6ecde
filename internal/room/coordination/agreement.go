package coordination

import (
	"slices"
	"time"

	"samspel/internal/ground/fault"
)

// AgreementBy is as what somebody answers a plan.
type AgreementBy string

const (
	AgreementParty    AgreementBy = "party"
	AgreementChild    AgreementBy = "child"
	AgreementGuardian AgreementBy = "guardian"
)

// Agrees is what was answered.
type Agrees string

const (
	AgreesYes Agrees = "yes"
	AgreesNo  Agrees = "no"
	// AgreesNotAsked: could not be asked, because.
	AgreesNotAsked Agrees = "not_asked"
)

// An Agreement (svar på planen) is that an organisation, the child or a guardian
// has answered one version of a plan. A later answer from the same one stands
// instead; none is erased.
type Agreement struct {
	ID   string
	Plan string
	By   AgreementBy
	// Who is an organisation or a person.
	Who        string
	Agrees     Agrees
	At         time.Time
	RecordedBy string
}

// AgreementBody is the reason, sealed.
type AgreementBody struct{ Because string }

// An Answerer (den som svarar) is somebody whose answer a plan needs.
type Answerer struct {
	By  AgreementBy
	Who string
}

// Answered refuses an answer without a reason where one is needed, or from somebody
// who is not asked.
func (p Plan) Answered(a Agreement, because string, needed []Answerer) error {
	switch {
	case p.State != PlanLaid && p.State != PlanAgreed:
		return fault.Refused("coordination.plan.not_laid")
	case !slices.Contains(needed, Answerer{a.By, a.Who}):
		return fault.Invalid("who", "coordination.plan.not_asked")
	case a.Agrees == "":
		return fault.Invalid("agrees", "coordination.plan.answer_missing")
	case a.By == AgreementParty && a.Agrees == AgreesNotAsked:
		return fault.Invalid("agrees", "coordination.plan.party_is_asked")
	case a.Agrees != AgreesYes && because == "":
		return fault.Invalid("because", "coordination.plan.because_missing")
	}
	return nil
}

// latest is the answer that stands for somebody.
func latest(all []Agreement, who Answerer) (Agreement, bool) {
	for _, a := range slices.Backward(all) {
		if a.By == who.By && a.Who == who.Who {
			return a, true
		}
	}
	return Agreement{}, false
}

// everybody says whether all who are needed have answered.
func everybody(needed []Answerer, all []Agreement) bool {
	return !slices.ContainsFunc(needed, func(w Answerer) bool {
		_, there := latest(all, w)
		return !there
	})
}

// answerers is whose answers a plan needs: every organisation that takes part with
// more than commitments and may be told, the child, and those with custody.
func (s Standing) answerers(child string, guardians []string) []Answerer {
	var list []Answerer
	for _, m := range s.Team {
		a := Answerer{AgreementParty, m.Organisation}
		if m.State != Joined || m.Holds != HoldsAll || slices.Contains(list, a) {
			continue
		}
		if _, told := s.Grounds.Between(s.Matter.Organisation, m.Organisation); told || m.Organisation == s.Matter.Organisation {
			list = append(list, a)
		}
	}
	list = append(list, Answerer{AgreementChild, child})
	if s.Protection.On() {
		return list // no guardian is asked anything
	}
	for _, g := range guardians {
		list = append(list, Answerer{AgreementGuardian, g})
	}
	return list
}
