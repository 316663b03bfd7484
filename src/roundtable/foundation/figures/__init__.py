"""One catalogue that every page, report, export and the API ask, so that two of them can never disagree."""
