package app

import (
	"context"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/room/coordination"
)

// reported gives the room of coordination what a report of concern says, to begin a
// need from. Each room asks for access itself; that of concern records the reading.
func (a *App) reported(ctx context.Context, who access.Actor, matter string, taken []string) (coordination.Reported, error) {
	m, err := a.Concerns.ForCoordination(ctx, who, matter, taken)
	if err != nil {
		return coordination.Reported{}, err
	}
	r := coordination.Reported{Child: coordination.NewChild{Given: m.Child.Given, Family: m.Child.Family, Protected: m.Child.Protected()}}
	switch {
	case !m.Child.Number.IsZero():
		r.Child.Number = m.Child.Number.Formatted()
	case !m.Child.Birth.IsZero():
		r.Child.Birth = m.Child.Birth.String()
	}
	for _, g := range m.Content.Guardians {
		if words := strings.Fields(g.Name); len(words) > 0 {
			last := len(words) - 1
			r.Child.Guardians = append(r.Child.Guardians, coordination.NewGuardian{Given: strings.Join(words[:last], " "), Family: words[last]})
		}
	}
	for _, p := range []coordination.ReportedPart{{Name: "seen", Text: m.Content.Seen}, {Name: "heard", Text: m.Content.Heard},
		{Name: "said", Text: m.Content.Said}, {Name: "interpretation", Text: m.Content.Interpretation}} {
		if p.Text != "" {
			r.Parts = append(r.Parts, p)
		}
	}
	return r, nil
}
