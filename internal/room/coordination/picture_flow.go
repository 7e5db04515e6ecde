package coordination

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
)

// PictureView is a matter and the picture of it.
type PictureView struct {
	MatterView
	Picture Picture
}

// Picture opens the whole picture around a child, for a member of the team. The
// reading is recorded as that of a matter is.
func (c *Matters) Picture(ctx context.Context, who access.Actor, matter string) (PictureView, error) {
	v, err := c.open(ctx, who, matter, "coordination.picture.read")
	if err != nil {
		return PictureView{}, err
	}
	return PictureView{v, pictureOf(v)}, nil
}

// sectorOrder is the order of the lanes: the child's days first.
func sectorOrder(s access.Sector) int {
	return slices.Index([]access.Sector{access.School, access.Social, access.Health, access.Leisure, access.Association, access.Police, access.Agency}, s)
}
