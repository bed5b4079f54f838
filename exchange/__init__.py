"""IN AND OUT: data brought in from files, taken out to files, and made up for trials."""
