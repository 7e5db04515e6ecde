package review

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"samspel/internal/frame/access"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestPolicyMatrix writes every rule against every kind of person and situation into
// testdata/policy.golden; the diff is what a jurist reviews.
func TestPolicyMatrix(t *testing.T) {
	people := []struct {
		name string
		who  access.Actor
	}{
		{"loggranskare", access.Actor{User: "greta", Mandate: "m", Unit: "office", Organisation: "social", Role: access.Reviewer}},
		{"loggranskare i mottagande enhet", access.Actor{User: "rut", Mandate: "m", Unit: "reception", Organisation: "social", Role: access.Reviewer}},
		{"loggranskare som själv har läst", access.Actor{User: "reader", Mandate: "m", Unit: "office", Organisation: "social", Role: access.Reviewer}},
		{"loggranskare hos en annan nämnd", access.Actor{User: "far", Mandate: "m", Unit: "school", Organisation: "schools", Role: access.Reviewer}},
		{"den som läste", access.Actor{User: "reader", Mandate: "m", Unit: "reception", Organisation: "social", Role: access.Officer}},
		{"kollega", access.Actor{User: "colleague", Mandate: "m", Unit: "reception", Organisation: "social", Role: access.Officer}},
		{"chef", access.Actor{User: "manager", Mandate: "m", Unit: "reception", Organisation: "social", Role: access.Manager}},
		{"administratör", access.Actor{User: "admin", Mandate: "m", Unit: "office", Organisation: "social", Role: access.Administrator}},
		{"system", access.Actor{User: "system", Mandate: "m", Unit: "reception", Organisation: "social", Role: access.Reporter, Scope: "orosanmalan:skicka"}},
		{"privatperson, inte inloggad", access.Actor{Role: access.Public}},
		{"inloggad utan uppdrag", access.Actor{User: "nobody"}},
		{"ingen", access.Actor{}},
	}
	line := func(role access.Role, asked bool) Entry {
		e := Entry{Organisation: "social", Access: Access{Reader: "reader", Unit: "reception", Role: string(role)}}
		if asked {
			e.AskedAt = at("2026-11-23 10:00")
		}
		return e
	}
	situations := []struct {
		name string
		rule func(access.Actor) access.Decision
	}{
		{"se listorna", mayReview},
		{"öppna en av socialnämndens listor", func(w access.Actor) access.Decision { return mayRead(w, Period{Organisation: "social"}) }},
		{"fråga om och bedöma en handläggares läsning", func(w access.Actor) access.Decision { return mayDecide(w, line(access.Officer, false)) }},
		{"fråga om och bedöma en chefs läsning", func(w access.Actor) access.Decision { return mayDecide(w, line(access.Manager, false)) }},
		{"ta fram och lämna en av socialnämndens åtkomstlistor", func(w access.Actor) access.Decision { return mayDisclose(w, Disclosure{Organisation: "social"}) }},
		{"lämna över den innan allt är avgjort", func(w access.Actor) access.Decision { return mayHandOver(w, Disclosure{Organisation: "social"}) }},
		{"ge eller undanta en handläggares läsning i den", func(w access.Actor) access.Decision {
			return mayJudge(w, Disclosure{Organisation: "social"}, Line{Reader: "reader"})
		}},
		{"se en fråga som är ställd, och svara", func(w access.Actor) access.Decision { return mayAnswer(w, line(access.Officer, true)) }},
		{"se en fråga som ingen har ställt", func(w access.Actor) access.Decision { return mayAnswer(w, line(access.Officer, false)) }},
		{"anmäla vem man står nära", mayDeclare},
	}
	var out strings.Builder
	for _, s := range situations {
		fmt.Fprintf(&out, "%s\n", s.name)
		for _, p := range people {
			answer := "nej"
			d := s.rule(p.who)
			if d.Allowed() {
				answer = "JA "
			}
			fmt.Fprintf(&out, "  %s  %-38s %s\n", answer, p.name, d.Ground())
		}
		out.WriteByte('\n')
	}
	const golden = "testdata/policy.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("the policy matrix changed; read the diff of %s after go test -update", golden)
	}
}
