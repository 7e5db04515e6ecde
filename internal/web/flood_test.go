package web

import (
	"encoding/binary"
	"fmt"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

var few = Limit{Name: "few", Burst: 3, Every: time.Minute}

func testFlood(memory int) (*flood, *time.Time) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	return newFlood(func() time.Time { return now }, memory), &now
}

func TestFlood(t *testing.T) {
	t.Parallel()
	f, now := testFlood(100)
	here, there := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for i := range few.Burst {
		if wait := f.take(few, here); wait != 0 {
			t.Fatalf("the %d:th waits %s", i+1, wait)
		}
	}
	for range 5 {
		if wait := f.take(few, here); wait != time.Minute {
			t.Fatalf("one too many waits %s, and those that were refused must not count", wait)
		}
	}
	if wait := f.take(few, there); wait != 0 {
		t.Errorf("somebody else waits %s", wait)
	}
	if wait := f.take(Limit{Name: "other", Burst: 1, Every: time.Minute}, here); wait != 0 {
		t.Errorf("something else waits %s", wait)
	}
	*now = now.Add(time.Minute - time.Nanosecond)
	if wait := f.take(few, here); wait != 1 {
		t.Errorf("a moment early waits %s", wait)
	}
	*now = now.Add(1)
	if wait := f.take(few, here); wait != 0 {
		t.Errorf("in time waits %s", wait)
	}
	f.giveBack(few, here)
	if wait := f.take(few, here); wait != 0 {
		t.Errorf("what was given back waits %s", wait)
	}
	f.giveBack(few, netip.MustParseAddr("192.0.2.77")) // never taken
	*now = now.Add(-48 * time.Hour)
	if wait := f.take(few, here); wait != 0 {
		t.Errorf("a clock that went backwards keeps people out for %s", wait)
	}
	*now = now.Add(3 * time.Hour)
	for range few.Burst {
		f.take(few, there)
	}
	*now = now.Add(-time.Hour)
	if wait := f.take(few, there); wait > few.Every {
		t.Errorf("a clock that went back an hour keeps people out for %s", wait)
	}
}

// Whatever is tried, and though the clock is a little unsteady, nobody does more than
// the burst and what the time gives; and who has waited as told is let in.
func TestLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Limit{Burst: rapid.IntRange(1, 250).Draw(t, "burst"), Every: time.Duration(rapid.IntRange(20, 1000).Draw(t, "ms")) * time.Millisecond}
		first := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		now, latest, taken := first, first, 0
		mark, wait := l.Count(0, first)
		for _, ms := range rapid.SliceOfN(rapid.IntRange(-50, 200), 0, 100).Draw(t, "steps") {
			if wait == 0 {
				taken++
			} else if _, after := l.Count(mark, now.Add(wait)); after > 0 {
				t.Fatal("after the wait there is none")
			}
			if now = now.Add(time.Duration(ms) * time.Millisecond); now.After(latest) {
				latest = now
			}
			mark, wait = l.Count(mark, now)
		}
		if most := l.Burst + int(latest.Sub(first)/l.Every); taken > most {
			t.Fatalf("%d taken, at most %d", taken, most)
		}
	})
}

// In any span of time nobody does more than the burst and what the span gives.
func TestFloodBound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		f, now := testFlood(8)
		l := Limit{Name: "x", Burst: rapid.IntRange(1, 5).Draw(rt, "burst"), Every: time.Second}
		here, done, began := netip.MustParseAddr("2001:db8::1"), 0, *now
		for range rapid.IntRange(1, 60).Draw(rt, "tries") {
			*now = now.Add(time.Duration(rapid.IntRange(0, 1500).Draw(rt, "ms")) * time.Millisecond)
			if f.take(l, here) == 0 {
				done++
			}
			if most := l.Burst + int(now.Sub(began)/l.Every); done > most {
				rt.Fatalf("%d done in %s, at most %d", done, now.Sub(began), most)
			}
		}
	})
}

func TestNetworks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		a, b string
		same bool
	}{
		"neighbours on IPv4":          {"192.0.2.1", "192.0.2.2", false},
		"one address in two writings": {"192.0.2.1", "::ffff:192.0.2.1", true},
		"one household":               {"2001:db8:1:2300::1", "2001:db8:1:23ff:ffff::9", true},
		"two households":              {"2001:db8:1:2300::1", "2001:db8:1:2400::1", false},
		"one link, two zones":         {"fe80::1%eth0", "fe80::1%eth1", true},
		"no address":                  {"0.0.0.0", "::", false},
	} {
		a, b := network(netip.MustParseAddr(tt.a)), network(netip.MustParseAddr(tt.b))
		if same := string(a) == string(b); same != tt.same {
			t.Errorf("%s: %v and %v", name, a, b)
		}
	}
}

