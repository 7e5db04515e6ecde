package grant

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

func TestUseParts(t *testing.T) {
	t.Parallel()
	form, areas := newestUseForm(civil.On(2027, time.June, 1)), []string{"Norra", "Södra"}
	activity := func(but func(*Activity)) UseActivity {
		x := Activity{Kind: "leisure", Costs: []UseCost{{Post: "staff", Amount: 1}}}
		but(&x)
		return UseActivity{Activity: x}
	}
	long := strings.Repeat("å", useTextLimit+1)
	for name, r := range map[string]struct {
		part  UsePart
		wrong string // "field key", "" for none
	}{
		"an answer nobody offered":      {UseFigures{Agrees: "maybe"}, "agrees grant.use.choose"},
		"less than nothing unused":      {UseFigures{Unused: -1}, "unused grant.use.amount"},
		"more unused than there is":     {UseFigures{Unused: mostMoney + 1}, "unused grant.use.amount"},
		"too long a dispute":            {UseFigures{Dispute: long}, "dispute grant.use.too_long"},
		"a kind there is not":           {activity(func(x *Activity) { x.Kind = "resor" }), "kind grant.use.kind"},
		"no kind":                       {activity(func(x *Activity) { x.Kind = "" }), "kind grant.use.kind"},
		"somebody else's area":          {activity(func(x *Activity) { x.Areas = []string{"Västra"} }), "areas grant.use.area"},
		"an area twice":                 {activity(func(x *Activity) { x.Areas = []string{"Norra", "Norra"} }), "areas grant.use.area"},
		"an end before the beginning":   {activity(func(x *Activity) { x.From, x.To = civil.On(2027, 5, 2), civil.On(2027, 5, 1) }), "to grant.date.order"},
		"a post there is not":           {activity(func(x *Activity) { x.Costs[0].Post = "resor" }), "cost_resor grant.use.amount"},
		"a post twice":                  {activity(func(x *Activity) { x.Costs = append(x.Costs, x.Costs[0]) }), "cost_staff grant.use.amount"},
		"a cost below nothing":          {activity(func(x *Activity) { x.Costs[0].Amount = -1 }), "cost_staff grant.use.amount"},
		"a cost beyond all":             {activity(func(x *Activity) { x.Costs[0].Amount = mostMoney + 1 }), "cost_staff grant.use.amount"},
		"posts below nothing":           {activity(func(x *Activity) { x.Posts = -1 }), "posts grant.use.posts"},
		"more evenings than posts":      {activity(func(x *Activity) { x.Posts, x.Evenings = 100, 101 }), "evenings grant.use.evenings"},
		"children below nothing":        {activity(func(x *Activity) { x.Boys = -1 }), "boys grant.use.children"},
		"more children than there are":  {activity(func(x *Activity) { x.Girls = mostChildren + 1 }), "girls grant.use.children"},
		"a name in two lines":           {activity(func(x *Activity) { x.Method = "a\nb" }), "method grant.use.one_line"},
		"a novelty there is not":        {activity(func(x *Activity) { x.Novelty = "old" }), "novelty grant.use.choose"},
		"a partner there is not":        {UsePartners{{Partner: "mormor", State: PartnershipEnded}}, "partner_mormor grant.use.choose"},
		"a partner twice":               {UsePartners{{Partner: "police"}, {Partner: "police"}}, "partner_police grant.use.choose"},
		"a state there is not":          {UsePartners{{Partner: "police", State: "so-so"}}, "partner_police grant.use.choose"},
		"a zero byte":                   {UseChildren{Heard: "a\x00"}, "heard grant.use.too_long"},
		"own funding below nothing":     {UseOwn{{Now: -1}}, "now_0 grant.use.amount"},
		"a degree there is not":         {UsePurpose{Degree: "wow"}, "degree grant.use.choose"},
		"more answers than there can":   {UseContents(make([]string, rowLimit+1)), "content_0 grant.term.too_much"},
		"nothing at all may be saved":   {UseFigures{}, ""},
		"an activity with only a kind":  {UseActivity{Activity: Activity{Kind: "other"}}, ""},
		"an activity to the öre":        {activity(func(x *Activity) { x.Costs[0].Amount = 12_345 }), ""},
		"partners without any answers":  {UsePartners{{Partner: "police"}}, ""},
		"taking out what is not there":  {UseRemoval{At: 7}, ""},
		"the longest text there can be": {UseChildren{Heard: long[2:]}, ""},
	} {
		got := ""
		for _, f := range r.part.check(form, areas) {
			got = f.Field + " " + f.Key
		}
		if got != r.wrong {
			t.Errorf("%s: %q, want %q", name, got, r.wrong)
		}
	}
}

func TestUseFormsAreWhole(t *testing.T) {
	t.Parallel()
	for i, f := range everyUseForm() {
		if f.Version != i+1 || f.From.IsZero() || f.Checked == "" || f.Source == "" {
			t.Errorf("version %d: %+v", i+1, f)
		}
		for _, list := range [][]UseChoice{f.Kinds, f.Posts, f.Partners, f.Degrees} {
			ids := map[string]bool{}
			for _, c := range list {
				if ids[c.ID] || c.In("sv") == "" || c.In("en") == "" || c.In("sv") == c.ID {
					t.Errorf("version %d: %+v", i+1, c)
				}
				ids[c.ID] = true
			}
			if len(ids) == 0 {
				t.Errorf("version %d has an empty list", i+1)
			}
		}
	}
}

