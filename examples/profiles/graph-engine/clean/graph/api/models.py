from pydantic import BaseModel

PUBLIC = ["Candidate"]


class Candidate(BaseModel):
    facility_id: str
    purity: float
