from pydantic import BaseModel

PUBLIC = []


class Candidate(BaseModel):
    facility_id: str
    purity: float
