"""The verbs: one module each, and the only place where rooms meet."""
