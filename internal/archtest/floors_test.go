package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// The floors, lowest first.
const (
	nowhere = iota - 1
	ground
	frame
	room
	face
	app
	command
)

func floorOf(dir string) int {
	parts := strings.Split(dir, "/")
	switch {
	case parts[0] == "cmd":
		return command
	case parts[0] != "internal" || len(parts) < 2:
		return nowhere
	case parts[1] == "ground":
		return ground
	case parts[1] == "frame":
		return frame
	case parts[1] == "room" && isFace(dir):
		return face
	case parts[1] == "room":
		return room
	case parts[1] == "web":
		return face
	case parts[1] == "app":
		return app
	}
	return nowhere
}

// isFace says whether a package is a room's pages: room/concern/concernweb.
func isFace(dir string) bool {
	return strings.HasPrefix(dir, "internal/room/") && path.Base(dir) == roomOf(dir)+"web"
}

// roomOf is the room a package belongs to, or "".
func roomOf(dir string) string {
	if rest, ok := strings.CutPrefix(dir, "internal/room/"); ok {
		return strings.Split(rest, "/")[0]
	}
	return ""
}

func isHouse(importPath string) bool {
	return strings.HasPrefix(importPath, "internal/") || strings.HasPrefix(importPath, "cmd/")
}

func floorsPointDown(t tree) (broken []string) {
	for _, s := range t.program() {
		own := floorOf(s.dir)
		if s.dir == "internal/archtest" {
			continue
		}
		if own == nowhere {
			broken = append(broken, fmt.Sprintf("%s is on no floor", s.path))
			continue
		}
		for _, i := range s.imports() {
			if !isHouse(i) {
				continue
			}
			switch other := floorOf(i); {
			case other == nowhere || other > own:
				broken = append(broken, fmt.Sprintf("%s imports %s, which is above it", s.path, i))
			case own == face && s.dir != "internal/web" && i == "internal/frame/db":
				broken = append(broken, fmt.Sprintf("%s is a page and imports the database: it reads through a flow", s.path))
			case s.dir == "internal/web" && (other >= room || strings.HasPrefix(i, "internal/web/")):
				broken = append(broken, fmt.Sprintf("%s imports %s: the pages' frame knows none of the pages", s.path, i))
			}
		}
	}
	return broken
}

// frameEdges are the services that lean on another service, and why. Everybody may
// lean on frame/db.
var frameEdges = map[string]string{
	"audit → access":       "a record names the actor, and the ground of the decision",
	"file → person":        "a file's key is sealed under the keyset of whom it is about, and shredded with it",
	"identity → access":    "signing in under a mandate is what makes an actor",
	"identity → audit":     "sign-ins, failed ones too, and changes of mandates are recorded",
	"identity → register":  "a mandate is held in a unit",
	"identity → sheet":     "a list of staff comes from a spreadsheet",
	"law → access":         "which secrecy holds follows from the sector, which is the actor's too",
	"notify → access":      "the list of notices is the actor's own",
	"notify → i18n":        "a mail is written in the recipient's language, not the sender's",
	"notify → job":         "the mail leaves when the transaction that caused it is committed",
	"register → access":    "an organisation has a sector, which its people act in",
	"retention → archive":  "what is kept for good leaves as an archive package",
	"retention → audit":    "who stops, marks, proposes and confirms is recorded with what they did",
	"retention → job":      "a confirmed run is worked when the confirmation is committed",
	"retention → person":   "a term may follow from the day of birth; what is disposed of loses its keys",
	"retention → register": "the controller's sector, and whether it is public, say which rules it is under",
	"retention → access":   "the rules a controller is under follow from its sector; only its records officer asks",
	"retention → law":      "how long documents are kept is data",
	"register → law":       "an organisation's secrecy regime must be one the law data holds",
}

func frameEdge(from, to string) (edge string, isEdge bool) {
	name := func(dir string) string {
		rest, _ := strings.CutPrefix(dir, "internal/frame/")
		return strings.Split(rest, "/")[0]
	}
	if floorOf(from) != frame || floorOf(to) != frame || name(from) == name(to) || to == "internal/frame/db" {
		return "", false
	}
	return name(from) + " → " + name(to), true
}

func frameEdgesAreFew(t tree) (broken []string) {
	for _, s := range t.program() {
		for _, i := range s.imports() {
			if edge, ok := frameEdge(s.dir, i); ok && frameEdges[edge] == "" {
				broken = append(broken, fmt.Sprintf("%s: no reason is given for %s", s.path, edge))
			}
		}
	}
	return broken
}

func TestFrameEdgesAreNeeded(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, s := range openHouse(t).program() {
		for _, i := range s.imports() {
			if edge, ok := frameEdge(s.dir, i); ok {
				found[edge] = true
			}
		}
	}
	for edge := range frameEdges {
		if !found[edge] {
			t.Errorf("%s is allowed but not there: take it off the list", edge)
		}
	}
}

