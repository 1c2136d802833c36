import { isTypeScript } from "../../server/facts/languages.ts";
import { defineRule, type Related } from "../define.ts";
import { AuthReach, type ReachedCheck, type RouteAuth } from "../shared/auth-reach.ts";
import { ModuleNames } from "../shared/module-names.ts";
import { routesOf } from "../shared/module-routes.ts";
import { pairRoutes, specRoutes } from "../shared/route-pairs.ts";

type Expected = "hmac" | "bearer" | "api_key" | "basic" | "none";

/** What is wrong with a handler's checks: what they are instead, and what to do. */
interface Drift {
  found: string;
  instead: string;
  check: ReachedCheck | null;
}

const CALLED: Readonly<Record<string, string>> = {
  hmac: "an HMAC signature",
  bearer: "a bearer token",
  api_key: "an API key",
  basic: "a user name and password",
};

/** What code of a language compares and reads with. */
interface Words {
  compare: string;
  body: string;
  digest: (name: string) => string;
  equality: string;
}

const PYTHON: Words = {
  compare: "hmac.compare_digest",
  body: "await request.body()",
  digest: (name) => `hashlib.${name}`,
  equality: "==",
};

const TYPESCRIPT: Words = {
  compare: "timingSafeEqual",
  body: "the raw body",
  digest: (name) => `createHmac("${name}", …)`,
  equality: "===",
};

function insteadOf(expected: Expected, { compare }: Words): string {
  switch (expected) {
    case "hmac":
      return `Compute the HMAC over the raw body and compare it with \`${compare}\`, or correct the spec.`;
    case "bearer":
      return "Check the bearer token of the Authorization header, or correct the spec.";
    case "api_key":
      return "Compare the API key of the request's header, or correct the spec.";
    case "basic":
      return "Check the user name and password of the Authorization header, or correct the spec.";
    case "none":
      return "Take the check out, or name it in the spec.";
  }
}

/** Functions of the repository that verify signatures, and those that authenticate in a way their names do not tell. */
const OUTSIDE_HMAC =
  /(verif|valid|check|require|auth|comput).*(signature|hmac|webhook)|(signature|hmac).*(verif|valid|check|auth|depend|guard)/i;
const OUTSIDE_AUTH =
  /(verif|valid|check|require|auth|get|current|ensure).*(auth|token|user|api_?key|credential|bearer|jwt|oauth|principal|permission|caller|signature|hmac)|^(auth|authenticate|authorize|security|guard)$|(login|auth|token|key|jwt)_?required$|(?<!throttler)guard(\(.*\))?$/i;

export default defineRule({
  id: "auth_drift",
  family: "drift",
  check: "contracts_extracted",
  severity: "error",
  languages: ["yaml", "python", "typescript"],
  fix: null,
  what: "A route checks its caller in another way than the spec's inbound entry says.",
  why: "A webhook whose signature is not verified takes orders from anyone; one that checks what the sender does not send refuses everybody.",
  instead:
    "Check what the spec's `auth` says: for hmac-sha256 the HMAC over the raw body, compared with `hmac.compare_digest`, in TypeScript with `timingSafeEqual`.",
  examples: [
    {
      bad: '# spec: auth: hmac-sha256\n@router.post("/webhook")\nasync def handle(authorization: str = Header()) -> Response:\n    if not authorization.startswith("Bearer "):\n        raise HTTPException(status_code=401)\n',
      good: '# spec: auth: hmac-sha256\n@router.post("/webhook")\nasync def handle(request: Request, x_signature: str = Header()) -> Response:\n    expected = hmac.new(secret, await request.body(), hashlib.sha256).hexdigest()\n    if not hmac.compare_digest(expected, x_signature):\n        raise HTTPException(status_code=401)\n',
    },
  ],
  module(module, context) {
    const names = new ModuleNames(module);
    const wanted = specRoutes(module.spec).filter(({ inbound }) => expectedOf(inbound.auth?.text) !== null);
    if (names.code.length === 0 || wanted.length === 0) return;
    const { same, otherMethod, otherPath } = pairRoutes(specRoutes(module.spec), routesOf(names));
    const reach = new AuthReach(names);
    for (const { spec, code } of [...same, ...otherMethod, ...otherPath]) {
      const auth = spec.inbound.auth;
      const expected = expectedOf(auth?.text);
      if (!auth || expected === null) continue;
      const reached = reach.of(code);
      const words = isTypeScript(code.file.path) ? TYPESCRIPT : PYTHON;
      const drift = driftOf(expected, reached, auth.text, words);
      if (!drift) continue;
      const handler = code.fact.handler ?? "The handler";
      const path = code.fact.handlerSpan ? code.file.path : (reached.handler?.file.path ?? code.file.path);
      const related: Related[] = [{ path: module.specPath, at: auth.span, message: `The spec says auth: ${auth.text}` }];
      if (drift.check) related.push({ path: drift.check.file.path, at: drift.check.check.span, message: "What the code checks" });
      context.report(path, {
        at: code.fact.handlerSpan ?? reached.handler?.fact.span ?? code.fact.span,
        message: `\`${handler}\` ${drift.found}, but the spec says \`auth: ${auth.text}\`. ${drift.instead}`,
        related,
        data: { expected: auth.text, route: spec.route.text },
      });
    }
  },
});

