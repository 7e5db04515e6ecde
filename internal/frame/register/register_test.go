package register

import (
	"math/rand/v2"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/law"
	"samspel/internal/ground/id"
)

func TestBaseData(t *testing.T) {
	t.Parallel()
	regions, municipalities, err := base()
	if err != nil {
		t.Fatal(err)
	}
	if len(regions) != 21 || len(municipalities) != 290 {
		t.Errorf("%d regions and %d municipalities", len(regions), len(municipalities))
	}
	known := map[string]bool{}
	for _, r := range regions {
		known[r.Code] = true
	}
	seen := map[string]bool{}
	for _, m := range municipalities {
		if len(m.Code) != 4 || m.Code[:2] != m.Region || !known[m.Region] || seen[m.Code] || m.Name == "" || m.Invented {
			t.Errorf("municipality %s", m.Code)
		}
		seen[m.Code] = true
	}
	inventedRegions, inventedMunicipalities := invented()
	for _, r := range inventedRegions {
		if known[r.Code] {
			t.Errorf("invented region %s exists", r.Code)
		}
	}
	for _, m := range inventedMunicipalities {
		if seen[m.Code] || !m.Invented {
			t.Errorf("invented municipality %s exists", m.Code)
		}
	}
}

func TestSortKeyIsSwedish(t *testing.T) {
	t.Parallel()
	want := []string{"Ale", "alingsås", "Boden", "Zinkgruvan", "Åmål", "Ängelholm", "Öckerö", "Örebro"}
	got := slices.Clone(want)
	rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int { return compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func TestTheUsualSecrecyRegime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		sector access.Sector
		public bool
		want   string
	}{
		{"social services", access.Social, true, "social_services"},
		{"private social services", access.Social, false, "private_social"},
		{"school", access.School, true, "student_health"},
		{"independent school", access.School, false, "private_school"},
		{"health care", access.Health, true, "health_care"},
		{"private health care", access.Health, false, "private_health"},
		{"police", access.Police, true, "police"},
		{"leisure", access.Leisure, true, "leisure"},
		{"association", access.Association, false, "association"},
		{"agency", access.Agency, true, "agency"},
		{"private police", access.Police, false, ""},
		{"no sector", "", true, ""},
	}
	for _, tt := range tests {
		if got := usualRegime(tt.sector, tt.public); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := Organisation{ID: id.New(), Name: " Ekstads socialnämnd ", Sector: access.Social, Public: true}
	if o, err := good.check(); err != nil || o.Name != "Ekstads socialnämnd" || o.SecrecyRegime != "social_services" {
		t.Errorf("%+v, %v", o, err)
	}
	for name, spoil := range map[string]func(*Organisation){
		"no id":                   func(o *Organisation) { o.ID = "1" },
		"no name":                 func(o *Organisation) { o.Name = " " },
		"no sector":               func(o *Organisation) { o.Sector = "" },
		"unknown sector":          func(o *Organisation) { o.Sector = "army" },
		"unknown regime":          func(o *Organisation) { o.SecrecyRegime = "none" },
		"another sector's regime": func(o *Organisation) { o.SecrecyRegime = "health_care" },
		"a private one's regime":  func(o *Organisation) { o.SecrecyRegime = "private_social" },
	} {
		o := good
		spoil(&o)
		if _, err := o.check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, u := range []Unit{{ID: "1", Name: "x"}, {ID: id.New(), Name: "\t"}} {
		if _, err := u.check(); err == nil {
			t.Errorf("unit %q: accepted", u.Name)
		}
	}
}

func TestEverySectorHasARegime(t *testing.T) {
	t.Parallel()
	for _, s := range []access.Sector{
		access.School, access.Social, access.Health, access.Police, access.Leisure, access.Association, access.Agency,
	} {
		if len(law.Secrecy(s)) == 0 {
			t.Errorf("%s has none", s)
		}
	}
}
