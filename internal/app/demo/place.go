package demo

import (
	"context"
	"fmt"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/frame/register"
	"samspel/internal/ground/id"
)

type unitPlan struct {
	key, name, kind string
	receives        bool
}

type organisationPlan struct {
	name         string
	sector       access.Sector
	public       bool
	municipality string
	region       string
	units        []unitPlan
}

var organisations = []organisationPlan{
	{"Ekstads kommun, socialnämnden", access.Social, true, "9901", "", []unitPlan{
		{"ekstad_social", "Ekstads kommun, socialnämnden", "reception", true}}},
	{"Ekstads kommun, utbildningsnämnden", access.School, true, "9901", "", []unitPlan{
		{"bjorkskolan", "Björkskolan, elevhälsan", "student_health", false},
		{"ekbackaskolan", "Ekbackaskolan", "school", false},
		{"kotten", "Förskolan Kotten", "preschool", false}}},
	{"Ekstads kommun, kultur- och fritidsnämnden", access.Leisure, true, "9901", "", []unitPlan{
		{"fritidsgarden", "Fritidsgården Bryggan", "leisure", false}}},
	{"Ekstads simklubb", access.Association, false, "9901", "", []unitPlan{
		{"simklubben", "Ekstads simklubb", "association", false}}},
	{"Björklunda kommun, socialnämnden", access.Social, true, "9902", "", []unitPlan{
		{"bjorklunda_social", "Björklunda kommun, socialnämnden", "reception", true}}},
	{"Björklunda kommun, barn- och utbildningsnämnden", access.School, true, "9902", "", []unitPlan{
		{"lundaskolan", "Lundaskolan, elevhälsan", "student_health", false}}},
	{"Region Ekeland", access.Health, true, "9901", "99", []unitPlan{
		{"bup", "Region Ekeland, BUP", "child_psychiatry", false},
		{"bvc", "BVC Norrgården", "child_health", false}}},
	{"Bidragsmyndigheten", access.Agency, true, "", "", []unitPlan{
		{"bidragsmyndigheten", "Bidragsmyndigheten", "agency", false}}},
	{"Polisen, lokalpolisområde Ekstad", access.Police, true, "9901", "", []unitPlan{
		{"polisen", "Polisen Ekstad", "police", false}}},
}

// staff is everybody who signs in. Key is how the story calls them.
type staff struct {
	key, name, unit string
	role            access.Role
	protected       bool
}

var staffPlan = []staff{
	{"kurator", "Elin Nordin", "bjorkskolan", access.Reporter, false},
	{"kollega", "Mikael Strand", "bjorkskolan", access.Reporter, false},
	{"rektor", "Anna-Lena Wiklund", "ekbackaskolan", access.Manager, false},
	{"larare", "Petra Sund", "ekbackaskolan", access.Reporter, false},
	{"forskollarare", "Samira Holm", "kotten", access.Reporter, false},
	{"fritidsledare", "Robin Ek", "fritidsgarden", access.Reporter, false},
	{"tranare", "Jenny Falk", "simklubben", access.Reporter, false},
	{"sjukskoterska", "Helena Roos", "bvc", access.Reporter, false},
	{"psykolog", "Daniel Frost", "bup", access.Reporter, false},
	{"polis", "Patrik Ståhl", "polisen", access.Reporter, false},
	{"handlaggare", "Amina Rosengren", "ekstad_social", access.Officer, false},
	{"handlaggare2", "Lotta Frisk", "ekstad_social", access.Officer, true},
	{"handlaggare3", "Jon Åkesson", "ekstad_social", access.Officer, false},
	{"chef", "Karin Ek", "ekstad_social", access.Manager, true},
	{"administrator", "Ingrid Falk", "ekstad_social", access.Administrator, false},
	{"loggranskare", "Greta Sten", "ekstad_social", access.Reviewer, false},
	{"arkivarie", "Siv Hallgren", "ekstad_social", access.Archivist, true},
	{"arkivarie_skola", "Bo Lindh", "bjorkskolan", access.Archivist, false},
	{"arkivarie_skola2", "Maj Öberg", "bjorkskolan", access.Archivist, false},
	{"kurator_bjorklunda", "Tove Lind", "lundaskolan", access.Reporter, false},
	{"handlaggare_bjorklunda", "Omar Hedlund", "bjorklunda_social", access.Officer, false},
	{"chef_bjorklunda", "Birgitta Sand", "bjorklunda_social", access.Manager, true},
	{"bidragshandlaggare", "Mira Sund", "bidragsmyndigheten", access.Officer, false},
	{"bidragschef", "Sten Vall", "bidragsmyndigheten", access.Manager, false},
}

