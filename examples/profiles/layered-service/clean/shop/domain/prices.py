# SPDX-License-Identifier: MIT
from shop.contracts.orders import Money


class MoneyBag:
    """Holds Money; no class Money of its own."""

    def __init__(self) -> None:
        self.coins = [Money(cents=1)]
