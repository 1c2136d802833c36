import { stems } from "./meanings.ts";

/** Words that say nothing of a condition: what every module has, and what only makes a name read well. */
const GENERIC = stems(
  `a about across after again against an and another are as at back be been before between but can cannot could did do if may more must never no not over
  shall should such than under up will would other be been being by does for from get gets has have in into is it its of on or out per same that the their them then this to via was were
  when with without within where which who all any each every both one only single full fully correct correctly properly cleanly right good fine happy path
  smoke test tests basic simple end real new known existing given proper normal expected required complete first second own
  event events request requests call calls payload webhook webhooks message messages delivery deliveries inbound outbound incoming body input output response
  answer answers reply replies result results packet packets envelope data record entry entries json http api endpoint route post put status code 200 client
  caller user sender module adapter tool service handler registry substrate memory storage store downstream upstream aios agent runtime thread uuid uuidv5
  correlation context binding bindings tool_id id ids identity metadata schema model field fields argument arguments signature signed token key secret
  timestamp header headers auth hmac bearer authorized authorised authenticated authentication config configuration environment variable variables settings
  valid validated validates validation verified verify checked check accepted accept accepts processed process processes processing processed handled handle
  handles handling success succeeds succeed successful successfully received receive receives passes pass works work ok allowed allow completed complete
  stored stores store persisted persists persist saved saves recorded records written writes write writes emitted emits emit audit audited logged logs log
  created creates create inserted posted posts
  called sent sends send delivered delivers forwarded forwards forward routed routes dispatched dispatches dispatch executed executes found find looked up
  lookup returned returns return listed lists fetched fetches retrieved read reads served booked booking answered responded synced submitted published
  registered triggered replied parsed parses parse extracted mapped attachment attachments kept deterministic stable derived determined shares share shared
  linked links joined propagates propagated propagation retried retry retries again offered bound holds hold carries carry contains includes match matches
  default defaults cached`,
);
/** Read elsewhere. */
const STATUS = /^[1-5]\d\d$/;
/** Ends that a word may have more than its stem. */
const ENDINGS = /(?:ies|ing|ed|es|s|d)$/;

/** What every module has, and what this one's spec says beside its acceptance names. */
export function knownWords(spec: string): ReadonlySet<string> {
  return new Set([...GENERIC, ...stems(spec)].map(bare));
}

/** The first word of a name that is not known: a condition of which nothing is told. */
export function unknownWord(text: string, known: ReadonlySet<string>): string | null {
  for (const word of text.toLowerCase().split(/[^a-z0-9]+/))
    if (word.length > 2 && !STATUS.test(word) && [...stems(word)].some((stem) => !known.has(bare(stem)))) return word;
  return null;
}

function bare(word: string): string {
  return word.length > 4 ? word.replace(ENDINGS, "") : word;
}
