package calendar

import "time"

// Instant is a point in time in microseconds since 1970-01-01 00:00 UTC; 0 mostly says that something has not happened
// yet. In JSON, in the database and in events it is the bare number.
type Instant int64

// Of is the instant of a time; what is finer than a microsecond is cut off.
func Of(t time.Time) Instant { return Instant(Of(t)) }

// Time is the instant as the standard library has it, in the zone of the machine.
func (i Instant) Time() time.Time { return Instant(i).Time() }

// Add is the instant a while later, or earlier if the while is negative.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Microseconds()) }

// Sub is the while from another instant to this one.
func (i Instant) Sub(from Instant) time.Duration { return time.Duration(i-from) * time.Microsecond }

// Plus is the instant so many microseconds later.
func (i Instant) Plus(micros int64) Instant { return i + Instant(micros) }

// Since is how many microseconds lie between another instant and this one; negative when this one is earlier.
func (i Instant) Since(from Instant) int64 { return int64(i - from) }
