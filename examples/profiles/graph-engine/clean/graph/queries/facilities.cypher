MATCH (f:Facility) RETURN f
