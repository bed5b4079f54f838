"""What breaks: processes, the database, disks, mail. `make faults` asks more than the suite."""
