import type { Design } from "../design/shape.ts";
import { py } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";

const MAX_ENTRIES = 10_000;

/** In a file of its own the memory can not know the response that is defined beside the code which uses the memory. */
function isGeneric({ layout, tool, executor }: Design): boolean {
  const { code } = layout;
  return !tool && !executor && code.get("cache") !== code.get("schemas") && code.get("schemas") === code.get("logic");
}

/** The memory's type, as what it is given to names it. */
export function cacheType(design: Design): string {
  return isGeneric(design) ? `ResponseCache[${design.names.response}]` : "ResponseCache";
}

/** The memory of answers, bounded in number and age. */
export function cacheBlocks(design: Design): Block[] {
  const { dedupe, names, tool, executor } = design;
  if (!dedupe || dedupe.mechanism === "substrate_lookup") return [];
  const generic = isGeneric(design);
  const answer = generic ? "Answer" : (tool?.result.model.name ?? executor?.result.name ?? names.response);
  return [
    ...(generic ? [{ defines: ["Answer"], code: 'Answer = TypeVar("Answer")', tight: true }] : []),
    { defines: ["CACHE_TTL_SECONDS"], code: `CACHE_TTL_SECONDS = ${dedupe.ttlSeconds}`, tight: true },
    { defines: ["CACHE_MAX_ENTRIES"], code: `CACHE_MAX_ENTRIES = ${MAX_ENTRIES}`, tight: true },
    {
      defines: ["ResponseCache"],
      code: py`
        class ResponseCache${generic ? "(Generic[Answer])" : ""}:
            """Answers by delivery: the oldest goes when there are too many, and none is kept longer than its time."""

            def __init__(self, ttl_seconds: float = CACHE_TTL_SECONDS, max_entries: int = CACHE_MAX_ENTRIES) -> None:
                self._ttl_seconds = ttl_seconds
                self._max_entries = max_entries
                self._entries: OrderedDict[str, Tuple[float, ${answer}]] = OrderedDict()

            def get(self, key: str) -> Optional[${answer}]:
                """The answer to a delivery, or None when there is none or its time is over."""
                entry = self._entries.get(key)
                if entry is None:
                    return None
                stored_at, response = entry
                if time.monotonic() - stored_at >= self._ttl_seconds:
                    del self._entries[key]
                    return None
                return response

            def put(self, key: str, response: ${answer}) -> None:
                """Keep an answer, and let go of the oldest ones where there are too many."""
                self._entries[key] = (time.monotonic(), response)
                self._entries.move_to_end(key)
                while len(self._entries) > self._max_entries:
                    self._entries.popitem(last=False)
      `,
    },
  ];
}
