package ledger

// Waiting is how many commands are queued.
func (l *Ledger) Waiting() int { return len(l.commands) }

// WaitingSides is how many Exclusive calls are queued.
func (l *Ledger) WaitingSides() int { return len(l.sides) }

// FollowerReads is how often events were read from the database for the followers.
func (l *Ledger) FollowerReads() int64 { return l.reads.Load() }

// Home is how many followers shared the reader's last turn or look.
func (l *Ledger) Home() int { return int(l.feed.many.Load()) }

// Recent is the memory of what was appended last.
type Recent struct{ recent }

// Add keeps a group.
func (r *Recent) Add(group []Event) { r.add(group) }

// After gives what follows a number.
func (r *Recent) After(seq int64, limit int) []Event { return r.after(seq, limit) }
