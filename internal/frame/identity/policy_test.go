package identity

import (
	"testing"

	"samspel/internal/frame/access"
)

func TestMayGrant(t *testing.T) {
	t.Parallel()
	ekstad := place{Organisation: "school", Municipality: "9901"}
	social := place{Organisation: "social", Municipality: "9901"}
	bjorklunda := place{Organisation: "elsewhere", Municipality: "9902"}
	region, otherRegion := place{Organisation: "region"}, place{Organisation: "other region"}
	admin := access.Actor{User: "admin", Organisation: "school", Municipality: "9901", Role: access.Administrator}
	regional := access.Actor{User: "admin", Organisation: "region", Role: access.Administrator}
	manager := admin
	manager.Role = access.Manager

	tests := []struct {
		name         string
		who          access.Actor
		user, deputy string
		home, unit   place
		want         string
	}{
		{"nobody", access.Actor{}, "u", "", ekstad, ekstad, "deny: not an administrator"},
		{"no mandate chosen", access.Actor{User: "admin"}, "u", "", ekstad, ekstad, "deny: not an administrator"},
		{"manager", manager, "u", "", ekstad, ekstad, "deny: not an administrator"},
		{"to oneself", admin, "admin", "", ekstad, social, "deny: own mandate"},
		{"oneself as deputy", admin, "u", "admin", ekstad, social, "deny: own deputyship"},
		{"a stranger here", admin, "u", "", bjorklunda, ekstad, "deny: a person of another municipality"},
		{"one of ours elsewhere", admin, "u", "", ekstad, bjorklunda, "deny: a unit of another municipality"},
		{"between two without municipality", regional, "u", "", region, otherRegion, "deny: a unit of another municipality"},
		{"a place that is nowhere", admin, "u", "", ekstad, place{}, "deny: a unit of another municipality"},
		{"an actor from nowhere", access.Actor{User: "admin", Role: access.Administrator}, "u", "", place{}, place{}, "deny: a person of another municipality"},
		{"own organisation", admin, "u", "", ekstad, ekstad, "allow: administrator of the municipality"},
		{"another organisation in the municipality", admin, "u", "v", ekstad, social, "allow: administrator of the municipality"},
		{"within a region", regional, "u", "", region, region, "allow: administrator of the municipality"},
	}
	for _, tt := range tests {
		if got := mayGrant(tt.who, tt.user, tt.deputy, tt.home, tt.unit).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMayEnd(t *testing.T) {
	t.Parallel()
	here, there := place{"school", "9901"}, place{"elsewhere", "9902"}
	admin := access.Actor{User: "admin", Organisation: "social", Municipality: "9901", Role: access.Administrator}
	tests := []struct {
		name         string
		who          access.Actor
		user, deputy string
		unit         place
		want         string
	}{
		{"reporter", access.Actor{User: "r", Municipality: "9901", Role: access.Reporter}, "u", "", here, "deny: not an administrator"},
		{"one's own", admin, "admin", "", here, "deny: own mandate"},
		{"to inherit it", admin, "u", "admin", here, "deny: own deputyship"},
		{"elsewhere", admin, "u", "", there, "deny: a unit of another municipality"},
		{"here", admin, "u", "v", here, "allow: administrator of the municipality"},
	}
	for _, tt := range tests {
		if got := mayEnd(tt.who, tt.user, tt.deputy, tt.unit).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMayName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		mandates []Mandate
		want     bool
	}{
		{"no mandate at all", nil, false},
		{"works elsewhere", []Mandate{{Organisation: "health", Role: access.Reporter}}, false},
		{"only administers here", []Mandate{{Organisation: "school", Role: access.Administrator}}, false},
		{"works here", []Mandate{{Organisation: "health", Role: access.Reporter}, {Organisation: "school", Role: access.Reporter}}, true},
	}
	for _, tt := range tests {
		if got := mayName(tt.mandates, "school").Allowed(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
