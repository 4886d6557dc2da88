package desk

import (
	"context"
	"slices"

	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// sweepAtOnce is how many uploads are swept on one turn of the writer.
const sweepAtOnce = 10

// layFiles notes the files of an upload. Those that lay there before nobody knows how are evidence of earlier times,
// and are never swept; so are those of a photo that became evidence.
func (d *Desk) layFiles(ctx context.Context, tx *store.Tx, token string, files, before []string) error {
	for _, h := range files {
		var rows, used int
		err := tx.QueryRow(ctx, `SELECT COUNT(*), coalesce(max(used), 0) FROM upload_files WHERE city = $1
			AND hash = $2`, d.city, h).Scan(&rows, &used)
		if err != nil {
			return err
		}
		if rows == 0 && slices.Contains(before, h) {
			used = 1
		}
		if _, err := tx.Exec(ctx, `INSERT INTO upload_files (city, hash, token, used) VALUES ($1, $2, $3, $4)
			ON CONFLICT DO NOTHING`, d.city, h, token, used); err != nil {
			return err
		}
	}
	return nil
}

// use marks the files of an upload as evidence, whoever else handed them in.
func (d *Desk) use(ctx context.Context, tx *store.Tx, token string) error {
	_, err := tx.Exec(ctx, `UPDATE upload_files SET used = 1 WHERE city = $1 AND hash IN
		(SELECT f.hash FROM upload_files f WHERE f.city = $1 AND f.token = $2)`, d.city, token)
	return err
}

// Sweep takes away the uploads that nobody used in time, with their files, and says how many files that were. It is
// done by the clock, in one program of a city at a time.
func (d *Desk) Sweep(ctx context.Context) (int, error) {
	swept := 0
	for {
		tokens, files := 0, 0
		err := d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			tokens, files, err = d.sweepUploads(ctx, tx)
			return err
		})
		if swept += files; err != nil || tokens < sweepAtOnce {
			return swept, translateNil(err)
		}
	}
}

// sweepUploads takes away some. The files go before the commit: nobody who notes the same file on a later turn takes
// one for there that is about to go.
func (d *Desk) sweepUploads(ctx context.Context, tx *store.Tx) (tokens, files int, err error) {
	old, err := column(ctx, tx, `SELECT token FROM uploads WHERE city = $1 AND at < $2 ORDER BY at LIMIT $3`, d.city,
		d.now()-uploadLife, sweepAtOnce)
	if err != nil {
		return 0, 0, err
	}
	for _, token := range old {
		unused, err := column(ctx, tx, `SELECT hash FROM upload_files WHERE city = $1 AND token = $2 AND used = 0`,
			d.city, token)
		if err != nil {
			return 0, 0, err
		}
		for _, text := range []string{`DELETE FROM upload_files WHERE city = $1 AND token = $2`,
			`DELETE FROM uploads WHERE city = $1 AND token = $2`} {
			if _, err := tx.Exec(ctx, text, d.city, token); err != nil {
				return 0, 0, err
			}
		}
		for _, name := range unused {
			gone, err := d.orphan(ctx, tx, name)
			if err != nil {
				return 0, 0, err
			}
			files += gone
		}
	}
	return len(old), files, nil
}

// orphan takes a file away that no upload names any more.
func (d *Desk) orphan(ctx context.Context, tx *store.Tx, name string) (int, error) {
	n := 0
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM upload_files WHERE city = $1 AND hash = $2`, d.city, name).Scan(&n)
	if err != nil || n > 0 {
		return 0, err
	}
	h, err := blob.ParseHash(name)
	if err != nil {
		return 0, err
	}
	return 1, d.blobs.Delete(h)
}

// filesOf are the names of a photo's files.
func filesOf(p matter.Photo) []string { return []string{p.ID, p.View, p.Thumb} }

func column(ctx context.Context, tx *store.Tx, text string, args ...any) (out []string, err error) {
	rows, err := tx.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
