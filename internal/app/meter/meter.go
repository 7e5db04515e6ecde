// Package meter counts what an operator watches, and shows it as Prometheus reads
// it. It knows no person, no id and no address: a label is the pattern of a route,
// the name of an action in the program or of a file, so that there are only so many.
package meter

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"samspel/internal/frame/audit"
	"samspel/internal/web"
)

// Meter (mätare) is every figure of a running installation.
type Meter struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
	refused  prometheus.Counter
	batches  *prometheus.HistogramVec
	waits    prometheus.Histogram
	records  *prometheus.CounterVec
	unread   prometheus.Counter
}

// seconds are the times told apart: from a page out of memory to one that was given up.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// New makes the figures that are counted as things happen.
func New() *Meter {
	m := &Meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "samspel_http_request_seconds",
			Help: "Time to answer, by the route's pattern and the class of the status.", Buckets: seconds}, []string{"pattern", "class"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "samspel_http_in_flight", Help: "Requests that have come and not been answered."}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{Name: "samspel_http_refused_total",
			Help: "Requests answered 503 because there was no place for them."}),
		batches: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "samspel_write_batch_size",
			Help: "Writes that shared a commit (SQLite).", Buckets: prometheus.ExponentialBuckets(1, 2, 9)}, []string{"database"}),
		waits: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "samspel_audit_wait_seconds",
			Help: "Time an answer waited for its record to be on the disc.", Buckets: seconds}),
		records: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "samspel_audit_records_total",
			Help: "Records kept, by action and result; refused sign-ins are identity.session.start, refused."}, []string{"action", "result"}),
		unread: prometheus.NewCounter(prometheus.CounterOpts{Name: "samspel_scrape_failures_total",
			Help: "Figures that could not be read when they were asked for."}),
	}
	m.registry.MustRegister(m.requests, m.inFlight, m.refused, m.batches, m.waits, m.records, m.unread,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request counts a request.
func (m *Meter) Request(o web.Observation) {
	if o.Refused {
		m.refused.Inc()
		return
	}
	pattern := o.Pattern
	if pattern == "" {
		pattern = "none"
	}
	m.requests.WithLabelValues(pattern, strconv.Itoa(o.Status/100)+"xx").Observe(o.Took.Seconds())
}

// Batch counts how many writes of a database shared a commit.
func (m *Meter) Batch(database string, size int) {
	m.batches.WithLabelValues(database).Observe(float64(size))
}

// Kept counts a record.
func (m *Meter) Kept(k audit.Kept) {
	m.records.WithLabelValues(k.Action, string(k.Result)).Inc()
	if k.Waited > 0 {
		m.waits.Observe(k.Waited.Seconds())
	}
}

// Through counts how many are inside h.
func (m *Meter) Through(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.inFlight.Inc()
		defer m.inFlight.Dec()
		h.ServeHTTP(w, r)
	})
}

// Built says what program this is.
func (m *Meter) Built(engine, kind string) {
	version, revision, language := "unknown", "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		version, language = info.Main.Version, info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{Name: "samspel_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision, "go": language, "engine": engine, "kind": kind}})
	built.Set(1)
	m.registry.MustRegister(built)
}

// errNone is a figure that there is nothing to say of, yet.
var errNone = errors.New("no figure")

// None is what a reading gives when there is nothing to say yet, such as of a
// verification that has not been made.
func None() (float64, error) { return 0, errNone }

// readWithin is how long a figure may take to read.
const readWithin = 2 * time.Second

// Read adds a figure that is read when it is asked for. One that cannot be read is
// left out, and counted, so that the others are still seen.
func (m *Meter) Read(name, help string, read func(context.Context) (float64, error)) {
	m.ReadEach(name, help, "", map[string]func(context.Context) (float64, error){"": read})
}

// ReadEach is Read for a figure of several things, told apart by a label.
func (m *Meter) ReadEach(name, help, label string, read map[string]func(context.Context) (float64, error)) {
	var labels []string
	if label != "" {
		labels = []string{label}
	}
	m.registry.MustRegister(&reading{meter: m, read: read, desc: prometheus.NewDesc(name, help, labels, nil), labelled: label != ""})
}

type reading struct {
	meter    *Meter
	desc     *prometheus.Desc
	labelled bool
	read     map[string]func(context.Context) (float64, error)
}

// Describe implements prometheus.Collector.
func (r *reading) Describe(to chan<- *prometheus.Desc) { to <- r.desc }

// Collect implements prometheus.Collector.
func (r *reading) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	for name, read := range r.read {
		value, err := read(ctx)
		if err != nil {
			if !errors.Is(err, errNone) {
				r.meter.unread.Inc()
			}
			continue
		}
		var labels []string
		if r.labelled {
			labels = []string{name}
		}
		to <- prometheus.MustNewConstMetric(r.desc, prometheus.GaugeValue, value, labels...)
	}
}

// Handler shows the figures.
func (m *Meter) Handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelError), MaxRequestsInFlight: 2})
}
