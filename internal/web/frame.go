package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/i18n"
)

// frame is what the layout shows around every page.
type frame struct {
	lang     string
	name     string
	place    string
	signedIn bool
	// bare frames have no menu: the page tells of something that is broken, and
	// drawing it must need nothing that may be broken too.
	bare bool
	// family frames are a child's or a guardian's: no staff's rooms, and a way to leave
	// at once.
	family  bool
	demo    bool
	notices int
	menu    []MenuItem
	here    string
	flash   string
	others  []otherLanguage
	// holder is the user who reads, and idle how long their session lives unused.
	holder string
	idle   time.Duration
}

type otherLanguage struct {
	Lang, Text, Href string
}

// publicMenu is what somebody who has not signed in finds in the house.
var publicMenu = []MenuItem{
	{Key: "web.start.title", Href: "/"},
	{Key: "web.privacy.title", Href: "/sa-anvands-uppgifter"},
	{Key: "web.accessibility.title", Href: "/tillganglighet"},
}

func frameOf(ctx context.Context) frame {
	q := requestOf(ctx)
	f := frame{
		lang:  q.local.Lang(),
		demo:  q.site.Demo,
		bare:  q.bare,
		here:  q.path,
		flash: q.flash,
	}
	f.family = q.actor.Role == access.Family || !q.actor.SignedIn() && within(q.path, familyRoot)
	if q.blank {
		f.here = ""
	}
	for _, lang := range i18n.Languages {
		if lang != f.lang {
			f.others = append(f.others, otherLanguage{lang, i18n.T(ctx, "web.language."+lang), q.languageHref(lang)})
		}
	}
	if q.bare {
		return f
	}
	f.signedIn = q.actor.SignedIn()
	f.menu = q.site.Menu(ctx, q.actor)
	if !f.signedIn {
		f.menu = append(slices.Clone(publicMenu), f.menu...)
	}
	if f.family {
		f.menu = []MenuItem{{Key: "web.family.home", Href: familyRoot}}
	}
	if f.signedIn {
		f.holder, f.idle = q.actor.User, q.site.Idle
		f.name, f.place = q.site.Who(ctx, q.actor)
		f.notices = q.site.Notices(ctx, q.actor)
	}
	return f
}

// in is the frame of a page that lies in the room its links begin in, when its own
// address names none in the menu.
func (f frame) in(crumbs []Link) frame {
	if len(crumbs) > 0 && !slices.ContainsFunc(f.menu, f.current) {
		f.here = crumbs[0].Href
	}
	return f
}

// current says whether the page belongs to the room: the longest address that
// begins the page's own.
func (f frame) current(item MenuItem) bool {
	if !within(f.here, item.Href) {
		return false
	}
	for _, other := range f.menu {
		if len(other.Href) > len(item.Href) && within(f.here, other.Href) {
			return false
		}
	}
	return true
}

func within(path, room string) bool {
	return path == room || room != "/" && strings.HasPrefix(path, strings.TrimSuffix(room, "/")+"/")
}

func (f frame) title(ctx context.Context, p Page) string {
	title := p.Title + " – Samspel"
	if !p.Form.OK() {
		return i18n.T(ctx, "web.form.wrong") + " " + title
	}
	return title
}

func (f frame) foot(ctx context.Context) string {
	if f.demo {
		return i18n.T(ctx, "web.foot.demo")
	}
	return i18n.T(ctx, "web.foot")
}

func (f frame) signInPath() string {
	if f.family {
		return FamilySignIn
	}
	return "/logga-in"
}
