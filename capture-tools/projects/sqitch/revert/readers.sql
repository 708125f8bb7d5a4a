-- Revert library:readers from pg

SELECT 1;
