-- Revert library:loans from pg

SELECT 1;
