import { meaning, trouble, type Words } from "./meanings.ts";

/** Words that every governance module has. */
export const GOVERNANCE_VOCABULARY = `policy policies rule rules governance priority priorities order ordered first last match matches matched matching unmatched
  decide decides decided decision decisions effect deny denies denied denial allow allows allowed permit permitted default closed unknown unlisted undecided
  condition conditions operator operators enum compare compares compared comparison comparable incomparable disabled inactive ignored skipped unreadable
  unavailable broken corrupt missing file disk load loads loaded loading reload reloads reloaded reloading refresh refreshed read reads ttl cache stale
  everything nothing anything audited audit subject action resource evaluate evaluated evaluation explicit override overrides overridden wins win winning
  highest lowest higher lower greater smaller number tie ties equal stable async event loop blocks blocking non`;

const POLICIES = "(?:polic(?:y|ies)|rules?)";
const GONE =
  "(?:unreadable|unavailable|broken|corrupt\\w*|invalid|malformed|missing|absent|fail\\w*|errors?|damaged|lost|unloadable)";

export const GOVERNANCE_WORDS: Words = {
  troubles: [
    trouble(
      "failure",
      new RegExp(
        `_(?:re_?load\\w*|refresh\\w*)_(?:\\w+_)?${GONE}_|_${GONE}_(?:re_?load|refresh)_|_(?:become|turn|go)s?_${GONE}_`,
      ),
      "lost",
      "unreadable",
    ),
    trouble(
      "failure",
      new RegExp(
        `_${GONE}_(?:\\w+_)?${POLICIES}_|_${POLICIES}_(?:\\w+_)?${GONE}_|_load(?:ing)?_(?:\\w+_)?(?:fail\\w*|errors?)_|_(?:fails?|failed)_to_load_|_fail(?:s|ed|ing)?_closed_`,
      ),
      "unreadable",
      "lost",
    ),
    trouble(
      "failure",
      /_(?:storage|substrate|memory|database|audit|packet)_(?:\w+_)?(?:fail\w*|errors?|down|unavailable|outage|unreachable)_|_(?:unaudited|not_audited)_/,
      "storage_failure",
    ),
    trouble("request", /_(?:incomparable|not_comparable|uncomparable|mismatch\w*|wrong_type|type_error)_/, "incomparable"),
    trouble(
      "request",
      /_(?:invalid|malformed|incomplete|broken|empty)_(?:\w+_)?(?:request|input|event|payload|fields?|body)_|_(?:missing|without|no)_(?:\w+_)?fields?_/,
      "invalid_payload",
      "incomparable",
    ),
    trouble("request", /_(?:disabled|inactive|switched_off|turned_off)_/, "switched_off"),
    trouble(
      "request",
      /_(?:unknown|unlisted|unmatched|undecided)_|_(?:no|without(?:_an?|_any)?)_(?:\w+_)?(?:polic(?:y|ies)|rules?|match\w*)_|_(?:den(?:y|ies|ied)|closed)_by_default_|_default_den\w+_|_(?:nothing|not)_(?:\w+_)?match\w*_/,
      "unmatched",
    ),
    trouble(
      "request",
      /_(?:den(?:y|ies|ying)|explicit\w*)_(?:\w+_)?(?:polic(?:y|ies)|rules?)_|_polic(?:y|ies)_(?:\w+_)?den(?:y|ies|ied)_|_explicit(?:ly)?_den\w+_/,
      "denied",
      "priority",
    ),
  ],
  meanings: [
    meaning(/_(?:audit\w*|packets?|written|recorded|stored|kept_for)_/, "audit", "packet", "links"),
    meaning(
      /_(?:priorit\w+|precedence|first|order\w*|highest|lowest|overrid\w+|wins?|ties?|stable|sorted)_/,
      "priority",
      "valid",
    ),
    meaning(/_(?:re_?load\w*|refresh\w*|ttl|expir\w*|chang\w+|updated?)_/, "kept_policies", "read_once"),
    meaning(
      /_(?:cach\w+|once|disk|read|loop|async\w*|block\w*|concurren\w*|parallel|thread_pool)_/,
      "read_once",
      "kept_policies",
    ),
    meaning(/_(?:operators?|compar\w+|enum|equals?|contains|greater|less)_/, "compared", "all_conditions"),
    meaning(/_(?:conditions?|every_condition)_/, "all_conditions", "compared"),
    meaning(
      /(?:share|link|joined|same)\w*_(?:\w+_)?(?:thread|correlation)|packets_(?:\w+_)?(?:linked|correlated)/,
      "links",
      "thread",
    ),
    meaning(/correlation/, "correlation", "links"),
    meaning(/thread|uuid|determinis|conversation/, "thread"),
    meaning(/config|environment|settings|_env_|variable/, "config"),
    meaning(/_log(?:s|ged|ging)?_/, "valid"),
    meaning(/_(?:den(?:y|ies|ied))_/, "denied"),
    meaning(/allow|permit|valid|grant|match|decid|decision|evaluat|known|accept/, "valid", "priority"),
  ],
  beyond:
    /_(?:rate_limit\w*|quota|thrott\w+|exceed\w*|expired_(?:token|key|credentials?)|revoked|rotat\w+|encrypt\w*|redact\w*|masked|latency|performance|sla|429|404|approv\w+|escalat\w+|notif\w+|emergency|break_glass|dry_run|simulat\w+|rollback)_/,
};
