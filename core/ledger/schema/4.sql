INSERT INTO cursors (city, name, seq) SELECT city, 'view/campaigns.1', 0 FROM heads;
