--! Previous: sha1:ddf96e1ef541695bfe9731e95a6f148d166d24c6
--! Hash: sha1:efb11a0fcf2e1c6f5eb19815d40e4acae786cc88

ALTER TABLE maps ALTER COLUMN sheets TYPE bigint;
CREATE INDEX marks_map ON marks (map);
