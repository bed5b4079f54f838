"""Where the lists of a table are: their headings, their rows, and what stands around them."""
