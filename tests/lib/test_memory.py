import resource

from lib.memory import in_one_piece

TURNS = 500


@in_one_piece
def pages_taken_by_a_loop(depth: int) -> int:
    """From the system, by a loop so many calls down."""
    if depth:
        return pages_taken_by_a_loop.__wrapped__(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _turn in range(TURNS):
        called(5)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def called(times: int) -> None:
    if times:
        called(times - 1)


def test_a_loop_takes_no_memory_at_any_depth_of_calls():
    pages_taken_by_a_loop(300)
    assert [depth for depth in range(300) if pages_taken_by_a_loop(depth) >= TURNS] == []
