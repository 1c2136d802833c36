from enum import StrEnum
from typing import Literal


class Label(StrEnum):
    FACILITY = "Facility"
    MATERIAL = "Material"


Relation = Literal["ACCEPTS", "NEAR"]
