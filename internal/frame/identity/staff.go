package identity

import (
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

// Member is somebody with a mandate in force at a unit.
type Member struct {
	User      string
	Mandate   string
	Role      access.Role
	Protected bool
	// Deputy stands in today; "" while the member is at work.
	Deputy string
	// Until is the last day away.
	Until civil.Date
}

// Staff (bemanning) is who works at a unit today, who is away and who stands in, in
// Swedish order. A person with two roles there is two members.
type Staff []Member

// Works says whether the user has a mandate in force here.
func (s Staff) Works(user string) bool {
	return slices.ContainsFunc(s, func(m Member) bool { return m.User == user })
}

func (s Staff) away(user string) bool {
	return slices.ContainsFunc(s, func(m Member) bool { return m.User == user && m.Deputy != "" })
}

// Reach is everybody whom something for the user should reach: the user, and while
// they are away whoever stands in. A deputy who is away or has left hands it to the
// managers who are at work, never on to a deputy of their own, so that no circle of
// deputies can swallow anything. Nobody, when the user does not work here.
func (s Staff) Reach(user string) []string {
	var all []string
	for _, m := range s {
		if m.User != user {
			continue
		}
		all = append(all, user)
		switch {
		case m.Deputy == "":
		case s.Works(m.Deputy) && !s.away(m.Deputy):
			all = append(all, m.Deputy)
		default:
			all = append(all, s.present(access.Manager)...)
		}
	}
	return distinct(all)
}

// In is everybody whom something for those with a role should reach.
func (s Staff) In(role access.Role) []string {
	var all []string
	for _, m := range s {
		if m.Role == role {
			all = append(all, s.Reach(m.User)...)
		}
	}
	return distinct(all)
}

func (s Staff) present(role access.Role) (users []string) {
	for _, m := range s {
		if m.Role == role && !s.away(m.User) {
			users = append(users, m.User)
		}
	}
	return users
}

// Covers says whether the user holds protected identities here.
func (s Staff) Covers(user string) bool {
	return slices.ContainsFunc(s, func(m Member) bool { return m.User == user && m.Protected })
}

func distinct(users []string) []string {
	var kept []string
	for _, u := range users {
		if !slices.Contains(kept, u) {
			kept = append(kept, u)
		}
	}
	return kept
}
