package patrol

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// view keeps the tables; it is never behind the ledger.
type view struct{ city int64 }

// View is what the ledger keeps the tables by.
func (x *Patrols) View() ledger.View { return view{x.City} }

// Name implements ledger.View.
func (view) Name() string { return "patrol.1" }

// Types implements ledger.Newcomer.
func (view) Types() []event.Type { return prefixes }

// folded are the tables that follow from events; sealed are those that do not.
var (
	folded = []string{"patrols", "patrol_people", "patrol_visits", "patrol_records", "patrol_found", "patrol_opened",
		"patches", "patch_looks"}
	sealed = []string{"patrol_keys", "patrol_parts"}
)

// Reset implements ledger.View.
func (v view) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range folded {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", v.city); err != nil {
			return err
		}
	}
	return nil
}

// Begin implements ledger.View.
func (view) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (view) Flush(context.Context, *store.Tx) error { return nil }

// Apply implements ledger.View.
func (v view) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	fold, ok := map[event.Type]func(context.Context, *store.Tx, ledger.Event) error{BegunType: v.begun,
		VisitedType: v.visited, PlacedType: v.placed, EndedType: v.ended, FoundType: v.found, OpenedType: v.opened,
		DestroyedType: v.destroyed, TakenType: v.taken, LookedType: v.looked}[e.Type]
	if !ok {
		return nil
	}
	if err := fold(ctx, tx, e); err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return nil
}

func (v view) begun(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Begun](e.Type, e.Body)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO patrols (city, id, theme, area, persons, ended, parts, gone)
		VALUES ($1, $2, $3, $4, $5, '', -1, 0)`, v.city, e.Subject, b.Theme, int64(b.Area),
		text(b.Persons)); err != nil {
		return err
	}
	for _, p := range b.Persons {
		if err := tx.Later(ctx, "INSERT INTO patrol_people (city, person, patrol) VALUES ($1, $2, $3)", v.city, p,
			e.Subject); err != nil {
			return err
		}
	}
	return nil
}

func (v view) visited(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := ReadVisited(e.Body)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, `INSERT INTO patrol_visits (city, id, patrol, area, day, theme, source, persons, note,
		place, post) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, v.city, e.Seq, b.Patrol, int64(b.Area),
		int64(ParseDay(b.Day)), b.Theme, string(b.Source), text(b.Persons), b.Note,
		string(b.Place), b.Post); err != nil || b.Record == "" {
		return err
	}
	return tx.Later(ctx, "INSERT INTO patrol_records (city, record, said, visit) VALUES ($1, $2, $3, $4)", v.city,
		b.Record, b.Said, e.Seq)
}

func (v view) placed(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Placed](e.Type, e.Body)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `UPDATE patrol_visits SET place = $5 WHERE city = $1 AND patrol = $2 AND area = $3 AND
		day = $4 AND patrol > 0`, v.city, e.Subject, int64(b.Area), int64(ParseDay(b.Day)), string(b.Place))
}

func (v view) ended(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Ended](e.Type, e.Body)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "UPDATE patrols SET ended = $3, parts = $4 WHERE city = $1 AND id = $2", v.city, e.Subject,
		string(b.How), b.Parts)
}

func (v view) found(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Found](e.Type, e.Body)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "INSERT INTO patrol_found (city, matter, patrol) VALUES ($1, $2, $3)", v.city, b.Matter,
		e.Subject)
}

func (v view) opened(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Opened](e.Type, e.Body)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO patrol_opened (city, patrol, id, matter, person, at, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, v.city, e.Subject, e.Seq, b.Matter, e.Actor, int64(e.At), b.Reason)
}

func (v view) destroyed(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	return tx.Later(ctx, "UPDATE patrols SET gone = 1 WHERE city = $1 AND id = $2", v.city, e.Subject)
}

func (v view) taken(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Taken](e.Type, e.Body)
	if err != nil {
		return err
	}
	shape, err := json.Marshal(b.Shape)
	if err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO patches (city, id, no, said, kind, area, matter, state, shape, centre)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, v.city, e.Subject, b.No, b.Said, b.Kind, int64(b.Area),
		b.Matter, string(AtOffice), string(shape), bit(b.Centre))
}

func (v view) looked(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	b, err := read[Looked](e.Type, e.Body)
	if err != nil {
		return err
	}
	if err := tx.Later(ctx, "UPDATE patches SET state = $3 WHERE city = $1 AND id = $2", v.city, e.Subject,
		string(b.after())); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO patch_looks (city, patch, look, person, at, yes, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, v.city, e.Subject, string(b.Look), e.Actor,
		int64(cmp.Or(b.Outside, e.At)), bit(b.Yes), b.Note)
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// text writes ids as the tables have them.
func text(ids []int64) string {
	b, _ := json.Marshal(ids) // numbers always can
	return string(b)
}

func ids(text string) (out []int64, err error) {
	err = json.Unmarshal([]byte(text), &out)
	return out, err
}

const standColumns = "id, theme, area, persons, ended, parts, gone"

func scanStand(scan func(...any) error) (*Stand, error) {
	s := &Stand{}
	var persons string
	if err := scan(&s.ID, &s.Theme, &s.Area, &persons, &s.Ended, &s.Parts, &s.Gone); err != nil {
		return nil, err
	}
	var err error
	s.Persons, err = ids(persons)
	return s, err
}

// standOf reads a patrol, also in a transaction. It gives fault.Missing "patrol_missing".
func standOf(ctx context.Context, r store.Reader, city, id int64) (*Stand, error) {
	s, err := scanStand(r.QueryRow(ctx, "SELECT "+standColumns+" FROM patrols WHERE city = $1 AND id = $2", city,
		id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missing()
	}
	return s, store.Explain(err)
}

// Check folds the events again and tells what the tables say otherwise, and that a destroyed track has its key still.
func Check(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
	if err := part.Refold(ctx, r, city, part.Fold{View: view{city}, Types: prefixes, Steps: Steps(), Skip: sealed},
		progress, tell); err != nil {
		return err
	}
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		tell(fmt.Sprintf("patrol_keys: the track of patrol %d was destroyed, and its key is there", id))
		return nil
	}, `SELECT k.patrol FROM patrol_keys k JOIN patrols p ON p.city = $1 AND p.id = k.patrol
		WHERE k.city = $1 AND p.gone = 1 ORDER BY k.patrol`, city)
}
