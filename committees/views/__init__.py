"""Reads the request, picks a response."""
