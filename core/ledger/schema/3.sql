INSERT INTO cursors (city, name, seq) SELECT city, 'view/points.1', 0 FROM heads;
