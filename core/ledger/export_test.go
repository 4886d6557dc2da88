package ledger

// Waiting is how many commands are queued.
func (l *Ledger) Waiting() int { return len(l.commands) }

// WaitingSides is how many Exclusive calls are queued.
func (l *Ledger) WaitingSides() int { return len(l.sides) }

// FollowerReads is how often events were read from the database for the followers.
func (l *Ledger) FollowerReads() int64 { return l.reads.Load() }
