"""Việc của tôi: what waits for a user, each thing where the user has the right that settles it.

Docs: "My work" in docs/interpretations.md says what is due when. `work.Work` gathers the sections of the
other modules; `lines` says of each row what it is and what settles it, for the page and for the mail.
"""
