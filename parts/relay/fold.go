package relay

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

const followerName = "relay.1"

func follower(city int64) part.Folder {
	return part.Folder{City: city, Called: followerName, Asks: []event.Type{SentType, TakenType, RefusedType,
		UnsureType, AsideType, ToldType, AgainType, DroppedType}, Tables: []string{"relay_matters"},
		Fold: func(ctx context.Context, tx *store.Tx, e ledger.Event) error { return fold(ctx, tx, city, e) }}
}

// fold keeps what an event says, and what is to be done next. What an event asked for that was folded before is not
// asked for again: a turn goes on, whoever makes the rows anew.
func fold(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	if e.Type == SentType {
		s, err := begun(e)
		if err != nil {
			return err
		}
		return s.put(ctx, tx, city)
	}
	b, err := bodyOf(e)
	if err != nil || b == nil {
		return err
	}
	s, err := rowOf(ctx, tx, city, b.of())
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.Matter != e.Subject {
		return nil // it is about nothing that was sent
	}
	if err != nil {
		return fmt.Errorf("row %d: %w", b.of(), err)
	}
	s.become(b, e)
	return s.put(ctx, tx, city)
}

const standColumns = "seq, matter, area, state, number, token, sent, status, said, notes, why, person, told, at, " +
	"changed, cause"

// scanned reads the columns of a row.
func (s *Stand) scanned(scan func(...any) error) error {
	var in int64
	var sent string
	if err := scan(&s.Seq, &s.Matter, &in, &s.State, &s.Number, &s.Token, &sent, &s.Status, &s.Said, &s.Notes, &s.Why,
		&s.Person, &s.Told, &s.At, &s.Changed, &s.cause); err != nil {
		return err
	}
	s.Area = area.Code(in)
	return json.Unmarshal([]byte(sent), &s.Sent)
}

func rowOf(ctx context.Context, r store.Reader, city, seq int64) (s Stand, err error) {
	err = s.scanned(r.QueryRow(ctx, "SELECT "+standColumns+" FROM relay_matters WHERE city = $1 AND seq = $2", city,
		seq).Scan)
	return s, err
}

// put writes the row of something that was sent, and its turn.
func (s *Stand) put(ctx context.Context, tx *store.Tx, city int64) error {
	sent, err := json.Marshal(s.Sent)
	if err != nil {
		return err
	}
	err = tx.Later(ctx, `INSERT INTO relay_matters (city, server, `+standColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
		ON CONFLICT (city, seq) DO UPDATE SET state = excluded.state, number = excluded.number, token = excluded.token,
		status = excluded.status, said = excluded.said, notes = excluded.notes, why = excluded.why,
		told = excluded.told, changed = excluded.changed, cause = excluded.cause`, city, s.Sent.Server, s.Seq, s.Matter,
		int64(s.Area), s.State, s.Number, s.Token, string(sent), string(s.Status), s.Said, s.Notes, s.Why, s.Person,
		s.Told, s.At, s.Changed, s.cause)
	if err != nil {
		return err
	}
	task, due := s.task()
	return tx.Later(ctx, `INSERT INTO relay_turns (city, seq, matter, server, task, due, tries, misses, cause, begun)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, 0) ON CONFLICT (city, seq) DO UPDATE SET task = excluded.task,
		due = excluded.due, tries = 0, misses = 0, cause = excluded.cause WHERE relay_turns.cause < excluded.cause`,
		city, s.Seq, s.Matter, s.Sent.Server, task, due, s.cause)
}
