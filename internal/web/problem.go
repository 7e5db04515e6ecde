package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"samspel/internal/frame/i18n"
	"samspel/internal/ground/fault"
)

const problemType = "application/problem+json"

// A Problem is an error told to a program (RFC 9457). It holds nothing of what was
// sent: where something is wrong, and what, but never the value.
type Problem struct {
	Type     string         `json:"type" example:"/api#fel-ogiltigt" doc:"Vilket slags fel det är, med en adress där det förklaras."`
	Title    string         `json:"title" example:"Något i uppgifterna behöver rättas" doc:"Felet i korthet."`
	Status   int            `json:"status" example:"422" doc:"Samma som svarets statuskod."`
	Detail   string         `json:"detail,omitempty" doc:"Vad som är fel och vad man gör åt det."`
	Instance string         `json:"instance,omitempty" doc:"Vad felet heter i driftens logg. Bara när felet är vårt."`
	Errors   []ProblemError `json:"errors,omitempty" doc:"Vad som är fel, ett i taget."`

	retry string
}

// ProblemError is one thing to put right.
type ProblemError struct {
	Pointer   string `json:"pointer,omitempty" example:"#/barn/0/personnummer" doc:"Var i det som skickades, som JSON Pointer (RFC 6901)."`
	Parameter string `json:"parameter,omitempty" example:"Idempotency-Key" doc:"Vilken parameter eller vilket huvud, om felet är där."`
	Detail    string `json:"detail" doc:"Vad som är fel och vad man gör åt det."`
}

// Hurried is the error of a system that asks more often than it may.
type Hurried struct{ After time.Duration }

// Error is for logs.
func (Hurried) Error() string { return "asked too often" }

// problems are the kinds of errors by status: what they are called in addresses.
var problems = map[int]string{
	http.StatusBadRequest:            "olasligt",
	http.StatusUnauthorized:          "biljett",
	http.StatusForbidden:             "behorighet",
	http.StatusNotFound:              "saknas",
	http.StatusMethodNotAllowed:      "metod",
	http.StatusConflict:              "nekat",
	http.StatusRequestEntityTooLarge: "stort",
	http.StatusUnsupportedMediaType:  "format",
	http.StatusUnprocessableEntity:   "ogiltigt",
	http.StatusTooManyRequests:       "ofta",
	http.StatusInternalServerError:   "internt",
	http.StatusServiceUnavailable:    "upptaget",
	http.StatusInsufficientStorage:   "fullt",
}

// ProblemKinds is every kind of error with its status, for the description.
func ProblemKinds() map[int]string { return problems }

func problemOf(l i18n.Localizer, err error, a answer) Problem {
	kind, ok := problems[a.status]
	if !ok {
		a.status, kind = http.StatusInternalServerError, problems[http.StatusInternalServerError]
	}
	p := Problem{Type: "/api#fel-" + kind, Status: a.status, retry: retryAfter,
		Title: l.T("web.problem." + kind + ".title"), Detail: l.T("web.problem." + kind + ".text")}
	if hurried := (Hurried{}); errors.As(err, &hurried) {
		p.retry = strconv.Itoa(max(1, int(math.Ceil(hurried.After.Seconds()))))
	}
	all := fault.All(err)
	switch {
	case len(all) == 0:
	case a.status == http.StatusConflict, a.status == http.StatusForbidden:
		p.Detail = l.T(all[0].Key, all[0].Args...)
	case a.status == http.StatusUnprocessableEntity:
		for _, e := range all {
			one := ProblemError{Detail: l.T(e.Key, e.Args...), Parameter: e.Field}
			if isPointer(e) {
				one.Pointer, one.Parameter = "#"+e.Field, ""
			}
			p.Errors = append(p.Errors, one)
		}
	}
	return p
}

func (p Problem) encoded() []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic(err) // texts and a number only
	}
	return out.Bytes()
}
