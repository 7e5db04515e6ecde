package canary_test

import (
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
	"samspel/internal/room/review"
)

// whoHasRead asks, for a guardian, who has read about the child in protected mode: every
// line waits for somebody's decision. A reviewer who is close to the family finds nothing,
// and not the list that a colleague has drawn up either.
func (c *circle) whoHasRead(t *testing.T) {
	reviews, today := c.App.ReviewsAt(c.Now), civil.Of(c.Now())
	greta := c.Demo.Actor("loggranskare")
	ask := review.DisclosureDraft{Asker: review.AskerGuardian, AskedOn: today, Number: protectedNumber}
	list, err := reviews.Disclose(c.ctx(), greta, ask)
	c.must("draw up who has read", err)
	v, err := reviews.Disclosure(c.ctx(), greta, list)
	c.must("read it", err)
	if len(v.Rows) == 0 || v.Undecided != len(v.Rows) {
		t.Errorf("%d lines of %d wait for a decision: %+v", v.Undecided, len(v.Rows), v.Rows)
	}
	c.apart(greta)
	if again, err := reviews.Disclose(c.ctx(), greta, ask); err == nil {
		t.Errorf("who is close to the family draws up the list %s", again)
	}
	if _, err := reviews.Disclosure(c.ctx(), greta, list); err == nil {
		t.Error("who is close to the family reads a list about the child")
	}
	if all, err := reviews.Disclosures(c.ctx(), greta); err != nil || len(all) != 0 {
		t.Errorf("who is close to the family sees %d lists, %v", len(all), err)
	}
}

// notKept looks for the child in protected mode among what an organisation keeps, as each of its records officers.
func (c *circle) notKept(t *testing.T) {
	records := c.App.RecordsAt(c.Now)
	c.must("walk", records.WalkAll(c.ctx()))
	for _, key := range []string{"arkivarie", "arkivarie_skola"} {
		r, seen := c.As(key), false
		for _, shelf := range retention.Shelves {
			for page := "/gallring?hylla=" + string(shelf); page != ""; {
				asked := page
				a := r.Get(page)
				text := strings.ToLower(a.Body)
				if strings.Contains(text, "zqsecret") || strings.Contains(text, c.protected) {
					t.Errorf("%s shows what is protected", a)
				}
				seen = seen || strings.Contains(text, "zqchild")
				page = ""
				for _, l := range a.Links() {
					if strings.Contains(l, "efter=") && !strings.Contains(l, "lang=") && l != asked {
						page = l
					}
				}
			}
		}
		if !seen {
			t.Errorf("%s does not find the child of the open matter: the lists are not read", key)
		}
		if a := r.Get("/gallring/akter/" + c.protected); a.Status != 404 {
			t.Errorf("%s: status %d", a, a.Status)
		}
	}
}

// apart keeps somebody out of the matter in protected mode.
func (c *circle) apart(who access.Actor) {
	c.Helper()
	u, err := c.App.Gate.Own(c.ctx(), who)
	c.must("look up", err)
	c.must("keep out", c.matters().SetApart(c.ctx(), c.actor("kurator"), c.protected, u.Email))
}