// However many come from however many places, the memory is bounded; and nothing in
// it is an address.
func TestFloodMemory(t *testing.T) {
	t.Parallel()
	f, now := testFlood(1000)
	var from [16]byte
	from[0] = 0x20
	for i := range 50_000 {
		binary.BigEndian.PutUint32(from[2:], uint32(i))
		f.take(few, netip.AddrFrom16(from))
	}
	if n := len(f.newer) + len(f.older); n > 2000 {
		t.Errorf("%d places are remembered", n)
	}
	if f.take(few, netip.AddrFrom16(from)); f.take(few, netip.AddrFrom16(from)) != 0 || f.take(few, netip.AddrFrom16(from)) == 0 {
		t.Error("the newest place was forgotten")
	}
	before := f.key
	*now = now.Add(floodKey)
	if f.take(few, netip.AddrFrom16(from)); f.key == before || len(f.newer)+len(f.older) != 1 {
		t.Error("the key of yesterday still opens something")
	}
	f, _ = testFlood(10)
	f.take(few, netip.MustParseAddr("192.0.2.77"))
	if held := fmt.Sprintf("%v %x", reflect.ValueOf(f.newer), f.newer); strings.Contains(held, "192 0 2 77") || strings.Contains(held, "c000024d") {
		t.Errorf("the address is kept: %s", held)
	}
}

func TestTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFlood(time.Now, 10)
		l := Limit{Name: "all", Burst: 2, Every: time.Second}
		began := time.Now()
		let := make(chan time.Duration, 100)
		for range 50 {
			go func() {
				if f.turn(t.Context(), l, 5*time.Second) {
					let <- time.Since(began)
				} else {
					let <- -1
				}
			}()
		}
		var turns, refused int
		var last time.Duration
		for range 50 {
			switch at := <-let; {
			case at < 0:
				refused++
			default:
				turns++
				last = max(last, at)
			}
		}
		if turns != 7 || refused != 43 || last != 5*time.Second {
			t.Errorf("%d got their turn, the last after %s, and %d were told of another road; want 7, 5s and 43", turns, last, refused)
		}
		if f.line != 0 {
			t.Errorf("%d still stand in line", f.line)
		}
		time.Sleep(time.Minute)
		if !f.turn(t.Context(), l, 0) {
			t.Error("nobody is let in when nobody waits")
		}
	})
}

func TestClient(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		proxies, peer string
		forwarded     []string
		want          string
	}{
		"nobody in front":                    {"", "192.0.2.1:4000", nil, "192.0.2.1"},
		"a header nobody asked for":          {"", "192.0.2.1:4000", []string{"198.51.100.7"}, "192.0.2.1"},
		"this machine, unnamed":              {"", "127.0.0.1:4000", []string{"198.51.100.7"}, ""},
		"this machine, unnamed, IPv6":        {"", "[::1]:4000", nil, ""},
		"this machine, named":                {"127.0.0.1", "127.0.0.1:4000", []string{"198.51.100.7"}, "198.51.100.7"},
		"mapped":                             {"127.0.0.1", "[::ffff:127.0.0.1]:4000", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		"a lie before the truth":             {"127.0.0.1", "127.0.0.1:4000", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		"a lie in a header of its own":       {"127.0.0.1", "127.0.0.1:4000", []string{"203.0.113.9", "198.51.100.7"}, "198.51.100.7"},
		"two proxies":                        {"127.0.0.1,10.0.0.0/8", "127.0.0.1:4000", []string{"203.0.113.9, 198.51.100.7, 10.1.2.3"}, "198.51.100.7"},
		"a client that says it is the proxy": {"10.0.0.0/8", "10.0.0.1:4000", []string{"10.9.9.9"}, ""},
		"nothing said":                       {"127.0.0.1", "127.0.0.1:4000", nil, ""},
		"rubbish said":                       {"127.0.0.1", "127.0.0.1:4000", []string{"<script>, unknown"}, ""},
		"rubbish behind the truth":           {"127.0.0.1", "127.0.0.1:4000", []string{"198.51.100.7, _hidden"}, ""},
		"with a port":                        {"127.0.0.1", "127.0.0.1:4000", []string{"[2001:db8::7]:55"}, "2001:db8::7"},
		"no address at all":                  {"", "", nil, ""},
		"a socket":                           {"", "@", nil, ""},
	} {
		p, err := ParseProxies(tt.proxies)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = tt.peer
		r.Header["X-Forwarded-For"] = tt.forwarded
		got, known := p.client(r)
		if want := tt.want != ""; known != want || want && got.String() != tt.want {
			t.Errorf("%s: %v, %v; want %q", name, got, known, tt.want)
		}
	}
	for _, bad := range []string{"proxy.example", "10.0.0.0/33", "127.0.0.1:80", "10.0.0.1;10.0.0.2"} {
		if _, err := ParseProxies(bad); err == nil {
			t.Errorf("%q was taken for proxies", bad)
		}
	}
}

func FuzzClient(f *testing.F) {
	p, err := ParseProxies("127.0.0.1, 10.0.0.0/8, fd00::/8")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("127.0.0.1:1", "198.51.100.7, 10.0.0.1")
	f.Add("[::1]:1", ",,,")
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = peer
		r.Header["X-Forwarded-For"] = []string{forwarded}
		if at, known := p.client(r); known && (!at.IsValid() || at.IsLoopback() || p.contain(at) || network(at) == nil) {
			t.Errorf("%q, %q: counted as %v", peer, forwarded, at)
		}
	})
}
