package concern

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"samspel/internal/frame/access"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestPolicyMatrix writes every rule against every kind of person and situation
// into testdata/policy.golden; the diff is what a jurist reviews.
func TestPolicyMatrix(t *testing.T) {
	type person struct {
		name string
		who  access.Actor
	}
	people := []person{
		{"kurator som skrev anmälan", access.Actor{User: "author", Unit: "school", Sector: access.School, Role: access.Reporter}},
		{"kollega på samma skola", access.Actor{User: "colleague", Unit: "school", Sector: access.School, Role: access.Reporter}},
		{"rektor på samma skola", access.Actor{User: "head", Unit: "school", Sector: access.School, Role: access.Manager}},
		{"kurator på annan skola", access.Actor{User: "other", Unit: "other_school", Sector: access.School, Role: access.Reporter}},
		{"polis", access.Actor{User: "police", Unit: "police", Sector: access.Police, Role: access.Reporter}},
		{"handläggare i mottagande enhet", access.Actor{User: "officer", Unit: "social", Sector: access.Social, Role: access.Officer, Strong: true}},
		{"handläggare med uppdrag för skyddade", access.Actor{User: "officer2", Unit: "social", Sector: access.Social, Role: access.Officer, Protected: true, Strong: true}},
		{"samma handläggare, legitimerad för länge sedan", access.Actor{User: "officer2", Unit: "social", Sector: access.Social, Role: access.Officer, Protected: true}},
		{"chef i mottagande enhet", access.Actor{User: "manager", Unit: "social", Sector: access.Social, Role: access.Manager, Strong: true}},
		{"chef med uppdrag för skyddade, legitimerad för länge sedan", access.Actor{User: "manager2", Unit: "social", Sector: access.Social, Role: access.Manager, Protected: true}},
		{"handläggare i annan kommun", access.Actor{User: "far", Unit: "far_social", Sector: access.Social, Role: access.Officer, Protected: true}},
		{"chef i annan kommun", access.Actor{User: "far_manager", Unit: "far_social", Sector: access.Social, Role: access.Manager, Protected: true}},
		{"administratör i skolan", access.Actor{User: "admin", Unit: "school", Sector: access.School, Role: access.Administrator}},
		{"administratör i socialtjänsten", access.Actor{User: "admin2", Unit: "social", Sector: access.Social, Role: access.Administrator, Protected: true}},
		{"privatperson, inte inloggad", access.Actor{Role: access.Public}},
		{"systemet som skickade", access.Actor{User: "system", Unit: "school", Sector: access.School, Role: access.Reporter, Scope: "orosanmalan:skicka orosanmalan:folja orosanmalan:aterkoppling"}},
		{"systemet, när det bara får skicka", access.Actor{User: "system", Unit: "school", Sector: access.School, Role: access.Reporter, Scope: "orosanmalan:skicka"}},
		{"annat system på samma skola", access.Actor{User: "system2", Unit: "school", Sector: access.School, Role: access.Reporter, Scope: "orosanmalan:skicka orosanmalan:folja orosanmalan:aterkoppling"}},
		{"ingen", access.Actor{}},
	}
	report := func(state ReportState) Report { return Report{Unit: "school", Author: "author", State: state} }
	bySystem := Report{Unit: "school", Author: "system", State: Sent}
	matter := func(state MatterState, protected bool) Matter {
		return Matter{Unit: "social", State: state, Protected: protected}
	}
	situations := []struct {
		name string
		rule func(access.Actor) access.Decision
	}{
		{"skriva en orosanmälan", mayReport},
		{"anmäla som privatperson", mayReportPublicly},
		{"ändra ett utkast", func(w access.Actor) access.Decision { return mayEditDraft(w, report(Draft)) }},
		{"ändra en skickad anmälan", func(w access.Actor) access.Decision { return mayEditDraft(w, report(Sent)) }},
		{"läsa ett utkast", func(w access.Actor) access.Decision { return mayReadReport(w, report(Draft)) }},
		{"läsa en skickad anmälan hos avsändaren", func(w access.Actor) access.Decision { return mayReadReport(w, report(Sent)) }},
		{"läsa en privatpersons anmälan som avsändare", func(w access.Actor) access.Decision { return mayReadReport(w, Report{State: Sent}) }},
		{"be om återkoppling senare", func(w access.Actor) access.Decision { return mayAskFeedback(w, report(Sent)) }},
		{"läsa en anmälan som systemet skickade", func(w access.Actor) access.Decision { return mayReadReport(w, bySystem) }},
		{"be om återkoppling på en anmälan som systemet skickade", func(w access.Actor) access.Decision { return mayAskFeedback(w, bySystem) }},
		{"lista det egna systemets anmälningar", mayFollow},
		{"öppna en bilaga till ett utkast", func(w access.Actor) access.Decision { return mayReadReport(w, report(Draft)) }},
		{"öppna en bilaga till en skickad anmälan hos avsändaren", func(w access.Actor) access.Decision { return mayReadReport(w, report(Sent)) }},
		{"öppna en bilaga i ärendet", func(w access.Actor) access.Decision { return mayReadMatter(w, matter(Assessing, false)) }},
		{"öppna en bilaga i ett skyddat barns ärende", func(w access.Actor) access.Decision { return mayReadMatter(w, matter(Assessing, true)) }},
		{"ha en inkorg", mayReceive},
		{"se ärendet i inkorgen", func(w access.Actor) access.Decision { return maySeeInInbox(w, matter(Delivered, false)) }},
		{"se ett skyddat barns ärende i inkorgen (utan namn)", func(w access.Actor) access.Decision { return maySeeInInbox(w, matter(Delivered, true)) }},
		{"öppna ärendet", func(w access.Actor) access.Decision { return mayReadMatter(w, matter(Assessing, false)) }},
		{"öppna ett skyddat barns ärende", func(w access.Actor) access.Decision { return mayReadMatter(w, matter(Assessing, true)) }},
		{"öppna ett avslutat ärende", func(w access.Actor) access.Decision { return mayReadMatter(w, matter(Closed, false)) }},
		{"bedöma, besluta och ge återkoppling", func(w access.Actor) access.Decision { return mayWorkOn(w, matter(Assessing, false)) }},
		{"bedöma och besluta om ett skyddat barn", func(w access.Actor) access.Decision { return mayWorkOn(w, matter(Assessing, true)) }},
		{"arbeta i ett överlämnat ärende", func(w access.Actor) access.Decision { return mayWorkOn(w, matter(Forwarded, false)) }},
		{"ta ärendet själv", func(w access.Actor) access.Decision { return mayAssign(w, matter(Received, false), w.User) }},
		{"ta ett skyddat barns ärende själv", func(w access.Actor) access.Decision { return mayAssign(w, matter(Received, true), w.User) }},
		{"ge ett skyddat barns ärende till en annan, utan att se innehållet", func(w access.Actor) access.Decision { return mayAssign(w, matter(Received, true), "somebody") }},
		{"ge bort ett överlämnat ärende", func(w access.Actor) access.Decision { return mayAssign(w, matter(Forwarded, false), "somebody") }},
		{"ge ärendet till en annan", func(w access.Actor) access.Decision { return mayAssign(w, matter(Received, false), "somebody") }},
		{"se läget i enheten och dess statistik", mayOversee},
		{"förlänga förhandsbedömningen", func(w access.Actor) access.Decision { return mayExtend(w, matter(Assessing, false)) }},
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
			fmt.Fprintf(&out, "  %s  %-58s %s\n", answer, p.name, d.Ground())
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
