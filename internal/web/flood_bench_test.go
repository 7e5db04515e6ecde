package web

import (
	"encoding/binary"
	"net/netip"
	"runtime"
	"testing"
	"time"
)

func BenchmarkFloodFromEverywhere(b *testing.B) {
	f := newFlood(time.Now, floodMemory)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var from [16]byte
	from[0] = 0x20
	for i := 0; b.Loop(); i++ {
		binary.BigEndian.PutUint32(from[2:], uint32(i))
		f.take(few, netip.AddrFrom16(from))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	runtime.KeepAlive(f)
}
