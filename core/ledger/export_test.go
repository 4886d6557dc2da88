package ledger

// Waiting is how many commands are queued.
func (l *Ledger) Waiting() int { return len(l.commands) }

// WaitingSides is how many Exclusive calls are queued.
func (l *Ledger) WaitingSides() int { return len(l.sides) }
