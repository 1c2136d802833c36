# SPDX-License-Identifier: MIT
from sqlalchemy.ext.asyncio import AsyncSession

from shop.contracts.orders import Order

QUERY = "SELECT total FROM orders WHERE order_id = :order_id"


async def total_of(session: AsyncSession, order: Order) -> int:
    """The total, by a query with a parameter: never an f-string such as f"SELECT {x}"."""
    rows = await session.execute(QUERY, {"order_id": order.order_id})
    return rows.scalar_one()
