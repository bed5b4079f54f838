"""Writes over several rows about the organisation and its accounts: one verb each."""
