"""What breaks: processes, the database, disks, mail. `make faults` asks for more of it than the suite does."""
