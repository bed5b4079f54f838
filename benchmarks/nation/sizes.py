"""How much there is at each size. Commissions are alike at all of them, so that growth shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`cells`, and `visits` registered in a half-year, are those of one province."""

    key: str
    provinces: int
    cells: int
    visits: int
    half_years: int = 10  # the running one is the last
    commissions: int = 8
    leaders_of_commission: int = 25
    leaders_of_ward: int = 12
    visits_of_leader: int = 22  # registered in a half-year

    @property
    def wards(self) -> int:
        """Of one province: as many as its visits ask for beside the commissions'."""
        of_commissions = self.commissions * self.leaders_of_commission * self.visits_of_leader
        of_ward = self.leaders_of_ward * self.visits_of_leader
        return max(1, round((self.visits - of_commissions) / of_ward))


SIZES = {
    size.key: size
    for size in (
        Size("S", provinces=1, cells=3_000, visits=20_000),
        Size("M", provinces=10, cells=3_000, visits=20_000),
        Size("L", provinces=34, cells=7_353, visits=31_177),
        # To see whether all of it runs.
        Size(
            "XS",
            provinces=2,
            cells=60,
            visits=120,
            half_years=3,
            commissions=2,
            leaders_of_commission=3,
            leaders_of_ward=2,
            visits_of_leader=10,
        ),
    )
}
