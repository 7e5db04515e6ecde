package grant

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
		{"handläggare på myndigheten", access.Actor{User: "officer", Organisation: "agency", Sector: access.Agency, Role: access.Officer, Strong: true}},
		{"chef på myndigheten", access.Actor{User: "manager", Organisation: "agency", Sector: access.Agency, Role: access.Manager, Strong: true}},
		{"chef på myndigheten, legitimerad för länge sedan", access.Actor{User: "manager", Organisation: "agency", Sector: access.Agency, Role: access.Manager}},
		{"annan anställd på myndigheten", access.Actor{User: "clerk", Organisation: "agency", Sector: access.Agency, Role: access.Reporter}},
		{"administratör på myndigheten", access.Actor{User: "admin", Organisation: "agency", Sector: access.Agency, Role: access.Administrator, Strong: true}},
		{"handläggare på annan myndighet", access.Actor{User: "far", Organisation: "other", Sector: access.Agency, Role: access.Officer, Strong: true}},
		{"chef på annan myndighet", access.Actor{User: "far2", Organisation: "other", Sector: access.Agency, Role: access.Manager, Strong: true}},
		{"handläggare i kommunens socialtjänst", access.Actor{User: "ek", Organisation: "social", Municipality: "9901", Sector: access.Social, Role: access.Officer, Strong: true}},
		{"chef i kommunens socialtjänst", access.Actor{User: "ek2", Organisation: "social", Municipality: "9901", Sector: access.Social, Role: access.Manager, Strong: true}},
		{"socialtjänst utan kommun", access.Actor{User: "x", Organisation: "social2", Sector: access.Social, Role: access.Manager, Strong: true}},
		{"rektor i kommunen", access.Actor{User: "head", Organisation: "school", Municipality: "9901", Sector: access.School, Role: access.Manager, Strong: true}},
		{"förening i kommunen", access.Actor{User: "club", Organisation: "club", Municipality: "9901", Sector: access.Association, Role: access.Manager, Strong: true}},
		{"administratör i kommunen", access.Actor{User: "ek3", Organisation: "social", Municipality: "9901", Sector: access.Social, Role: access.Administrator, Strong: true}},
		{"system på myndigheten", access.Actor{User: "system", Organisation: "agency", Sector: access.Agency, Role: access.Officer, Scope: "orosanmalan:skicka", Strong: true}},
		{"privatperson, inte inloggad", access.Actor{Role: access.Public}},
		{"ingen", access.Actor{}},
	}
	year := func(s YearState) SchemeYear { return SchemeYear{Agency: "agency", State: s} }
	situations := []struct {
		name string
		rule func(access.Actor) access.Decision
	}{
		{"lägga upp ett bidrag och en områdeslista", mayStartScheme},
		{"förbereda år, anslag och bilagor", func(w access.Actor) access.Decision { return mayRun(w, "agency") }},
		{"förbereda i ett bidrag utan myndighet", func(w access.Actor) access.Decision { return mayRun(w, "") }},
		{"besluta år och anslag, godkänna bilagor", func(w access.Actor) access.Decision { return mayDecide(w, "agency") }},
		{"se ett år som förbereds, där kommunen ska få en ram", func(w access.Actor) access.Decision { return mayReadYear(w, year(Preparing), true) }},
		{"se ett beslutat år där kommunen har en ram", func(w access.Actor) access.Decision { return mayReadYear(w, year(Running), true) }},
		{"se ett beslutat år där kommunen inte har någon ram", func(w access.Actor) access.Decision { return mayReadYear(w, year(Running), false) }},
		{"se allt som har hänt med kommunens pengar", func(w access.Actor) access.Decision { return mayReadStatement(w, year(Running), "9901", true) }},
		{"se allt som har hänt med en annan kommuns pengar", func(w access.Actor) access.Decision { return mayReadStatement(w, year(Running), "9902", true) }},
		{"förbereda en rekvisition ur kommunens ram", func(w access.Actor) access.Decision { return ownFrame(w, year(Running), true) }},
		{"underteckna en rekvisition", func(w access.Actor) access.Decision { return maySign(w, year(Running), true, false) }},
		{"underteckna en rekvisition med delegation", func(w access.Actor) access.Decision { return maySign(w, year(Running), true, true) }},
		{"underteckna utan ram, med delegation", func(w access.Actor) access.Decision { return maySign(w, year(Running), false, true) }},
		{"delegera att underteckna eller intyga", mayGiveAuthority},
		{"godkänna ett betalkonto", func(w access.Actor) access.Decision { return mayCertify(w, "9901", false) }},
		{"godkänna ett betalkonto med uppdrag att intyga", func(w access.Actor) access.Decision { return mayCertify(w, "9901", true) }},
		{"läsa ett beslutsbrev till den egna kommunen", func(w access.Actor) access.Decision { return mayReadLetter(w, "agency", "9901") }},
		{"läsa ett beslutsbrev till en annan kommun", func(w access.Actor) access.Decision { return mayReadLetter(w, "agency", "9902") }},
		{"godkänna en annan kommuns betalkonto", func(w access.Actor) access.Decision { return mayCertify(w, "9902", true) }},
		{"läsa en redovisning som kommunen skriver", func(w access.Actor) access.Decision { return mayReadUse(w, year(Running), "9901", true, false) }},
		{"läsa en redovisning som är skickad", func(w access.Actor) access.Decision { return mayReadUse(w, year(Running), "9901", true, true) }},
		{"läsa en annan kommuns skickade redovisning", func(w access.Actor) access.Decision { return mayReadUse(w, year(Running), "9902", true, true) }},
		{"se små antal barn i en redovisning", func(w access.Actor) access.Decision { return seesSmall(w, year(Running), "9901") }},
		{"godkänna en redovisning eller be om komplettering", func(w access.Actor) access.Decision { return mayReview(w, "agency") }},
		{"läsa en granskning av kommunen", func(w access.Actor) access.Decision { return mayReadReview(w, "agency", Review{Municipality: "9901"}) }},
		{"läsa en granskning av en annan kommun", func(w access.Actor) access.Decision { return mayReadReview(w, "agency", Review{Municipality: "9902"}) }},
		{"svara i en granskning av kommunen", func(w access.Actor) access.Decision { return mayAnswer(w, Review{Municipality: "9901"}) }},
		{"läsa ett förslag till beslut om återkrav", func(w access.Actor) access.Decision {
			return mayReadRuling(w, "agency", Ruling{Municipality: "9901", Approval: Approval{State: Waiting}})
		}},
		{"läsa ett beslut om återkrav", func(w access.Actor) access.Decision {
			return mayReadRuling(w, "agency", Ruling{Municipality: "9901", Approval: Approval{State: Approved}})
		}},
		{"läsa ett beslut om en annan kommuns återkrav", func(w access.Actor) access.Decision {
			return mayReadRuling(w, "agency", Ruling{Municipality: "9902", Approval: Approval{State: Approved}})
		}},
		{"se ett avslutat år där kommunen har en ram", func(w access.Actor) access.Decision { return mayReadYear(w, year(Closed), true) }},
	}
	var out strings.Builder
	for _, s := range situations {
		fmt.Fprintf(&out, "%s\n", s.name)
		for _, p := range people {
			answer := "nej"
			d := s.rule(p.who)
			switch {
			case d.Allowed():
				answer = "JA "
			case d.NeedsProof():
				answer = "NY " // yes, once the reader has shown again who they are
			}
			fmt.Fprintf(&out, "  %s  %-50s %s\n", answer, p.name, d.Ground())
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
