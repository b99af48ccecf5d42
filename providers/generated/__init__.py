"""Values that are made up once and kept in state: no connection, nothing outside to look at."""
