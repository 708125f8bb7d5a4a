-- postgres-migrations disable-transaction
CREATE INDEX CONCURRENTLY albums_song ON albums (song);
