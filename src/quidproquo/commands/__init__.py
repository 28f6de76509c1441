"""The verbs of the `qpq` command, one file each; heavy modules are imported when a verb runs."""
