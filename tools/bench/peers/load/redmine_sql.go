package main

import (
	"bufio"
	"fmt"
	"io"
)

// writeRedmineSQL prints a script for psql that puts the matters from ≤ i < n into a Redmine that setup.rb has
// prepared, as rows that its own interface would have made.
func writeRedmineSQL(out io.Writer, g *generator, from, n int) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, `BEGIN;
CREATE TEMP TABLE fill (i int, title text, body text, place text, area text, category text, state int, lat text, lng `+
		`text) ON COMMIT DROP;
COPY fill FROM STDIN;`)
	for i := from; i < n; i++ { // no text holds a tab, a newline or a backslash
		r := g.report(i)
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", i-from, r.Title, r.Text, r.Place, r.Area, r.Category,
			state(i), coordinate(r.Lat), coordinate(r.Lng))
	}
	fmt.Fprintln(w, `\.
WITH base AS (SELECT coalesce(max(id), 0) AS id FROM issues),
p AS (SELECT p.id AS project, pt.tracker_id AS tracker, (SELECT id FROM users WHERE login = 'admin') AS author,
	(SELECT id FROM enumerations WHERE type = 'IssuePriority' ORDER BY is_default DESC, position LIMIT 1) AS priority
	FROM projects p JOIN projects_trackers pt ON pt.project_id = p.id WHERE p.identifier = 'matters' LIMIT 1),
s AS (SELECT id, row_number() OVER (ORDER BY position) - 1 AS state FROM issue_statuses)
INSERT INTO issues (id, tracker_id, project_id, subject, description, category_id, status_id, priority_id, `+
		`author_id, created_on, updated_on, start_date, root_id, lft, rgt)
SELECT base.id + 1 + f.i, p.tracker, p.project, f.title, f.body, c.id, s.id, p.priority, p.author,
	now() - (interval '1 day' * 60 * (1 - f.i / m.n)), now(), current_date, base.id + 1 + f.i, 1, 2
FROM fill f CROSS JOIN base CROSS JOIN p CROSS JOIN (SELECT count(*)::float AS n FROM fill) m
JOIN s ON s.state = f.state JOIN issue_categories c ON c.project_id = p.project AND c.name = f.category;
INSERT INTO custom_values (customized_type, customized_id, custom_field_id, value)
SELECT 'Issue', b.first + f.i, cf.id, CASE cf.name WHEN 'place' THEN f.place WHEN 'area' THEN f.area WHEN 'lat' THEN `+
		`f.lat ELSE f.lng END
FROM fill f CROSS JOIN (SELECT max(id) - (SELECT count(*) FROM fill) + 1 AS first FROM issues) b
JOIN custom_fields cf ON cf.type = 'IssueCustomField' AND cf.name IN ('place', 'area', 'lat', 'lng');
SELECT setval('issues_id_seq', (SELECT max(id) FROM issues));
COMMIT;
ANALYZE;`)
	return w.Flush()
}
