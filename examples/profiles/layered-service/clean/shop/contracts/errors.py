# SPDX-License-Identifier: MIT
from enum import StrEnum


class ErrorCode(StrEnum):
    NOT_FOUND = "not_found"
    OUT_OF_STOCK = "out_of_stock"