/** What the spec's word asks for; null where it says nothing that can be checked. */
function expectedOf(auth: string | undefined): Expected | null {
  const word = auth?.toLowerCase().replace(/[\s_-]/g, "") ?? "";
  if (/^(hmac|signature)/.test(word)) return "hmac";
  if (/^(bearer|jwt|oauth2?)/.test(word)) return "bearer";
  if (/^apikey/.test(word)) return "api_key";
  if (/^basic/.test(word)) return "basic";
  return word === "none" || word === "public" || word === "anonymous" ? "none" : null;
}

function driftOf(expected: Expected, { checks, outside }: RouteAuth, written: string, words: Words): Drift | null {
  const find = (scheme: string): ReachedCheck | null => checks.find(({ check }) => check.scheme === scheme) ?? null;
  if (expected === "none") {
    // Further away it may be another route's.
    const own = checks.find(({ check, depth }) => depth <= 1 && /^(hmac|bearer|api_key|basic)$/.test(check.scheme));
    return own
      ? { found: `checks ${CALLED[own.check.scheme] as string}`, instead: insteadOf(expected, words), check: own }
      : null;
  }
  if (find("external")) return null;
  // Handed to something outside the module, whose name alone does not tell.
  const handedOut = checks.some(({ check }) => check.scheme === "delegated" && outside.includes(check.callee ?? ""));
  if (expected === "hmac" && find("hmac")) return weakHmac(checks, written, words);
  if (expected !== "hmac" && find(expected)) return null;
  if (handedOut || outside.some((name) => (expected === "hmac" ? OUTSIDE_HMAC : OUTSIDE_AUTH).test(name))) return null;
  const other = ["hmac", "bearer", "api_key", "basic"].map(find).find((check) => check !== null) ?? null;
  if (other)
    return { found: `checks ${CALLED[other.check.scheme] as string}`, instead: insteadOf(expected, words), check: other };
  if (outside.some((name) => OUTSIDE_AUTH.test(name))) return null;
  const compared = find("compare") ?? find("equality");
  if (compared) return { found: "compares a secret and nothing else", instead: insteadOf(expected, words), check: compared };
  return { found: "checks nothing of its caller", instead: insteadOf(expected, words), check: null };
}

/** An HMAC that does not do what it is for. */
function weakHmac(checks: readonly ReachedCheck[], written: string, words: Words): Drift | null {
  const hmacs = checks.filter(({ check }) => check.scheme === "hmac");
  const [first] = hmacs;
  if (!first) return null;
  const digest = /(sha\d+|md5)/.exec(written.toLowerCase().replace(/sha-/, "sha"))?.[1] ?? null;
  if (digest && hmacs.every(({ check }) => check.digest !== null && check.digest !== digest)) {
    return {
      found: `computes its HMAC with ${first.check.digest as string}`,
      instead: `Use \`${words.digest(digest)}\`, or correct the spec.`,
      check: first,
    };
  }
  if (hmacs.every(({ check }) => check.rewritten)) {
    return {
      found: "computes its HMAC over JSON that it wrote again",
      instead: `Sign ${words.body.includes("(") ? `\`${words.body}\`` : words.body}, the bytes as they came: a space more or less is another signature.`,
      check: first,
    };
  }
  const compared =
    checks.find(({ check, file, depth }) => check.scheme === "equality" && file === first.file && depth === first.depth) ?? null;
  if (!checks.some(({ check }) => check.scheme === "compare")) {
    return {
      found: compared ? `compares the signature with \`${words.equality}\`` : "computes an HMAC and compares it with nothing",
      instead: `Compare it with \`${words.compare}\`, which takes the same time for every signature.`,
      check: compared ?? first,
    };
  }
  return null;
}