func roomsNeverMeet(t tree) (broken []string) {
	for _, s := range t.program() {
		own := roomOf(s.dir)
		for _, i := range s.imports() {
			if other := roomOf(i); own != "" && other != "" && other != own {
				broken = append(broken, fmt.Sprintf("%s imports %s: rooms never import rooms", s.path, i))
			}
		}
	}
	return broken
}

func zonesAreApart(t tree) (broken []string) {
	zones := map[string]string{}
	for _, s := range t.code {
		if s.base == "doc.go" {
			zones[s.dir] = zoneOf(s)
		}
	}
	zone := func(dir string) string {
		if isFace(dir) {
			dir = path.Dir(dir)
		}
		return zones[dir]
	}
	for _, s := range t.program() {
		if zone(s.dir) == "P" || floorOf(s.dir) >= app {
			continue
		}
		for _, i := range s.imports() {
			if isHouse(i) && (zone(i) == "P" || i == "internal/frame/person") {
				broken = append(broken, fmt.Sprintf("%s, which is not zone P, imports %s, which is", s.path, i))
			}
		}
	}
	return broken
}

func pagesLieInTheWeb(t tree) (broken []string) {
	for _, s := range t.program() {
		if floorOf(s.dir) >= face {
			continue
		}
		for _, i := range s.imports() {
			if i == "net/http" || strings.HasPrefix(i, "net/http/") || strings.HasPrefix(i, "html") || strings.HasPrefix(i, "github.com/a-h/templ") {
				broken = append(broken, fmt.Sprintf("%s imports %s; only internal/web, the rooms' faces, internal/app and cmd do", s.path, i))
			}
		}
	}
	return broken
}

func testsStayInTests(t tree) (broken []string) {
	for _, s := range t.program() {
		for _, i := range s.imports() {
			if i == "testing" || strings.HasPrefix(i, "testing/") || isHouse(i) && isTestPackage(i) {
				broken = append(broken, fmt.Sprintf("%s imports %s", s.path, i))
			}
		}
	}
	return broken
}

// libraries are the homes of what others have written. Everything under a home
// may use it.
var libraries = map[string][]string{
	"codeberg.org/go-pdf/fpdf":            {"internal/frame/paper"},
	"github.com/a-h/templ":                {"internal/web", "internal/room", "internal/app", "cmd"},
	"github.com/alecthomas/kong":          {"cmd"},
	"github.com/alexedwards/argon2id":     {"internal/frame/identity"},
	"github.com/coreos/go-oidc/v3":        {"internal/web/account"},
	"github.com/go-webauthn/webauthn":     {"internal/frame/identity"},
	"github.com/google/uuid":              {"internal/ground/id"},
	"github.com/jackc/pgx/v5":             {"internal/frame/db", "internal/frame/job"}, // River shares the transaction
	"github.com/ncruces/go-sqlite3":       {"internal/frame/db"},
	"github.com/nicksnyder/go-i18n/v2":    {"internal/frame/i18n"},
	"github.com/pquerna/otp":              {"internal/frame/identity"},
	"github.com/pressly/goose/v3":         {"internal/frame/db"},
	"github.com/prometheus/client_golang": {"internal/app/meter"},
	"github.com/riverqueue/river":         {"internal/frame/job"},
	"github.com/schollz/progressbar/v3":   {"cmd"},
	"github.com/tink-crypto/tink-go/v2":   {"internal/frame/person", "internal/frame/backup"},
	"github.com/wneessen/go-mail":         {"internal/frame/notify"},
	"github.com/xuri/excelize/v2":         {"internal/frame/sheet"},
	"golang.org/x/image":                  {"internal/frame/paper"}, // its typefaces, and how to read one
	"golang.org/x/oauth2":                 {"internal/web/account"},
	"golang.org/x/term":                   {"cmd"},
	"golang.org/x/sys/unix":               {"internal/frame/db"}, // locks on parts of a file
	"golang.org/x/text/collate":           {"internal/frame/register"},
	"golang.org/x/text/language":          {"internal/frame/i18n", "internal/frame/register"},
	"golang.org/x/text/message":           {"internal/frame/i18n"},
	"golang.org/x/text/unicode/norm":      {"internal/frame", "internal/web"},
	"github.com/danielgtaylor/huma/v2":    {"internal/web/api"}, // the description is made from the code that answers
}

func libraryHasHome(t tree) (broken []string) {
	for _, s := range t.program() {
		for _, i := range s.imports() {
			host, _, _ := strings.Cut(i, "/")
			if isHouse(i) || !strings.Contains(host, ".") {
				continue
			}
			if !slices.ContainsFunc(homesOf(i), func(home string) bool { return s.dir == home || strings.HasPrefix(s.dir, home+"/") }) {
				broken = append(broken, fmt.Sprintf("%s imports %s, which is not at home there", s.path, i))
			}
		}
	}
	return broken
}

func homesOf(importPath string) []string {
	for p := importPath; p != "."; p = path.Dir(p) {
		if homes, ok := libraries[p]; ok {
			return homes
		}
	}
	return nil
}
