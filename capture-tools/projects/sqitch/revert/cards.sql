-- Revert library:cards from pg

SELECT 1;
