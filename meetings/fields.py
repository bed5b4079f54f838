"""Fields that offices type into: dates and counts."""
