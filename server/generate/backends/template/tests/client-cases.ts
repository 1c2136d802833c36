import { contentOf } from "../code/client.ts";
import type { Design } from "../design/shape.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import type { TestCase } from "./case.ts";
import { CORRELATION, settingValue } from "./scene.ts";

const NO_ROUTE = 'httpx.ConnectError("no route")';
const FINE = "httpx.Response(200, json=RESULT)";

/** What the client puts on the wire, call by call, and what it makes of answers that are none. */
export function clientCases(design: Design): TestCase[] {
  const { client } = design.outbound;
  const [first] = client?.calls ?? [];
  if (!client || !first) return [];
  return [...client.calls.map((one) => clientCase(design, one, one === first)), ...retryCase(design)];
}

/** The helper that lets the client talk to another side which answers as it is told. */
export function exchangeBlock(design: Design): Block[] {
  const { client } = design.outbound;
  if (!client) return [];
  const values = client.arguments.map(({ setting }) => settingValue(setting, design));
  return [
    {
      defines: ["exchange"],
      code: py`
        ${call("def exchange", [`send: Callable[[${client.name}], Awaitable[Any]]`, "*answers: Any"], 0, " -> Tuple[Any, List[httpx.Request]]:")}
            """What a call of the client gives and sends, when the other side answers so; every request says who sends it."""
            requests: List[httpx.Request] = []

            def answer(request: httpx.Request) -> httpx.Response:
                assert request.headers["X-Correlation-ID"] == ${pyString(CORRELATION)}
                ${credentialLine(design)}
                requests.append(request)
                given = answers[len(requests) - 1]
                if isinstance(given, Exception):
                    raise given
                return given

            async def run() -> Any:
                async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http_client:
                    return await send(${client.name}(${["http_client", ...values].join(", ")}))

            return asyncio.run(run()), requests
      `,
    },
  ];
}

/** The function that makes one call. */
function sendLines({ outbound }: Design, one: OutboundCall): string[] {
  const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}="a/b"`);
  const args = [...own, `${contentOf(one)}={"title": "Lunch"}`, `correlation_id=${pyString(CORRELATION)}`];
  return [
    "",
    `def send(api: ${outbound.client?.name ?? ""}) -> Awaitable[Any]:`,
    `    ${call(`return api.${one.name}`, args, 8).replaceAll("\n", "\n    ")}`,
    "",
  ];
}

function urlOf(design: Design, one: OutboundCall): string {
  const plain = (value: string): string => value.replace(/"/g, "");
  const base = one.baseUrl ? plain(settingValue(one.baseUrl, design)) : "";
  const filled = one.endpoint.replace(/\{(\w+)\}/g, (_, name: string) => {
    const setting = one.parameters.find((parameter) => parameter.name === name)?.setting;
    return setting ? plain(settingValue(setting, design)) : "a%2Fb";
  });
  return `${base}${filled}${contentOf(one) === "params" ? "?title=Lunch" : ""}`;
}

function credentialLine(design: Design): string[] {
  const credential = design.outbound.client?.credential;
  if (!credential) return [];
  if (credential.kind === "basic") {
    const [user, password] = [credential.user, credential.password].map((setting) => {
      const value = settingValue(setting, design);
      return value.startsWith('"') ? value.slice(1, -1) : `{${value}}`;
    });
    return [
      `assert request.headers["Authorization"] == "Basic " + b64encode(f"${user ?? ""}:${password ?? ""}".encode()).decode()`,
    ];
  }
  const value = settingValue(credential.setting, design);
  return credential.kind === "bearer"
    ? [`assert request.headers["Authorization"] == f"Bearer {${value}}"`.replace(/f"Bearer \{"(.*)"\}"/, '"Bearer $1"')]
    : [`assert request.headers["X-API-Key"] == ${value}`];
}

/** @param others what an empty answer and a refusal become is shown too */
function clientCase(design: Design, one: OutboundCall, others: boolean): TestCase {
  const { retries } = one;
  const answers = [...Array<string>(retries).fill(NO_ROUTE), FINE];
  return {
    topic: "client",
    answers: [],
    name: `client_calls_${one.name}`,
    words: one.name,
    about: "client",
    spare: 1,
    doc: `The client sends ${one.verb} ${one.endpoint} as its API expects it${others ? "; an empty answer is None, a refusal an error" : ""}.`,
    parameters: [],
    body: [
      ...sendLines(design, one),
      call("result, requests = exchange", ["send", ...answers], 4),
      "assert result == RESULT",
      `assert len(requests) == ${answers.length}`,
      `assert requests[-1].method == ${pyString(one.verb)}`,
      `assert str(requests[-1].url) == ${pyString(urlOf(design, one))}`,
      ...(contentOf(one) === "body" ? ['assert json.loads(requests[-1].content) == {"title": "Lunch"}'] : []),
      `assert requests[-1].extensions["timeout"]["read"] == ${one.timeoutSeconds}`,
      "with pytest.raises(httpx.ConnectError):",
      `    exchange(${["send", ...Array<string>(retries + 1).fill(NO_ROUTE)].join(", ")})`,
      ...(others
        ? [
            "assert exchange(send, httpx.Response(204))[0] is None",
            "with pytest.raises(httpx.HTTPStatusError):",
            "    exchange(send, httpx.Response(500))",
          ]
        : []),
    ],
  };
}

function retryCase(design: Design): TestCase[] {
  const one = design.outbound.client?.calls.find(({ retries }) => retries > 0);
  if (!one) return [];
  return [
    {
      topic: "retry",
      name: "client_tries_again",
      words: `${one.name} retry retries`,
      about: "client",
      spare: 2,
      doc: "A call that does not get through is tried again, and each failure is an entry.",
      parameters: [],
      body: [
        ...sendLines(design, one),
        "with capture_logs() as logs:",
        `    exchange(send, ${NO_ROUTE}, ${FINE})`,
        'entries = [(one["event"], one["attempt"], one["correlation_id"]) for one in logs]',
        `assert entries == [("${design.names.py}_call_failed", 1, ${pyString(CORRELATION)})]`,
        `assert logs[0]["url"] == ${pyString(urlOf(design, one).replace(/\?.*/, ""))}`,
      ],
    },
  ];
}
