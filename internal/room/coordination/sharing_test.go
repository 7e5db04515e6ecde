package coordination

import (
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/register"
	"samspel/internal/ground/civil"
)

// What each organisation is offered when somebody decides to share without consent: a
// ground too many leads to telling what is secret, and one too few to silence.
func TestGroundsOffered(t *testing.T) {
	t.Parallel()
	near := []OrganisationChoice{
		{ID: "s", Sector: access.School, Public: true}, {ID: "soc", Sector: access.Social, Public: true}, {ID: "h", Sector: access.Health, Public: true},
		{ID: "p", Sector: access.Police, Public: true}, {ID: "l", Sector: access.Leisure, Public: true}, {ID: "a", Sector: access.Association},
	}
	toPolice := "young_person_at_risk_of_crime risk_of_terrorism risk_of_violence_against_relative prevent_drunken_driving immediate_police_intervention " +
		"crime_against_child drugs_to_child terrorism_committed serious_crime_committed"
	for _, tt := range []struct {
		name   string
		own    register.Organisation
		others []OrganisationChoice
		want   string
	}{
		{"a school", register.Organisation{ID: "s", Sector: access.School, Public: true, SecrecyRegime: "student_health"}, near,
			"necessary_for_own_task reservation fraud_and_crime crime_committed general_clause duty_by_statute answer_to_investigation contact_data_to_law_enforcement school_to_law_enforcement"},
		{"an independent school", register.Organisation{ID: "i", Sector: access.School, SecrecyRegime: "private_school"}, near,
			"answer_to_investigation contact_data_to_law_enforcement school_to_law_enforcement"},
		{"social services", register.Organisation{ID: "soc", Sector: access.Social, Public: true, SecrecyRegime: "social_services"}, near,
			"necessary_for_own_task reservation fraud_and_crime " + toPolice + " duty_by_statute answer_to_investigation child_needs_care_from_social contact_data_to_law_enforcement"},
		{"health care", register.Organisation{ID: "h", Sector: access.Health, Public: true, SecrecyRegime: "health_care"}, near,
			"necessary_for_own_task reservation risk_of_terrorism risk_of_violence_against_relative prevent_drunken_driving crime_against_child terrorism_committed serious_crime_committed " +
				"duty_by_statute answer_to_investigation child_needs_care_from_health cannot_consent contact_data_to_law_enforcement"},
		{"private health care", register.Organisation{ID: "v", Sector: access.Health, SecrecyRegime: "private_health"}, near,
			"answer_to_investigation contact_data_to_law_enforcement"},
		{"leisure", register.Organisation{ID: "l", Sector: access.Leisure, Public: true, SecrecyRegime: "leisure"}, near,
			"necessary_for_own_task reservation fraud_and_crime crime_committed general_clause duty_by_statute answer_to_investigation contact_data_to_law_enforcement municipality_to_law_enforcement"},
		{"the police", register.Organisation{ID: "p", Sector: access.Police, Public: true, SecrecyRegime: "police"}, slices.Delete(slices.Clone(near), 3, 4),
			"necessary_for_own_task reservation fraud_and_crime general_clause duty_by_statute answer_to_investigation"},
		{"an association", register.Organisation{ID: "a", Sector: access.Association, SecrecyRegime: "association"}, near, ""},
		{"a school with nobody near but an association", register.Organisation{ID: "s", Sector: access.School, Public: true, SecrecyRegime: "student_health"}, near[5:],
			"necessary_for_own_task reservation"},
		{"a regime that nobody knows", register.Organisation{ID: "s", Sector: access.School, Public: true, SecrecyRegime: "?"}, near,
			"answer_to_investigation contact_data_to_law_enforcement school_to_law_enforcement"},
	} {
		var got []string
		for _, g := range groundsFor(tt.own, tt.others, civil.On(2026, 11, 23)) {
			got = append(got, g.ID)
		}
		want := strings.Fields(tt.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s is offered\n%s\nwant\n%s", tt.name, strings.Join(got, " "), strings.Join(want, " "))
		}
	}
}

// Why somebody may see a thing is told with the law of the day it was decided, which
// they know who see no more than that there is something.
func TestGroundKnowsItsDay(t *testing.T) {
	t.Parallel()
	decided := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // past midnight in Stockholm
	s := Sharing{ID: "s", Ground: "general_clause", Shares: true, Organisation: "a", Recipients: []string{"b"}, Topics: []Topic{School}, DecidedAt: decided, To: civil.On(2027, 1, 1)}
	got, ok := groundsAt(nil, []Sharing{s}, decided).For(Item{ID: "i", Organisation: "a", Topic: School}, "b")
	if !ok || got.Since != civil.On(2026, 11, 24) {
		t.Errorf("decided on %s", got.Since)
	}
}
