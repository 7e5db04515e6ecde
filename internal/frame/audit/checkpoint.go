package audit

import (
	"encoding/json"
	"errors"
	"time"
)

// Link is how far a chain has come.
type Link struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq"`
	Hash  []byte `json:"hash"`
}

func linkOf(h head) Link { return Link{h.chain, h.seq, h.hash} }

// Checkpoint (kontrollpunkt) is how far the chains had come at a time, signed, to be
// kept where the databases are not: it shows that a whole database was put back.
type Checkpoint struct {
	At        time.Time `json:"at"`
	Heads     []Link    `json:"heads"`
	Signature []byte    `json:"signature,omitempty"`
}

// Acceptance (godkännande) says that somebody has put a backup in place, and how far
// its chains had come: what came after them is lost and nobody has hidden it.
type Acceptance struct {
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
	Heads     []Link    `json:"heads"`
	Signature []byte    `json:"signature,omitempty"`
}

func (c Checkpoint) text() []byte {
	c.Signature = nil
	return signedText("checkpoint", c)
}

func (a Acceptance) text() []byte {
	a.Signature = nil
	return signedText("acceptance", a)
}

// signedText has the kind before it, so that one is never taken for the other.
func signedText(kind string, x any) []byte {
	text, err := json.Marshal(x)
	if err != nil {
		panic(err) // times, texts and numbers only
	}
	return append([]byte("samspel "+kind+"\n"), text...)
}

var errCheckpoint = errors.New("the checkpoint is damaged, or somebody else has signed it")

type (
	// Sign signs a text with the key that holds.
	Sign func(text []byte) ([]byte, error)
	// Genuine says whether a text was signed at the time with a key that held then.
	Genuine func(at time.Time, text, signature []byte) bool
)

// readCheckpoint is a line as [Log.Checkpoint] writes it.
func readCheckpoint(line []byte, genuine Genuine) (Checkpoint, error) {
	var c Checkpoint
	if json.Unmarshal(line, &c) != nil || !genuine(c.At, c.text(), c.Signature) {
		return Checkpoint{}, errCheckpoint
	}
	return c, nil
}

// has is how far the chain had come; 0 when it had not begun.
func (a Acceptance) has(chain string) int64 {
	for _, l := range a.Heads {
		if l.Chain == chain {
			return l.Seq
		}
	}
	return 0
}
