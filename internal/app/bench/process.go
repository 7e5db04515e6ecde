package bench

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the kernel's unit of processor time, the same on every Linux in use.
const tick = time.Second / 100

// ProcessorTime is what a process has used, and every process named postgres with
// it when the database is one of those.
func ProcessorTime(pid int, postgres bool) time.Duration {
	sum := processorTime(strconv.Itoa(pid))
	if !postgres {
		return sum
	}
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return sum
	}
	for _, folder := range folders {
		if name, err := os.ReadFile(filepath.Join(folder, "comm")); err == nil && strings.TrimSpace(string(name)) == "postgres" {
			sum += processorTime(filepath.Base(folder))
		}
	}
	return sum
}

func processorTime(pid string) time.Duration {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0
	}
	// The name in parentheses may hold spaces; the figures begin after it.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0
		}
		ticks += n
	}
	return time.Duration(ticks) * tick
}

// Memory is a process's resident memory in megabytes.
func Memory(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				return 0
			}
			return kb / 1024
		}
	}
	return 0
}
