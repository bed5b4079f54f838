"""Files of strangers are read in a process of their own, with limits on memory, CPU and time.

    tables = confined.call(read_tables, data, name, limits=Limits.of(data))

`function` is one of a module, its arguments and its result are plain values. Whatever becomes of the process,
this one goes on: it gets the result, what the function raised for the person who sent the file, or `Ended`.
The process knows neither the database nor the secret key. See
docs/decisions/0025-office-files-in-their-own-process.md.
"""

from .calling import Ended, call, ended, start
from .limits import Limits, unhurried

__all__ = ["Ended", "Limits", "call", "ended", "start", "unhurried"]
