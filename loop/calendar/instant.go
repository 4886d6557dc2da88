package calendar

import "time"

// Instant is a point in time 时刻: microseconds since 1970-01-01 00:00 UTC. Zero is none: what has not happened yet has
// it. JSON, tables and events hold the bare number.
type Instant int64

// Of is the instant of a time; what is finer than a microsecond is cut off.
func Of(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time is the instant as the standard library has it, in the zone of the machine.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)) }

// Add is the instant so much later, or earlier where d is negative; what is finer than a microsecond is cut off.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Plus is the instant so many microseconds later, or earlier where they are negative.
func (i Instant) Plus(micros int64) Instant { return i + Instant(micros) }

// Since is how many microseconds lie between another instant and this one; negative where this one is earlier.
func (i Instant) Since(from Instant) int64 { return int64(i - from) }
