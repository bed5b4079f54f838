"""Pages about plans, visits and the rows behind figures."""
