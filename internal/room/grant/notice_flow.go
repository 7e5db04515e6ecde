package grant

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// notice is that something has happened, where to read it and whom it is for: those of the
// agency, or of the municipality, who fit.
type notice struct {
	key, link            string
	agency, municipality string
	to                   func(access.Actor) bool
}

// announce puts notices in the lists of everybody they are for, but whoever made them happen,
// in the transaction of what they tell of.
func (g *Grants) announce(ctx context.Context, tx *db.Tx, but string, all ...notice) error {
	if len(all) == 0 {
		return nil
	}
	var agencies, municipalities []string
	for _, n := range all {
		agencies, municipalities = append(agencies, n.agency), append(municipalities, n.municipality)
	}
	people, err := g.Actors(ctx, tx, distinct(agencies), distinct(municipalities), access.Social, access.Officer, access.Manager)
	if err != nil {
		return err
	}
	for _, n := range all {
		told := []string{but}
		for _, who := range people {
			if slices.Contains(told, who.User) || !n.to(who) {
				continue
			}
			told = append(told, who.User)
			if err := g.Tell(ctx, tx, who.User, n.key, n.link); err != nil {
				return err
			}
		}
	}
	return nil
}

// distinct is each of the texts once, but the empty one.
func distinct(all []string) []string {
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}

// toAgency is everybody who runs the agency's schemes.
func toAgency(agency, key, link string) notice {
	return notice{key: key, link: link, agency: agency, to: func(who access.Actor) bool { return mayRun(who, agency).Allowed() }}
}

// toDeciders is those at the agency who may decide.
func toDeciders(agency, key, link string) notice {
	return notice{key: key, link: link, agency: agency, to: func(who access.Actor) bool {
		d := mayDecide(who, agency)
		return d.Allowed() || d.NeedsProof()
	}}
}

// toMunicipality is everybody who handles grants there.
func toMunicipality(code, key, link string) notice {
	return notice{key: key, link: link, municipality: code, to: func(who access.Actor) bool { return handlesFor(who) && who.Municipality == code }}
}

// toSignatories are the heads of the units that handle grants there, who sign.
func toSignatories(code, link string) notice {
	return notice{key: "grant.notice.sign", link: link, municipality: code, to: func(who access.Actor) bool {
		return handlesFor(who) && who.Municipality == code && who.Role == access.Manager
	}}
}

func yearLink(id string) string { return "/bidrag/" + id }

func appendixLink(id string) string { return "/bidragsbilagor/" + id }

func termsLink(year string) string { return yearLink(year) + "/villkor" }
