package bench

import (
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/pgtest"
)

// likeCitus are the names of Citus that the program asks, in a server without it. They note what is to be spread, and
// say of each table that is spread that it takes a MiB on the nodes. Whether a cluster does what it is asked no test
// here can tell.
const likeCitus = `SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass, colocated text);
CREATE FUNCTION pg_catalog.create_distributed_table(regclass, text, colocate_with text) RETURNS void LANGUAGE SQL AS
	'INSERT INTO pg_catalog.pg_dist_partition VALUES ($1, $3)';
CREATE FUNCTION pg_catalog.create_reference_table(regclass) RETURNS void LANGUAGE SQL AS
	'INSERT INTO pg_catalog.pg_dist_partition VALUES ($1, ''reference'')';
CREATE FUNCTION pg_catalog.citus_total_relation_size(regclass, boolean) RETURNS bigint LANGUAGE SQL AS
	'SELECT CAST(1048576 AS BIGINT)'`

// TestClusterIsMeasured makes a city's tables for a measurement on a coordinator: all of them are spread, together,
// and their size is that on all nodes. Without Citus the size is that of the tables with their indexes.
func TestClusterIsMeasured(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t)
	for _, cluster := range []bool{false, true} {
		name := map[bool]string{false: "alone", true: "spread"}[cluster]
		r := &run{Config: Config{DB: s.Database(name, "UTF8", "C")}, n: 7}
		if cluster {
			s.Do(name, likeCitus)
		}
		if err := r.prepare(t.Context()); err != nil {
			t.Fatal(err)
		}
		db, err := store.Open(t.Context(), r.dsn(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		tables, err := store.Tables(t.Context(), db.Read())
		if err != nil {
			t.Fatal(err)
		}
		var want int64
		if cluster {
			want = int64(len(tables)+3) << 20 // and the lists of steps
			var together, first int
			if err := s.Ask(name, &together,
				"SELECT COUNT(*) FROM pg_dist_partition WHERE colocated = 'heads'"); err != nil {
				t.Fatal(err)
			}
			if err := s.Ask(name, &first, "SELECT COUNT(*) FROM pg_dist_partition WHERE colocated = 'default' "+
				"AND logicalrelid = 'bench_7.heads'::regclass"); err != nil {
				t.Fatal(err)
			}
			if together != len(tables)-1 || first != 1 {
				t.Errorf("%d of %d tables lie with the first, which is %d", together, len(tables), first)
			}
		} else if err := s.Ask(name, &want, "SELECT SUM(pg_table_size(c.oid) + pg_indexes_size(c.oid))::bigint "+
			"FROM pg_class c WHERE c.relnamespace = 'bench_7'::regnamespace AND c.relkind = 'r'"); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Size(t.Context()); err != nil || n != want || n == 0 {
			t.Errorf("%s: %d bytes, want %d, %v", name, n, want, err)
		}
	}
}
