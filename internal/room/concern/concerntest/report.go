package concerntest

import (
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/concern"
)

// Alva and Milo are siblings; nobody has their numbers.
var (
	Alva = concern.ReportedChild{Given: "Alva", Family: "Granlid",
		Number: personnummer.Invented(civil.On(2015, 3, 14), 0).Formatted()}
	Milo = concern.ReportedChild{Given: "Milo", Family: "Granlid",
		Number: personnummer.Invented(civil.On(2018, 9, 2), 1).Formatted()}
)

// But changes a valid report.
type But func(*concern.DraftReport)

// Draft is a valid report about Alva to Ekstad that asks for feedback, but for what
// is changed.
func Draft(but ...But) concern.DraftReport {
	d := concern.DraftReport{
		ID: id.New(), Municipality: Ekstad, Category: "school", WantsFeedback: true,
		Content: concern.Content{
			Children: []concern.ReportedChild{Alva},
			Seen:     "Kom till skolan utan ytterkläder tre dagar i rad.",
			Said:     "Säger att det inte finns någon hemma på kvällarna.",
			Phone:    "0999-12 34 56",
		},
	}
	for _, change := range but {
		change(&d)
	}
	return d
}

// About makes the report be about other children.
func About(children ...concern.ReportedChild) But {
	return func(d *concern.DraftReport) { d.Content.Children = children }
}

// To sends the report to another municipality.
func To(municipality string) But {
	return func(d *concern.DraftReport) { d.Municipality = municipality }
}

// As reports under another category.
func As(category string) But { return func(d *concern.DraftReport) { d.Category = category } }

// NotAsking does not ask for feedback.
func NotAsking(d *concern.DraftReport) { d.WantsFeedback = false }

// InDanger says that the danger is immediate.
func InDanger(d *concern.DraftReport) { d.Danger = true }

// Hidden is the child with a protected identity.
func Hidden(c concern.ReportedChild) concern.ReportedChild {
	c.Protected = true
	return c
}

// Send sends a valid report, but for what is changed, and gives it with the ids of
// its matters in the order of the children.
func (w *World) Send(who access.Actor, but ...But) (concern.Report, []string) {
	w.Helper()
	r, err := w.SendReport(w.Context(), who, Draft(but...))
	if err != nil {
		w.Fatalf("send: %v", err)
	}
	return r, w.Matters(who, r.ID)
}

// Matters is the ids of the matters that a sent report waits to hear of.
func (w *World) Matters(who access.Actor, report string) []string {
	w.Helper()
	var ids []string
	for _, back := range w.Sent(who, report).Returned {
		ids = append(ids, back.Matter)
	}
	return ids
}

// Sent is the report as the sender's side sees it.
func (w *World) Sent(who access.Actor, report string) concern.ReportView {
	w.Helper()
	v, err := w.Report(w.Context(), who, report)
	if err != nil {
		w.Fatalf("open report: %v", err)
	}
	return v
}

// Opened is the matter as the receiver sees it.
func (w *World) Opened(who access.Actor, matter string) concern.MatterView {
	w.Helper()
	v, err := w.Matter(w.Context(), who, matter)
	if err != nil {
		w.Fatalf("open matter: %v", err)
	}
	return v
}

// NoNeed is a protection assessment that finds the child safe today.
var NoNeed = concern.ProtectionAssessment{Answered: true, Reasons: "Tryggt hos mormor i dag."}

// Decision is a valid decision with the outcome.
func Decision(o concern.Outcome) concern.Decision {
	return concern.Decision{Outcome: o, Reasons: "Uppgifterna är prövade.", NotInformedWhy: "Samtal är bokat."}
}

// Assess receives the matter and documents that no protection is needed now.
func (w *World) Assess(who access.Actor, matter string) {
	w.Helper()
	w.Must("receive", w.Receive(w.Context(), who, matter))
	w.Must("assess protection", w.AssessProtection(w.Context(), who, matter, NoNeed))
}

// AssessAndDecide takes the matter all the way to its decision.
func (w *World) AssessAndDecide(who access.Actor, matter string, o concern.Outcome) {
	w.Helper()
	w.Assess(who, matter)
	_, err := w.Decide(w.Context(), who, matter, Decision(o))
	w.Must("decide", err)
}
