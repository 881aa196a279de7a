"""The facts of a report: read once, shaped into plain JSON, frozen with the report."""
