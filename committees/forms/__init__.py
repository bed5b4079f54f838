"""What users type: judged here."""
