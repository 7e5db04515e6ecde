package person

import (
	"container/list"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"
)

const (
	// KeptFor is how long an unwrapped keyset stays in memory at most.
	KeptFor = 5 * time.Minute
	// keptAtMost bounds the memory to some 10 MB.
	keptAtMost = 8192
)

// kept holds the unwrapped keysets used last.
type kept struct {
	now func() time.Time

	mu     sync.Mutex
	byID   map[string]*list.Element // of *keptKeyset
	recent *list.List               // the one used last in front
}

type keptKeyset struct {
	id    string
	aead  tink.AEAD
	until time.Time
}

func newKept(now func() time.Time) *kept {
	return &kept{now: now, byID: make(map[string]*list.Element), recent: list.New()}
}

func (k *kept) get(id string) (tink.AEAD, bool) {
	now := k.now()
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byID[id]
	if !ok {
		return nil, false
	}
	x := e.Value.(*keptKeyset)
	if !now.Before(x.until) {
		k.remove(e)
		return nil, false
	}
	k.recent.MoveToFront(e)
	return x.aead, true
}

func (k *kept) put(id string, a tink.AEAD) {
	until := k.now().Add(KeptFor)
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byID[id]; ok {
		k.remove(e)
	}
	k.byID[id] = k.recent.PushFront(&keptKeyset{id, a, until})
	if k.recent.Len() > keptAtMost {
		k.remove(k.recent.Back())
	}
}

// missing is those of the ids that are not held, each once. Those held move to the
// front, so that fetching the rest does not push them out.
func (k *kept) missing(ids []string) []string {
	var missing []string
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		if _, ok := k.get(id); !ok {
			missing = append(missing, id)
		}
	}
	return missing
}

func (k *kept) drop(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byID[id]; ok {
		k.remove(e)
	}
}

func (k *kept) remove(e *list.Element) {
	delete(k.byID, e.Value.(*keptKeyset).id)
	k.recent.Remove(e)
}
