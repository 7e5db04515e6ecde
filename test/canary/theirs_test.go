package canary_test

import (
	"slices"
	"strings"

	"samspel/test/worldtest"
)

// isTheirs says whether the reader may act on the thing with the id through the
// route; what is then answered is no secret to them. It is told from who made the
// thing and who received it, and asks none of the program's own rules.
func (w *town) isTheirs(r *worldtest.Reader, route worldtest.Route, x string) bool {
	switch route.Names[len(route.Names)-1] {
	case "report":
		writing := []string{"GET /orosanmalan/{report}/utkast", "POST /orosanmalan/{report}/slang", "POST /orosanmalan/{report}"}
		return w.isSender(r.Name, w.markOf(w.reports, x), slices.Contains(writing, route.Pattern)) || w.opens(r, reporters, "/orosanmalan/", x, w.reports)
	case "matter":
		return w.isReceiver(r.Name, w.markOf(w.matters, x)) || w.opens(r, slices.Concat(ekstad, far), "/orosanmalningar/", x, w.matters)
	case "copy":
		return r.Name == "arkivarie" && (w.isReceiver("chef", w.markOf(w.matters, x)) || r.Get("/gallring/akter/"+x).Status == 200)
	case "attachment":
		holder := w.attachments[x]
		return w.isSender(r.Name, w.markOf(w.reports, holder), false) || w.isReceiver(r.Name, w.markOf(w.matters, holder))
	case "user":
		return r.Name == "administratör" && slices.Contains(w.ekstadStaff(), x)
	case "mandate":
		return r.Name == "administratör" && x == w.leaverMandate.ID
	case "client":
		system, _ := w.Demo.System()
		return r.Name == "administratör" && x == system.ID
	case "absence", "duty":
		return r.Name == "chef"
	case "notice":
		return w.hasNotice(r.User, x)
	}
	return false
}

// reporters are those whose units have sent reports in the demonstration.
var reporters = slices.Concat(deputy, []string{"rektor på annan skola", "polis", "kurator i annan kommun"})

func (w *town) markOf(ids map[string]string, x string) string {
	for mark, each := range ids {
		if each == x {
			return mark
		}
	}
	return ""
}

// isSender: the unit's own sent reports, or the author's alone when it is about
// writing.
func (w *town) isSender(reader, mark string, writing bool) bool {
	senders := map[string][]string{
		"Syskon": school, "Shielded": school, "Half": school, "Far": {"kurator i annan kommun"}, "Moved": {"polis"}, "Left": deputy, "Draft": {"kurator"},
	}
	if writing {
		senders = map[string][]string{"Draft": {"kurator"}, "Syskon": {"kurator"}, "Shielded": {"kurator"}, "Half": {"kurator"}, "Far": {"kurator i annan kommun"}, "Moved": {"polis"}}
	}
	return slices.Contains(senders[mark], reader)
}

func (w *town) isReceiver(reader, mark string) bool {
	receivers := map[string][]string{
		"Nameless": ekstad, "Named": far, "Elder": ekstad, "Younger": ekstad, "Left": ekstad, "Moved": ekstad,
		"Open": shielded, "Shielded": shielded, "Hidden": shielded, "Far": far, "Arrived": far,
	}
	return slices.Contains(receivers[mark], reader)
}

// opens says whether something of the demonstration's own opens for one of those
// it may open for.
func (w *town) opens(r *worldtest.Reader, may []string, path, x string, marked map[string]string) bool {
	return slices.Contains(may, r.Name) && w.markOf(marked, x) == "" && r.Get(path+x).Status == 200
}

// isStored says whether the id is a report's.
func (w *town) isStored(x string) bool { return w.markOf(w.reports, x) != "" }

func (w *town) ekstadStaff() []string {
	users := []string{w.leaver.ID}
	for _, key := range []string{"handlaggare", "administrator", "kurator"} {
		users = append(users, w.Demo.Actor(key).User)
	}
	return users
}

func (w *town) hasNotice(user, x string) bool {
	for _, key := range []string{"chef", "kurator"} {
		who := w.Demo.Actor(key)
		notices, err := w.App.Notices.List(w.Context(), who)
		if err != nil {
			w.Fatal(err)
		}
		for _, n := range notices {
			if n.ID == x && who.User == user {
				return true
			}
		}
	}
	return false
}

// sameButForBack compares two ways to the sign-in page, which lead back to
// different addresses: those that were asked for.
func sameButForBack(a, b string) bool {
	cut := func(s string) string {
		before, rest, _ := strings.Cut(s, "till=")
		_, after, _ := strings.Cut(rest, "\r\n")
		return before + after
	}
	return cut(a) == cut(b)
}
