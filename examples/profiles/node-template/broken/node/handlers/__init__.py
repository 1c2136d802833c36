from node.handlers.enrich_handler import handle_enrich
from node.handlers.match_handler import handle_match

HANDLERS = {"enrich": handle_enrich, "match": handle_match}