// What was said before the grant is not for whoever accounts to say anew.
func TestOwnFundingBeforeStands(t *testing.T) {
	t.Parallel()
	a := AccountOfUse{Own: []OwnFunding{{Activity: "Fältarbete", Before: money.Kronor(900)}}}
	UseOwn{{Activity: "Annat", Before: 1, Now: money.Kronor(800), Answered: true}, {Activity: "Till", Before: 2}}.put(&a)
	if len(a.Own) != 1 || a.Own[0].Activity != "Fältarbete" || a.Own[0].Before != money.Kronor(900) || !a.Own[0].Fell() || len(a.Falls()) != 1 {
		t.Errorf("%+v", a.Own)
	}
}

// Whatever people do in whatever order: nobody certifies or accepts their own text, what
// is sent is what was certified, and what is accepted is all of what was paid, to the öre.
func TestUseModel(t *testing.T) {
	t.Parallel()
	people := []string{"officer", "second", "head", "agency"}
	at := time.Date(2028, 1, 20, 9, 0, 0, 0, time.UTC)
	form := newestUseForm(civil.On(2028, time.January, 1))
	reached := map[UseState]bool{}
	rapid.Check(t, func(t *rapid.T) {
		paid := money.Amount(rapid.Int64Range(1, 40).Draw(t, "paid"))
		a := AccountOfUse{ID: "1", Municipality: "9901", Number: 1, State: UseDraft}
		wrote := map[string]bool{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			who := rapid.SampledFrom(people).Draw(t, "who")
			before, seen := a, a.Content()
			if rapid.IntRange(0, 9).Draw(t, "stale") == 0 {
				seen = "what I remember"
			}
			var err error
			var after AccountOfUse
			step := rapid.SampledFrom([]string{"used", "unused", "ready", "certify", "send", "return", "accept"}).Draw(t, "step")
			if on := map[UseState]string{UseDraft: "ready", UseReady: "certify", UseCertified: "send", UseSent: "accept"}[a.State]; on != "" && len(a.Activities) > 0 && rapid.IntRange(0, 3).Draw(t, "on") > 0 {
				step = on
			}
			switch step {
			case "used", "unused":
				if after, err = a.edit(who, at); err == nil {
					// Whole accounts are rare unless they are sought.
					amount := paid - after.Figures.Unused
					if step == "unused" {
						amount = paid - after.Used()
					}
					if amount < 0 || rapid.IntRange(0, 3).Draw(t, "wrong") == 0 {
						amount = money.Amount(rapid.Int64Range(0, 40).Draw(t, "amount"))
					}
					if step == "used" {
						after.Activities = []Activity{{Kind: "other", Areas: []string{"N"}, Target: "t", Novelty: NewActivity, From: civil.Of(at), To: civil.Of(at), Costs: []UseCost{{"staff", amount}}}}
					} else {
						after.Figures = UseFigures{Agrees: "yes", Unused: amount, UnusedWhy: "w"}
					}
					after.Children, after.Purpose = UseChildren{"h", "g"}, UsePurpose{"fully", "e", "a"}
					after.Partners = nil
					for _, c := range form.Partners {
						after.Partners = append(after.Partners, Partnership{Partner: c.ID, State: PartnershipNone})
					}
					wrote[who] = true
					if after.State != UseDraft || after.CertifiedBy != "" || after.Fingerprint != "" {
						t.Fatalf("an edit leaves %+v", after)
					}
				}
			case "ready":
				after, err = a.handOver(form, Terms{}, paid)
			case "certify":
				if after, err = a.certify(who, seen, paid, at); err == nil && (wrote[who] || seen != before.Content()) {
					t.Fatalf("%s certified their own text, or what was not read", who)
				}
			case "send":
				if after, err = a.send(who, at); err == nil && (before.CertifiedBy == "" || after.Content() != before.Fingerprint) {
					t.Fatalf("sent uncertified: %+v", before)
				}
			case "return":
				_, after, err = a.giveBack(who, "mer", "2", at)
				if err == nil && (after.State != UseDraft || after.CertifiedBy != "" || after.Number != before.Number+1 || !slices.Equal(after.Writers, before.Writers)) {
					t.Fatalf("what goes on: %+v", after)
				}
			case "accept":
				if after, err = a.accept(who, seen, paid, at); err == nil && (wrote[who] || who == before.CertifiedBy || after.Used()+after.Figures.Unused != paid) {
					t.Fatalf("%s accepted %s used and %s unused of %s", who, after.Used(), after.Figures.Unused, paid)
				}
			}
			if err == nil {
				a = after
				reached[a.State] = true
			} else if len(fault.All(err)) == 0 {
				t.Fatalf("no words for %v", err)
			}
			if (a.State == UseCertified || a.State == UseSent || a.State == UseAccepted) && (wrote[a.CertifiedBy] || a.Fingerprint != a.Content() || a.Left(a.Held) != 0) {
				t.Fatalf("%s, certified by %s: %+v", a.State, a.CertifiedBy, a)
			}
		}
	})
	for _, state := range []UseState{UseDraft, UseReady, UseCertified, UseSent, UseAccepted} {
		if !reached[state] {
			t.Errorf("no account was ever %s", state)
		}
	}
}
