"""What jobs do here: judge a large workbook, and save one."""

from exchange.models import Import
from exchange.workbook import UnreadableWorkbook
from lib import away, jobs

from . import judging


# All of it is one transaction, and saves only what its user has seen: once more is no harm.
@jobs.kind(judging.KIND, repeatable=True)
def judge_or_save(pk: int, run: jobs.Run) -> None:
    """Whatever goes wrong, the import says so, and nothing is saved."""
    item = Import.objects.select_related("user").get(pk=pk)
    try:
        judging.do(item, run)
    except jobs.GivenUp:
        raise
    except UnreadableWorkbook as error:
        judging.stop(item, run, str(error))
    except Exception as error:
        if not away.is_away(error):  # else it may be begun again
            judging.stop(item, run)
        raise
