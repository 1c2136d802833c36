import { DELIVERY_WORDS, meaning, trouble, type Words } from "./meanings.ts";

/** Words that every executor has. */
export const EXECUTOR_VOCABULARY = `task tasks agent agents executor loop loops shared runs run running ran iterate iteration iterations round rounds
  step steps bound bounds bounded limit limits maximum max turn turns terminate terminates terminated termination ends ended stops stopped reasoning aios
  runtime tool tools dispatch dispatched bounds typed result results state answer completes complete completed finishes finished again once cached
  enforced respected capped exhausted reached exceeded forever endless endlessly crash crashes crashing raises raised failing fails outage
  eviction evicted evicts forgets forget forgotten ttl deduped dedupe own work works`;

const LIMIT = "(?:max_)?(?:iterations?|rounds?|turns?|steps?|loops?|budget)";

export const EXECUTOR_WORDS: Words = {
  troubles: [
    trouble(
      "failure",
      /_(?:loop|executor|runtime|aios|reasoning|agent|task)_(?:\w+_)?(?:fail\w*|errors?|raises|raised|down|unavailable|timeout|outage|crash\w*)_|_(?:fail\w*|crash\w*|errors?)_(?:\w+_)?(?:loop|executor|runtime|task|agent)_/,
      "aios_failure",
      "storage_failure",
    ),
    ...DELIVERY_WORDS.troubles.filter(({ of }) => of !== "request"),
  ],
  meanings: [
    meaning(
      new RegExp(
        `_${LIMIT}_(?:\\w+_)?(?:bound\\w*|limit\\w*|reached|stops?|ends?|terminat\\w*|enforced|respected|capped|exhausted|exceeded)_|_(?:bounded|max|maximum|limit\\w*|cap\\w*)_(?:\\w+_)?${LIMIT}_|_bounded_|_never_(?:\\w+_)?(?:forever|endless\\w*)_`,
      ),
      "bounded",
      "ended",
    ),
    meaning(/_(?:terminat\w+|ends?|ended|stops?|stopped|until)_/, "ended", "bounded"),
    meaning(/_(?:evict\w*|ttl|memory_(?:\w+_)?bounded|cache_(?:\w+_)?bounded)_/, "cache", "duplicate"),
    meaning(
      /(?:share|link|joined|same)\w*_(?:\w+_)?(?:thread|correlation)|packets_(?:\w+_)?(?:linked|correlated)/,
      "links",
      "thread",
    ),
    meaning(/correlation/, "correlation", "links"),
    meaning(/context|binding/, "context"),
    meaning(/thread|uuid|determinis|conversation/, "thread"),
    meaning(/_(?:tools?|dispatch\w*)_/, "dispatch", "context"),
    meaning(/config|environment|settings|_env_/, "config"),
    meaning(/_log(?:s|ged|ging)?_/, "first"),
    meaning(/_(?:packets?|written|emitted|audit\w*|stored|stores|persisted|saved|recorded|kept)_/, "packet", "links"),
    meaning(/_(?:shared_loop|loop|typed|executor_?result)_/, "first", "ended"),
    meaning(/valid|process|run|complet|success|result|answer|first|task|works|_ok_/, "first", "ended", "packet"),
  ],
  beyond:
    /_(?:rate_limit\w*|quota|thrott\w+|rotat\w+|encrypt\w*|redact\w*|masked|latency|performance|sla|429|404|approv\w+|escalat\w+|schedul\w+|priorit\w+|cancel\w+|paus\w+|resum\w+|stream\w*|parallel|concurren\w*|sub_?agents?|deleg\w+|handoff|hand_off|budget_(?:tokens|cost)|tokens?_(?:limit\w*|budget\w*))_/,
};
