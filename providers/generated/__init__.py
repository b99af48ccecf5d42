"""Values that are generated once and kept in the state, without a connection to any server."""
