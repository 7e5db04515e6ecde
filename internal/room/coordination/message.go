package coordination

import (
	"time"

	"samspel/internal/ground/fault"
)

// A Message (meddelande) is what one in the team says to the others about a matter.
// It is never changed and leaves by no other road: whoever is told that there is one
// comes here to read it.
type Message struct {
	ID           string
	Matter       string
	Organisation string
	Unit         string
	Author       string
	Keyset       string
	Topic        Topic
	At           time.Time
}

// MessageDraft is what somebody types. ID is the form's, so that the same form sent
// twice is one message.
type MessageDraft struct {
	ID    string
	Topic Topic
	Text  string
}

// Check says everything that is missing or wrong in the draft.
func (d MessageDraft) Check() error {
	var faults fault.List
	if d.Topic == "" {
		faults.Add(fault.Invalid("topic", "coordination.message.topic_missing"))
	}
	if d.Text == "" {
		faults.Add(fault.Invalid("text", "coordination.message.text_missing"))
	}
	return faults.Err()
}

// A Receipt (kvittens) is that a member has had a message before them.
type Receipt struct {
	Message string
	Member  string
	At      time.Time
}

// as is a message as a rule of sight sees it.
func (m Message) as() Item {
	return Item{ID: m.ID, Organisation: m.Organisation, Unit: m.Unit, Topic: m.Topic}
}

// heardBy says whether a member may read a message.
func (s Standing) heardBy(m Message, to Member) bool {
	if to.State != Joined {
		return false
	}
	if to.Organisation == m.Organisation {
		return true
	}
	if m.Topic == Common {
		return s.told(m.Organisation, to.Organisation)
	}
	_, ok := s.Grounds.For(m.as(), to.Organisation)
	return ok
}
