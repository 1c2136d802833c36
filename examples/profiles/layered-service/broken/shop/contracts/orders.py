# SPDX-License-Identifier: MIT
from pydantic import BaseModel


class Money(BaseModel):
    cents: int


class Order(BaseModel):
    order_id: str
    total: Money


OrderDTO = Order
