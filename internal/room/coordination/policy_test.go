package coordination

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
)

var update = flag.Bool("update", false, "rewrite golden files")

var moment = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// TestPolicyMatrix writes every rule against every kind of person and situation
// into testdata/policy.golden; the diff is what a jurist reviews.
func TestPolicyMatrix(t *testing.T) {
	type person struct {
		name string
		who  access.Actor
	}
	people := []person{
		{"kurator som håller ihop", access.Actor{User: "kurator", Unit: "skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Reporter, Strong: true}},
		{"kollega på skolan, inte med", access.Actor{User: "kollega", Unit: "skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Reporter, Strong: true}},
		{"rektor på skolan, inte med", access.Actor{User: "rektor", Unit: "skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Manager, Strong: true}},
		{"mentor på annan enhet i samma nämnd, med", access.Actor{User: "mentor", Unit: "annan_skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Reporter, Strong: true}},
		{"socialsekreterare, med, med samtycke", access.Actor{User: "social", Unit: "social", Organisation: "socialnamnd", Sector: access.Social, Role: access.Officer, Strong: true}},
		{"socialsekreterare, med, uppdrag för skyddade", access.Actor{User: "social2", Unit: "social", Organisation: "socialnamnd", Sector: access.Social, Role: access.Officer, Strong: true, Protected: true}},
		{"samma, legitimerad för länge sedan", access.Actor{User: "social2", Unit: "social", Organisation: "socialnamnd", Sector: access.Social, Role: access.Officer, Protected: true}},
		{"socialchef, inte med", access.Actor{User: "socialchef", Unit: "social", Organisation: "socialnamnd", Sector: access.Social, Role: access.Manager, Strong: true, Protected: true}},
		{"psykolog, med, utan grund", access.Actor{User: "psykolog", Unit: "bup", Organisation: "region", Sector: access.Health, Role: access.Reporter, Strong: true}},
		{"polis, med, bara åtaganden, beslut om att dela", access.Actor{User: "polis", Unit: "polis", Organisation: "polismyndighet", Sector: access.Police, Role: access.Reporter, Strong: true}},
		{"ledare, tillfrågad, med samtycke", access.Actor{User: "ledare", Unit: "fritid", Organisation: "fritidsnamnd", Sector: access.Leisure, Role: access.Reporter, Strong: true}},
		{"tränare, tillfrågad, utan grund", access.Actor{User: "tranare", Unit: "klubb", Organisation: "klubb", Sector: access.Association, Role: access.Reporter, Strong: true}},
		{"den som har lämnat", access.Actor{User: "fore_detta", Unit: "social", Organisation: "socialnamnd", Sector: access.Social, Role: access.Officer, Strong: true}},
		{"medlem, men i ett annat uppdrag", access.Actor{User: "kurator", Unit: "annan_skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Reporter, Strong: true}},
		{"administratör i skolan", access.Actor{User: "kurator", Unit: "skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Administrator, Strong: true}},
		{"privatperson", access.Actor{Role: access.Public}},
		{"ett system på skolan", access.Actor{User: "kurator", Unit: "skola", Organisation: "skolnamnd", Sector: access.School, Role: access.Reporter, Scope: "orosanmalan:skicka"}},
		{"ingen", access.Actor{}},
	}
	standing := func(protected bool, state MatterState) Standing {
		member := func(user, unit, organisation string, state MemberState, holds Holds) Member {
			return Member{ID: user, Matter: "m", User: user, Unit: unit, Organisation: organisation, State: state, Holds: holds}
		}
		asked := member("", "fritid", "fritidsnamnd", Invited, HoldsAll)
		unasked := member("tranare", "klubb", "klubb", Invited, HoldsCommitments)
		return Standing{
			Matter: Matter{ID: "m", Organisation: "skolnamnd", Protected: protected, State: state, Baton: Baton{Holder: Holder{"kurator", "skola", "skolnamnd"}, OfferedTo: "social"}},
			Team: []Member{member("kurator", "skola", "skolnamnd", Joined, HoldsAll), member("mentor", "annan_skola", "skolnamnd", Joined, HoldsAll),
				member("social", "social", "socialnamnd", Joined, HoldsAll), member("social2", "social", "socialnamnd", Joined, HoldsAll),
				member("psykolog", "bup", "region", Joined, HoldsAll), member("polis", "polis", "polismyndighet", Joined, HoldsCommitments), asked, unasked,
				member("fore_detta", "social", "socialnamnd", Left, HoldsAll)},
			Consents: []Consent{{ID: "c", Parties: []string{"skolnamnd", "socialnamnd", "fritidsnamnd"}, Topics: []Topic{School, Home}, State: ConsentActive,
				From: civil.On(2026, 9, 1), To: civil.On(2027, 3, 1), Givers: []Giver{{Answer: AnswerYes}}}},
			Sharings: []Sharing{{ID: "s", Organisation: "skolnamnd", Ground: "general_clause", Shares: true, Recipients: []string{"polismyndighet"}, Topics: []Topic{Safety},
				DecidedAt: moment.AddDate(0, -1, 0), To: civil.On(2027, 1, 1)}},
		}.at(moment)
	}
	open, shielded, closed := standing(false, Active), standing(true, Active), standing(false, Closed)
	item := func(unit, organisation string, topic Topic, shown Shown) Item {
		return Item{ID: "i", Matter: "m", Unit: unit, Organisation: organisation, Topic: topic, Shown: shown, Kind: Note}
	}
	need := Need{Unit: "skola"}
	decides := func(rule func(access.Actor) access.Decision) func(access.Actor) string {
		return func(who access.Actor) string {
			d, answer := rule(who), "nej"
			switch {
			case d.Allowed():
				answer = "JA "
			case d.NeedsProof():
				answer = "NY " // yes, once the reader has shown again who they are
			}
			return fmt.Sprintf("%-8s %s", answer, d.Ground())
		}
	}
	sees := func(s Standing, it Item) func(access.Actor) string {
		names := map[Sight]string{Nothing: "inget", ThatItExists: "finns", TitleOnly: "rubrik", Full: "ALLT"}
		return func(who access.Actor) string {
			in := maySee(who, s, it)
			return fmt.Sprintf("%-8s %s", names[in.Sight], in.Reason)
		}
	}
	on := func(s Standing, rule func(access.Actor, Standing) access.Decision) func(access.Actor) string {
		return decides(func(who access.Actor) access.Decision { return rule(who, s) })
	}
	hears := func(s Standing, topic Topic) func(access.Actor) string {
		return func(who access.Actor) string {
			in := mayHear(who, s, Item{ID: "i", Unit: "skola", Organisation: "skolnamnd", Topic: topic})
			return fmt.Sprintf("%-8s %s", map[bool]string{true: "ALLT", false: "inget"}[in.Sight == Full], in.Reason)
		}
	}
	promised := func(s Standing, state CommitmentState, unit, organisation string) (Commitment, func(access.Actor) string) {
		c := Commitment{ID: "c", Matter: "m", Topic: School, Unit: unit, Organisation: organisation, Proposer: "kurator", ProposerUnit: "skola", State: state}
		return c, func(who access.Actor) string {
			in := maySeeCommitment(who, s, c)
			return fmt.Sprintf("%-8s %s", map[bool]string{true: "ALLT", false: "inget"}[in.Sight == Full], in.Reason)
		}
	}
	meeting := Meeting{ID: "t", Matter: "m", Organisation: "skolnamnd", State: MeetingCalled}
	confirmed, held, theirs := meeting, meeting, meeting
	confirmed.State, held.State, theirs.Organisation = MeetingConfirmed, MeetingHeld, "socialnamnd"
	came := []Attendance{{Role: AttendsAsMember, Subject: "kurator", State: Attended}, {Role: AttendsAsMember, Subject: "polis", State: Attended}, {Role: AttendsAsMember, Subject: "social", State: Absent}}
	asked, seesAsked := promised(open, CommitmentProposed, "polis", "polismyndighet")
	_, seesAskedClinic := promised(open, CommitmentProposed, "bup", "region")
	_, seesClinic := promised(open, CommitmentAccepted, "bup", "region")
	accepted, seesSocial := promised(open, CommitmentAccepted, "social", "socialnamnd")
	gone := Away{Until: civil.On(2026, 11, 27), Deputy: "kollega"}
	hidden := open
	hidden.Protection = Protection{ID: "p"}
	near := open
	near.Apart = []string{"kurator", "social"}
	situations := []struct {
		name string
		rule func(access.Actor) string
	}{
		{"väcka ett behov", decides(mayRaise)},
		{"läsa och bedöma skolans behov", decides(func(w access.Actor) access.Decision { return mayReadNeed(w, need) })},
		{"läsa och bedöma ett skyddat barns behov på skolan", decides(func(w access.Actor) access.Decision { return mayReadNeed(w, Need{Unit: "skola", Protected: true}) })},
		{"ha en lista över ärenden", decides(mayList)},
		{"öppna ärendet", on(open, mayOpen)},
		{"öppna ett skyddat barns ärende", on(shielded, mayOpen)},
		{"svara på en fråga om att vara med", on(open, mayAnswer)},
		{"se vems barn frågan gäller", on(open, mayKnowWho)},
		{"se det som är gemensamt: frågan, teamet, samtyckena", on(open, maySeeShared)},
		{"höra barnets egna ord, som varken samtycket eller beslutet gäller", on(open, mayHearChild)},
		{"se samtycket", on(open, func(w access.Actor, s Standing) access.Decision { return maySeeConsent(w, s, s.Consents[0]) })},
		{"skriva en insats", on(open, func(w access.Actor, s Standing) access.Decision { return mayWrite(w, s, Intervention) })},
		{"skriva en anteckning", on(open, func(w access.Actor, s Standing) access.Decision { return mayWrite(w, s, Note) })},
		{"skriva i ett avslutat ärende", on(closed, func(w access.Actor, s Standing) access.Decision { return mayWrite(w, s, Intervention) })},
		{"skriva en ny version av skolans anteckning", on(open, func(w access.Actor, s Standing) access.Decision {
			return mayRevise(w, s, item("skola", "skolnamnd", School, ShownFull))
		})},
		{"bjuda in, be om samtycke, byta form", on(open, mayHold)},
		{"ta över stafettpinnen, som socialsekreteraren är tillfrågad om", on(open, mayTakeBaton)},
		{"se samordnare i enheten som är borta", decides(mayListReliefs)},
		{"låta någon annan hålla ihop när kuratorn är borta och kollegan ersätter", on(open, func(w access.Actor, s Standing) access.Decision { return mayRelieve(w, s, gone) })},
		{"låta någon annan hålla ihop när kuratorn är på plats", on(open, func(w access.Actor, s Standing) access.Decision { return mayRelieve(w, s, Away{}) })},
		{"låta någon annan hålla ihop ett skyddat barns ärende", on(shielded, func(w access.Actor, s Standing) access.Decision { return mayRelieve(w, s, gone) })},
		{"låta någon annan hålla ihop i skyddat läge", on(hidden, func(w access.Actor, s Standing) access.Decision { return mayRelieve(w, s, gone) })},
		{"besluta om att dela det egna", on(open, mayShare)},
		{"ta tillbaka skolans beslut om att dela", on(open, func(w access.Actor, s Standing) access.Decision { return mayEndSharing(w, s, s.Sharings[0]) })},
		{"göra skolans mötesbeslut till ett åtagande", on(open, func(w access.Actor, s Standing) access.Decision {
			return mayDecide(w, s, Meeting{Matter: "m", Organisation: "skolnamnd", State: MeetingHeld})
		})},
		{"göra ett beslut från ett inställt möte till ett åtagande", on(open, func(w access.Actor, s Standing) access.Decision {
			return mayDecide(w, s, Meeting{Matter: "m", Organisation: "skolnamnd", State: MeetingCancelled})
		})},
		{"anpassa kommunens samverkansform", decides(func(w access.Actor) access.Decision { w.Municipality = "9901"; return mayAdjust(w, true) })},
		{"anpassa den, anställd av en fristående skola", decides(func(w access.Actor) access.Decision { w.Municipality = "9901"; return mayAdjust(w, false) })},
		{"besluta att kommunens version ska gälla", decides(func(w access.Actor) access.Decision {
			w.Municipality = "9901"
			return mayEnforce(w, Edition{Municipality: "9901"})
		})},
		{"besluta om en annan kommuns version", decides(func(w access.Actor) access.Decision {
			w.Municipality = "9901"
			return mayEnforce(w, Edition{Municipality: "9902"})
		})},
		{"se skolans anteckning om skolan", sees(open, item("skola", "skolnamnd", School, ShownFull))},
		{"se skolans anteckning om skolan, bara rubriken", sees(open, item("skola", "skolnamnd", School, ShownTitle))},
		{"se skolans anteckning om skolan, bara att den finns", sees(open, item("skola", "skolnamnd", School, ShownExistence))},
		{"se skolans anteckning om skolan, som ingen får se", sees(open, item("skola", "skolnamnd", School, ShownHidden))},
		{"se skolans anteckning om hälsa, som samtycket inte gäller", sees(open, item("skola", "skolnamnd", Health, ShownFull))},
		{"se skolans anteckning om trygghet, som skolan har beslutat att dela med polisen", sees(open, item("skola", "skolnamnd", Safety, ShownFull))},
		{"se BUP:s anteckning om skolan, utan samtycke", sees(open, item("bup", "region", School, ShownFull))},
		{"se polisens insats om trygghet, som ingen har beslutat att dela", sees(open, item("polis", "polismyndighet", Safety, ShownFull))},
		{"se skolans anteckning om ett skyddat barn", sees(shielded, item("skola", "skolnamnd", School, ShownFull))},
		{"öppna ärendet, när kuratorn och socialsekreteraren är nära familjen", on(near, mayOpen)},
		{"se skolans anteckning om skolan, när kuratorn och socialsekreteraren är nära familjen", sees(near, item("skola", "skolnamnd", School, ShownFull))},
		{"se skolans möte och vad det är till för", on(open, func(w access.Actor, s Standing) access.Decision { return mayMeet(w, s, meeting) })},
		{"se socialtjänstens möte och vad det är till för", on(open, func(w access.Actor, s Standing) access.Decision { return mayMeet(w, s, theirs) })},
		{"ställa in skolans möte och skriva vilka som kom", on(open, func(w access.Actor, s Standing) access.Decision { return mayRunMeeting(w, s, meeting) })},
		{"skriva i protokollet", on(open, func(w access.Actor, s Standing) access.Decision { return mayMinute(w, s, meeting) })},
		{"skriva i ett bekräftat protokoll", on(open, func(w access.Actor, s Standing) access.Decision { return mayMinute(w, s, confirmed) })},
		{"bekräfta protokollet från ett möte där kuratorn och polisen var med", on(open, func(w access.Actor, s Standing) access.Decision { return mayConfirm(w, s, held, came) })},
		{"höra vad skolan säger om samarbetet", hears(open, Common)},
		{"höra vad skolan säger om skolan", hears(open, School)},
		{"höra vad skolan säger om hälsa, som samtycket inte gäller", hears(open, Health)},
		{"höra vad skolan säger om barnets egna ord, som samtycket inte gäller", hears(open, Words)},
		{"läsa planen", on(open, mayReadPlan)},
		{"skriva i planen", on(open, mayWritePlan)},
		{"skriva i planen i ett avslutat ärende", on(closed, mayWritePlan)},
		{"lägga fram planen", on(open, mayLay)},
		{"se vad kuratorn har frågat polisen om", seesAsked},
		{"svara på vad kuratorn har frågat polisen om", on(open, func(w access.Actor, s Standing) access.Decision { return mayAnswerFor(w, s, asked) })},
		{"stryka vad kuratorn har frågat polisen om", on(open, func(w access.Actor, s Standing) access.Decision { return mayDrop(w, s, asked) })},
		{"se vad kuratorn har frågat BUP om, utan grund", seesAskedClinic},
		{"se vad BUP har tagit på sig, utan grund", seesClinic},
		{"se vad socialtjänsten har tagit på sig", seesSocial},
		{"avsluta vad socialtjänsten har tagit på sig", on(open, func(w access.Actor, s Standing) access.Decision { return mayAnswerFor(w, s, accepted) })},
		{"skriva om familjen och läsa vad den säger", on(open, mayTellFamily)},
		{"slå på skyddat läge", on(open, mayProtect)},
		{"se hur ärendet slutar", on(open, maySeeEnd)},
		{"skriva ner vad familjen svarar efteråt", on(closed, mayAskAfterwards)},
		{"skriva ner vad familjen svarar medan ärendet pågår", on(open, mayAskAfterwards)},
		{"läsa kommunens siffror, och inte hålla ihop något", decides(func(w access.Actor) access.Decision { w.Municipality = "9901"; return mayOversee(w, false) })},
		{"läsa kommunens siffror, och hålla ihop ett ärende", decides(func(w access.Actor) access.Decision { w.Municipality = "9901"; return mayOversee(w, true) })},
		{"se en anteckning i ett annat ärende", sees(open, Item{Matter: "other", Unit: "skola", Organisation: "skolnamnd", Shown: ShownFull})},
	}
	var out strings.Builder
	for _, s := range situations {
		fmt.Fprintf(&out, "%s\n", s.name)
		for _, p := range people {
			fmt.Fprintf(&out, "  %-48s %s\n", p.name, s.rule(p.who))
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

// drawStanding is a matter with a random team and random grounds.
func drawStanding(rt *rapid.T) (Standing, Item, access.Actor) {
	organisations, units, users := []string{"a", "b", "c"}, []string{"1", "2"}, []string{"x", "y"}
	often := func(name string) bool { return rapid.IntRange(0, 5).Draw(rt, name) > 0 }
	one := func(list []string, name string) string { return rapid.SampledFrom(list).Draw(rt, name) }
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(organisations), 1, 3, rapid.ID[string])
	topic := rapid.SampledFrom([]Topic{School, School, Home})
	day := rapid.Custom(func(rt *rapid.T) civil.Date { return civil.Of(moment).AddDays(rapid.IntRange(-3, 3).Draw(rt, "days")) })
	s := Standing{Matter: Matter{ID: "m", Organisation: one(organisations, "organisation"), Protected: !often("open"), State: Active}}
	for range rapid.IntRange(0, 4).Draw(rt, "members") {
		o := one(organisations, "organisation")
		s.Team = append(s.Team, Member{Organisation: o, Unit: o + one(units, "unit"), User: one(users, "user"), State: rapid.SampledFrom([]MemberState{Invited, Joined, Declined, Left}).Draw(rt, "state")})
	}
	for range rapid.IntRange(0, 3).Draw(rt, "consents") {
		c := Consent{ID: "c", Parties: some.Draw(rt, "parties"), Topics: rapid.SliceOfN(topic, 1, 2).Draw(rt, "topics"), From: day.Draw(rt, "from"), To: day.Draw(rt, "to"),
			State: rapid.SampledFrom([]ConsentState{ConsentAsked, ConsentActive, ConsentActive, ConsentWithdrawn}).Draw(rt, "state")}
		for range rapid.IntRange(0, 5).Draw(rt, "givers") % 3 {
			c.Givers = append(c.Givers, Giver{Answer: rapid.SampledFrom([]Answer{AnswerYes, AnswerYes, AnswerYes, AnswerYes, AnswerWaiting, AnswerWithdrawn}).Draw(rt, "answer")})
		}
		s.Consents = append(s.Consents, c)
	}
	for range rapid.IntRange(0, 2).Draw(rt, "sharings") {
		x := Sharing{ID: "s", Organisation: one(organisations, "from"), Recipients: some.Draw(rt, "to"), Topics: []Topic{topic.Draw(rt, "topic")}, Shares: rapid.Bool().Draw(rt, "shares"),
			DecidedAt: moment.AddDate(0, 0, rapid.IntRange(-2, 1).Draw(rt, "decided")), To: day.Draw(rt, "until"), Item: rapid.SampledFrom([]string{"", "i", "other"}).Draw(rt, "item")}
		if rapid.Bool().Draw(rt, "ended") {
			x.EndedAt = moment
		}
		s.Sharings = append(s.Sharings, x)
	}
	o := one(organisations, "owner")
	it := Item{ID: "i", Matter: "m", Organisation: o, Unit: o + one(units, "unit"), Topic: topic.Draw(rt, "topic"), Shown: rapid.SampledFrom(Showns).Draw(rt, "shown")}
	reader := one(organisations, "reader")
	who := access.Actor{User: one(users, "user"), Organisation: reader, Unit: reader + one(units, "unit"), Sector: access.School,
		Role: access.Reporter, Protected: rapid.Bool().Draw(rt, "shielded"), Strong: rapid.Bool().Draw(rt, "strong")}
	if !often("works") {
		who.Role = rapid.SampledFrom(append([]access.Role{""}, access.Roles...)).Draw(rt, "role")
	}
	if often("a member") {
		s.Team = append(s.Team, Member{Organisation: who.Organisation, Unit: who.Unit, User: who.User, State: Joined})
	}
	return s.at(moment), it, who
}

// Said once more from the outside: without each of membership, ground, the owner's
// mark and the mandate for the protected, nothing is seen.
func TestNothingIsSeenWithoutEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		for range 20 {
			nothingWithoutEverything(rt)
		}
	})
}

func nothingWithoutEverything(rt *rapid.T) {
	s, it, who := drawStanding(rt)
	got := maySee(who, s, it)
	member := slices.ContainsFunc(s.Team, func(m Member) bool { return m.State == Joined && m.User == who.User && m.Unit == who.Unit })
	works := who.Role == access.Reporter || who.Role == access.Officer || who.Role == access.Manager
	today := civil.Of(moment)
	lets := slices.ContainsFunc(s.Consents, func(c Consent) bool {
		yes := len(c.Givers) > 0 && c.State == ConsentActive
		for _, g := range c.Givers {
			yes = yes && g.Answer == AnswerYes
		}
		return yes && !today.Before(c.From) && !today.After(c.To) && slices.Contains(c.Parties, it.Organisation) && slices.Contains(c.Parties, who.Organisation) && slices.Contains(c.Topics, it.Topic)
	}) || slices.ContainsFunc(s.Sharings, func(x Sharing) bool {
		return x.Shares && x.EndedAt.IsZero() && !x.DecidedAt.After(moment) && !today.After(x.To) && x.Organisation == it.Organisation && slices.Contains(x.Recipients, who.Organisation) &&
			(x.Item == "i" || x.Item == "" && slices.Contains(x.Topics, it.Topic))
	})
	want := Nothing
	switch {
	case !member || !works || s.Matter.Protected && !(who.Protected && who.Strong):
	case it.Unit == who.Unit:
		want = Full
	case it.Organisation == who.Organisation || lets:
		want = map[Shown]Sight{ShownFull: Full, ShownTitle: TitleOnly, ShownExistence: ThatItExists, ShownHidden: Nothing}[it.Shown]
	}
	if got.Sight != want {
		rt.Fatalf("sees %d, want %d (%s)", got.Sight, want, got.Reason)
	}
}

// A ground more, or a member more, never shows anybody less; a ground less never more.
func TestPermissionsOnlyAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		for range 20 {
			permissionsOnlyAdd(rt)
		}
	})
}

func permissionsOnlyAdd(rt *rapid.T) {
	s, it, who := drawStanding(rt)
	before, may := maySee(who, s, it), mayAll(who, s, it)
	never := func(what string, s Standing) {
		for rule, was := range may {
			if was && !mayAll(who, s, it)[rule] {
				rt.Fatalf("%s: %s no longer", what, rule)
			}
		}
	}
	more := s
	more.Grounds = append(slices.Clone(s.Grounds), Ground{From: []string{"a", "b"}, To: []string{"b", "c"}, Topics: []Topic{School}})
	if after := maySee(who, more, it); after.Sight < before.Sight {
		rt.Fatalf("a ground more shows less: %d, before %d", after.Sight, before.Sight)
	}
	never("a ground more", more)
	more = s
	more.Team = append(slices.Clone(s.Team), Member{Organisation: who.Organisation, Unit: who.Unit, User: who.User, State: Joined, Holds: HoldsAll})
	if after := maySee(who, more, it); after.Sight < before.Sight {
		rt.Fatalf("a member more shows less: %d, before %d", after.Sight, before.Sight)
	}
	never("a member more", more)
	more.Apart = []string{"somebody else"}
	never("somebody else close to the family", more)
	stronger := who
	stronger.Strong, stronger.Protected = true, true
	if after := maySee(stronger, s, it); after.Sight < before.Sight {
		rt.Fatalf("a mandate for the protected shows less: %d, before %d", after.Sight, before.Sight)
	}
	for rule, was := range may {
		if was && !mayAll(stronger, s, it)[rule] {
			rt.Fatalf("a mandate for the protected, and %s no longer", rule)
		}
	}
	for i := range s.Grounds {
		less := s
		less.Grounds = slices.Delete(slices.Clone(s.Grounds), i, i+1)
		if after := maySee(who, less, it); after.Sight > before.Sight {
			rt.Fatalf("a ground less shows more: %d, before %d", after.Sight, before.Sight)
		}
	}
}

// mayAll is what every rule about a matter says to one reader.
func mayAll(who access.Actor, s Standing, it Item) map[string]bool {
	meeting := Meeting{Matter: s.Matter.ID, Organisation: it.Organisation, State: MeetingCalled}
	promise := Commitment{ID: it.ID, Matter: s.Matter.ID, Organisation: it.Organisation, Unit: it.Unit, Topic: it.Topic, State: CommitmentAccepted}
	common := it
	common.Topic = Common
	return map[string]bool{
		"open": mayOpen(who, s).Allowed(), "common": maySeeShared(who, s).Allowed(), "the child's words": mayHearChild(who, s).Allowed(),
		"write": mayWrite(who, s, Note).Allowed(), "share": mayShare(who, s).Allowed(), "meet": mayMeet(who, s, meeting).Allowed(),
		"minutes": mayMinute(who, s, meeting).Allowed(), "hear": mayHear(who, s, it).Sight == Full, "hear of the work": mayHear(who, s, common).Sight == Full,
		"read the plan": mayReadPlan(who, s).Allowed(), "write the plan": mayWritePlan(who, s).Allowed(), "promise": maySeeCommitment(who, s, promise).Sight == Full,
		"family": mayTellFamily(who, s).Allowed(), "protect": mayProtect(who, s).Allowed(), "the end": maySeeEnd(who, s).Allowed(),
	}
}
