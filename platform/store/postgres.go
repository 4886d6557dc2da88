package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"xiaohao/loop/fault"
)

const (
	serverReaders  = 16              // read connections to a server
	connectTimeout = 2 * time.Second // for each host, unless the address says otherwise
	oldestServer   = 150000          // server_version_num
)

// openServer opens a database of PostgreSQL and makes sure that it suits.
func (db *DB) openServer(ctx context.Context, dsn string, opts Options) error {
	cfg, err := serverConfig(dsn)
	if err != nil {
		return err
	}
	if !opts.ReadOnly {
		db.session = &pgSession{cfg: cfg}
	}
	db.reads = readPool(cfg)
	db.read = &reads{db: db.reads, engine: Postgres, guard: db.guard}
	if err := db.suits(ctx); err != nil {
		return err
	}
	if opts.Lagging == "" {
		return nil
	}
	standby, err := serverConfig(opts.Lagging)
	if err == nil {
		db.lagging = newLagging(db.read, standby)
	}
	return err
}

func serverConfig(dsn string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, unsuited("database_address") // the driver's own words may hold the password
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "xiaohao"
	}
	return cfg, nil
}

// suits refuses a server on which rows would sort otherwise, texts not fit, or a commit not be durable.
func (db *DB) suits(ctx context.Context) error {
	var version int
	var encoding, collation, sync string
	err := db.read.QueryRow(ctx, `SELECT current_setting('server_version_num')::int,
		current_setting('server_encoding'), CASE WHEN d.datlocprovider = 'i' THEN 'ICU' ELSE d.datcollate END,
		current_setting('synchronous_commit')
		FROM pg_database d WHERE d.datname = current_database()`).Scan(&version, &encoding, &collation, &sync)
	if err != nil {
		return Explain(err)
	}
	switch {
	case version < oldestServer:
		return unsuited("database_version", "have", version/10000, "want", oldestServer/10000)
	case encoding != "UTF8":
		return unsuited("database_encoding", "have", encoding)
	case !plainCollation(collation):
		return unsuited("database_collation", "have", collation)
	case sync == "off":
		return unsuited("database_unsafe")
	}
	return nil
}

func unsuited(code string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrUnsuited, fault.New(fault.Conflict, code, args...))
}

// plainCollation says whether texts sort by their bytes, as they do in SQLite.
func plainCollation(s string) bool {
	switch strings.ToLower(strings.ReplaceAll(s, "-", "")) {
	case "c", "posix", "c.utf8":
		return true
	}
	return false
}

// Redacted is an address without its password, for messages.
func Redacted(dsn string) string {
	if EngineOf(dsn) != Postgres {
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		// A list of hosts with ports is no URL to the standard library.
		head, tail, ok := strings.Cut(dsn, "@")
		scheme, who, _ := strings.Cut(head, "://")
		user, _, _ := strings.Cut(who, ":")
		if tail, _, _ = strings.Cut(tail, "?"); ok {
			return scheme + "://" + user + "@" + tail
		}
		return scheme + "://…"
	}
	u.RawQuery = ""
	return u.Redacted()
}

// InSchema is a server's address with another schema in front of the search path, for those who keep several sets of
// tables in one database.
func InSchema(dsn, schema string) string {
	sep := "?"
	if strings.Contains(dsn, "?") {
		sep = "&"
	}
	return dsn + sep + "search_path=" + url.QueryEscape(schema)
}

// sizes ask what all tables take with their indexes and what lies beside them: of a file, of a server, and of a
// cluster, where a table that is spread holds nothing itself.
const (
	sizeOfFile   = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
	sizeOfServer = "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class AS c " +
		"JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() " +
		"AND c.relkind IN ('r', 'p', 'm')"
	sizeOfCluster = "SELECT CAST(COALESCE(SUM(CASE WHEN p.logicalrelid IS NULL THEN pg_total_relation_size(c.oid) " +
		"ELSE citus_total_relation_size(c.oid, false) END), 0) AS BIGINT) FROM pg_class AS c " +
		"JOIN pg_namespace AS n ON n.oid = c.relnamespace LEFT JOIN pg_dist_partition AS p ON p.logicalrelid = c.oid " +
		"WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'm')"
)

// Size is how many bytes the tables and their indexes take on the disks; in a cluster those on all nodes.
func (db *DB) Size(ctx context.Context) (n int64, err error) {
	text := sizeOfFile
	if db.engine == Postgres {
		text = sizeOfServer
		if there, err := db.Cluster(ctx); err != nil {
			return 0, err
		} else if there {
			text = sizeOfCluster
		}
	}
	return n, db.read.QueryRow(ctx, text).Scan(&n)
}

// Cluster says whether the server is the coordinator of a Citus cluster.
func (db *DB) Cluster(ctx context.Context) (there bool, err error) {
	if db.engine != Postgres {
		return false, nil
	}
	return there, db.read.QueryRow(ctx, "SELECT to_regclass('pg_dist_partition') IS NOT NULL").Scan(&there)
}

// Settle brings a server's knowledge of its tables up to date after much was put in: how values are spread, and which
// pages hold nothing but what all may see, so that an index can answer without them. The server does so by itself
// within minutes; whoever measures, or moves a city and opens it, does not wait. It may run beside anything. SQLite
// has no need of it.
func (db *DB) Settle(ctx context.Context) error {
	if db.engine != Postgres {
		return nil
	}
	tables, err := Tables(ctx, db.read)
	for _, t := range tables {
		if err == nil {
			_, err = db.read.db.ExecContext(ctx, `VACUUM (ANALYZE) "`+t.Name+`"`) // no Tx: it is refused inside one
		}
	}
	return Explain(err)
}

// readPool are connections that only read. Each question is planned with its own values: a plan for any values would
// read a common word's every matter, or a rare one's whole city.
func readPool(cfg *pgx.ConnConfig) *sql.DB {
	db := stdlib.OpenDB(*cfg, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET default_transaction_read_only = on; SET plan_cache_mode = force_custom_plan")
		return err
	}))
	db.SetMaxOpenConns(serverReaders)
	db.SetMaxIdleConns(serverReaders)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}
