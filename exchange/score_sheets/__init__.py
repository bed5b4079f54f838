"""The score sheet on paper (form F5), filled in and handed back: read into the form of the evaluation.

A file becomes sheets (`finding`); a sheet, what it says of each line of a rubric (`matching`, `points`,
`notes`) and of its meeting (`about`); `reading` puts them together. `views` shows the form filled in with
it. Nothing is saved.
"""
