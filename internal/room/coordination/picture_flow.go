package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
)

// PictureView is a matter with its plan and its next meeting, and the picture of it all.
// The notes are not in it.
type PictureView struct {
	MatterView
	Plan PlanView
	// Next is the next meeting the reader may know of; its id is "" when there is none.
	Next    MeetingRow
	Picture Picture
}

// Picture opens the whole picture around a child, for a member of the team. The
// reading is recorded as that of a matter is.
func (c *Matters) Picture(ctx context.Context, who access.Actor, matter string) (PictureView, error) {
	const action = "coordination.picture.read"
	s, err := c.standing(ctx, who, matter, action, mayOpen)
	if err != nil {
		return PictureView{}, err
	}
	v, ground, subjects, err := c.view(ctx, who, s, false)
	if err != nil {
		return PictureView{}, err
	}
	plan, others, err := c.planView(ctx, who, s, 0)
	if err != nil {
		return PictureView{}, err
	}
	meetings, err := c.meetings(ctx, who, s)
	if err != nil {
		return PictureView{}, err
	}
	p := PictureView{MatterView: v, Plan: plan, Picture: pictureOf(v, plan)}
	for _, m := range meetings {
		if m.Meeting.State.Coming() && m.Meeting.Ends.After(s.Now) && (p.Next.Meeting.ID == "" || m.Meeting.Starts.Before(p.Next.Meeting.Starts)) {
			p.Next = m
		}
	}
	subjects = append(subjects, others...)
	slices.Sort(subjects)
	return p, c.Audit.Reading(ctx, record(who, action, ground, slices.Compact(subjects)...))
}

// sectorOrder is the order of the lanes: the child's days first.
func sectorOrder(s access.Sector) int {
	return slices.Index([]access.Sector{access.School, access.Social, access.Health, access.Leisure, access.Association, access.Police, access.Agency}, s)
}
