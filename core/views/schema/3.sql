CREATE INDEX matters_newest ON matters (city, state, id, area, kind, category, severity, lead, next, yellow);
