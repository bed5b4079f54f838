"""Pages of figures: the overview with its drill-downs, leaders, cells, and the six-month report."""
