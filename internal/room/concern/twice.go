package concern

import "time"

// twiceWithin is how close two reports about one child come to be warned of: a week.
const twiceWithin = 7 * 24 * time.Hour

// near says whether two matters came within a week of each other, in different reports.
func near(a, b Matter) bool {
	return a.Report != b.Report && a.DeliveredAt.Sub(b.DeliveredAt).Abs() <= twiceWithin
}
