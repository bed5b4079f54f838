"""What breaks: processes, the database, disks, mail. `make faults` breaks more of it than the suite."""