// doors are the roles a visitor can sign in as, in the order of the start page.
var doors = []struct{ role, text string }{
	{"kurator", "Kurator på Björkskolan"},
	{"handlaggare", "Handläggare i Ekstad"},
	{"handlaggare2", "Handläggare i Ekstad, på jour"},
	{"chef", "Chef i Ekstad"},
	{"administrator", "Administratör i Ekstad"},
	{"loggranskare", "Loggranskare i Ekstad"},
	{"rektor", "Rektor på Ekbackaskolan"},
	{"polis", "Polis i Ekstad"},
	{"handlaggare_bjorklunda", "Handläggare i Björklunda"},
	{"arkivarie", "Arkivarie i socialnämnden, Ekstad"},
	{"arkivarie_skola", "Arkivarie i utbildningsnämnden, Ekstad"},
	{"barn", "Leyla, 12 år"},
	{"vardnadshavare", "Leylas mamma"},
	{"bidragshandlaggare", "Handläggare på Bidragsmyndigheten"},
	{"bidragschef", "Beslutsfattare på Bidragsmyndigheten"},
}

// person is somebody with what is needed to sign in and to act. A child or a guardian
// has no mandate.
type person struct {
	user, mandate string
	actor         access.Actor
}

// people makes organisations, units and staff. Their mandates began a year ago, so
// that what they have done since is theirs to have done.
func people(ctx context.Context, a *app.App, past *identity.Gate) (map[string]person, error) {
	units := map[string]register.Unit{}
	err := a.Store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, plan := range organisations {
			o := register.Organisation{ID: id.New(), Name: plan.name, Sector: plan.sector, Public: plan.public,
				Municipality: plan.municipality, Region: plan.region}
			if err := a.Register.AddOrganisation(ctx, tx, o); err != nil {
				return fmt.Errorf("add %s: %w", plan.name, err)
			}
			for _, u := range plan.units {
				unit := register.Unit{ID: id.New(), Organisation: o.ID, Name: u.name, Kind: u.kind, ReceivesConcerns: u.receives}
				if err := a.Register.AddUnit(ctx, tx, unit); err != nil {
					return fmt.Errorf("add %s: %w", u.name, err)
				}
				units[u.key] = unit
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	staff := map[string]person{}
	for _, s := range staffPlan {
		unit := units[s.unit]
		user, mandate, _, err := past.AddByOperator(ctx,
			identity.UserDraft{Name: s.name, Email: s.key + "@exempel.invalid", Organisation: unit.Organisation, Subject: "visning-" + s.key},
			identity.MandateDraft{Unit: unit.ID, Role: s.role, Protected: s.protected})
		if err != nil {
			return nil, fmt.Errorf("add %s: %w", s.key, err)
		}
		token, err := a.Gate.StartSession(ctx, user.ID, mandate.ID, 3)
		if err != nil {
			return nil, err
		}
		actor, err := a.Gate.Actor(ctx, token)
		if err != nil {
			return nil, err
		}
		if err := a.Gate.SignOut(ctx, token); err != nil {
			return nil, err
		}
		staff[s.key] = person{user: user.ID, mandate: mandate.ID, actor: actor}
	}
	return staff, nil
}
