"""Questions to the database, one file a subject; a view asks one."""
