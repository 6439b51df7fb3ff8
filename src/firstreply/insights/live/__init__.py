"""Insights on live data: the metrics of `analyze`, asked of a copy that follows the database (begin at `asking`)."""
