package canary_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samspel/internal/ground/id"
	"samspel/test/trialtest"
	"samspel/test/worldtest"
)

// protectedIsNothing asks for every page as the child and both guardians of the matter in
// protected mode, and as a guardian whose matter has been shut to them, who has none:
// every byte of the answers, and the headers, are the same, and so is the time at full size.
func (c *circle) protectedIsNothing(t *testing.T) {
	other := c.matter("Other", "")
	c.enter("mamma utan ärende", other, 1)
	v, err := c.matters().FamilyTeam(c.ctx(), c.actor("kurator"), other)
	c.must("look at the family", err)
	c.must("judge", c.matters().JudgeKin(c.ctx(), c.actor("kurator"), other, v.Family[1].Kin.ID, false, "Inget ärende att se."))
	nothing := *c.readers["mamma utan ärende"]
	pages := 0
	for _, name := range []string{"barnet i skydd", "mamma i skydd", "pappa i skydd"} {
		shut := c.readers[name]
		none := nothing
		none.Name = shut.Name
		for _, route := range c.Routes {
			for _, x := range []string{c.protected, id.New()} {
				target, absent := route.Fill(func(string) string { return x }), route.Fill(func(string) string { return id.New() })
				if rules[route.Pattern] == open || strings.HasPrefix(target, "/sessioner") || route.Path == "/logga-ut" || rules[route.Pattern] == programs {
					continue
				}
				var got, want *worldtest.Answer
				switch {
				case route.Method == http.MethodGet:
					got, want = shut.Get(target), none.Get(absent)
				case strings.HasPrefix(target, "/familj"), strings.HasPrefix(target, "/samordning"):
					form := url.Values{"kind": {"agree"}, "answer": {"yes"}, "gor": {"stang"}}
					got, want = shut.Post(target, form), none.Post(absent, form)
				default:
					continue
				}
				pages++
				if strings.Contains(strings.ToLower(got.All()), "zq") {
					t.Errorf("%s shows what is protected", got)
				}
				// Each page holds its own reader's id, which tells them apart and nothing else.
				if mine, theirs := strings.ReplaceAll(got.All(), shut.User, "-"), strings.ReplaceAll(want.All(), none.User, "-"); mine != theirs || got.Status != want.Status {
					t.Errorf("%s: protected is told from nothing\n%s\n----\n%s", got, got.All(), want.All())
				}
				if got.Status >= 500 {
					t.Errorf("%s: status %d", got, got.Status)
				}
			}
		}
	}
	trialtest.Tell(t, "pages compared", pages)
	if pages < 300 {
		t.Errorf("only %d pages were compared", pages)
	}
	widest := 0.0
	for _, page := range []string{"/familj", "/familj/" + c.protected, "/familj/" + c.protected + "/lasningar"} {
		widest = max(widest, apart(trialtest.Size(2, 1000), func() { c.readers["mamma i skydd"].Get(page) }, func() { nothing.Get(page) }))
	}
	trialtest.AtMost(t, "widest difference of medians, family", widest, 0.10)
}
