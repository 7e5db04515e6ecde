package person

import (
	"samspel/internal/frame/db"
)

// chunk is the longest list of ids in one statement.
const chunk = 500

// inChunks asks for many ids, a list at a time. A list is filled up with its last
// id to one of a few lengths, so that the statements can be kept prepared.
func inChunks[T any](ids []string, ask func(list string, args []any) ([]T, error)) ([]T, error) {
	var all []T
	for len(ids) > 0 {
		some := ids[:min(len(ids), chunk)]
		ids = ids[len(some):]
		length := 1
		for _, l := range []int{5, 50, chunk} {
			if len(some) > length {
				length = l
			}
		}
		args := make([]any, length)
		for i := range args {
			args[i] = some[min(i, len(some)-1)]
		}
		found, err := ask(db.Numbered(1, length), args)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
