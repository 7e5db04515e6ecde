package audit

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// Newest is when the latest record was made, by the clock of whoever made it; the
// zero time when there is none. It tells a clock that has been set back.
func (l *Log) Newest(ctx context.Context) (newest time.Time, err error) {
	for _, from := range l.files() {
		err = from.Read(ctx, func(tx *db.Tx) error {
			heads, err := loadAllHeads(ctx, tx)
			if err != nil {
				return err
			}
			for _, h := range heads {
				at, err := loadTime(ctx, tx, h)
				if err != nil {
					return err
				}
				if at.After(newest) {
					newest = at
				}
			}
			return nil
		})
		if err != nil {
			return time.Time{}, fmt.Errorf("newest record: %w", err)
		}
	}
	return newest, nil
}
