import { contentOf } from "../code/client.ts";
import type { Design } from "../design/design.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { settingValue } from "./scene.ts";

/** What the client puts on the wire, call by call, and what it makes of answers that are none. */
export function clientCases(design: Design): TestCase[] {
  const { client } = design.outbound;
  if (!client) return [];
  return [...client.calls.map((one, at) => clientCase(design, one, at === 0)), ...retryCase(design)];
}

/** How a test makes the client, and calls one of its methods. */
function sendLines(design: Design, one: OutboundCall): string[] {
  const { client } = design.outbound;
  const values = client?.arguments.map(({ setting }) => settingValue(setting, design)) ?? [];
  const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}="a/b"`);
  const args = [...own, `${contentOf(one)}={"title": "Lunch"}`, 'correlation_id="corr-42"'];
  return [
    "async def send() -> Any:",
    "    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http_client:",
    `        api = ${client?.name ?? ""}(${["http_client", ...values].join(", ")})`,
    `        return await api.${one.name}(${args.join(", ")})`,
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

/** @param others an empty answer and a refusal follow the first one */
function clientCase(design: Design, one: OutboundCall, others: boolean): TestCase {
  return {
    topic: "client",
    name: `client_calls_${one.name}`,
    words: one.name,
    about: "client",
    spare: others ? 1 : 2,
    doc: `The client sends ${one.verb} ${one.endpoint} as its API expects it${others ? "; an empty answer is None, a refusal an error" : ""}.`,
    parameters: [],
    body: [
      "requests: List[httpx.Request] = []",
      ...(others ? ["answers = [httpx.Response(200, json=RESULT), httpx.Response(204), httpx.Response(500)]"] : []),
      "",
      "def answer(request: httpx.Request) -> httpx.Response:",
      "    requests.append(request)",
      others ? "    return answers[len(requests) - 1]" : "    return httpx.Response(200, json=RESULT)",
      "",
      ...sendLines(design, one),
      "assert asyncio.run(send()) == RESULT",
      "request = requests[0]",
      `assert request.method == ${pyString(one.verb)}`,
      `assert str(request.url) == ${pyString(urlOf(design, one))}`,
      ...credentialLine(design),
      'assert request.headers["X-Correlation-ID"] == "corr-42"',
      ...(contentOf(one) === "body" ? ['assert json.loads(request.content) == {"title": "Lunch"}'] : []),
      `assert request.extensions["timeout"]["read"] == ${one.timeoutSeconds}`,
      ...(others
        ? ["assert asyncio.run(send()) is None", "with pytest.raises(httpx.HTTPStatusError):", "    asyncio.run(send())"]
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
      doc: `A call that does not get through is tried again, ${one.retries === 1 ? "once" : `${one.retries} times`} and no more.`,
      decorators: [`@pytest.mark.parametrize("failures", [${one.retries}, ${one.retries + 1}])`],
      parameters: ["failures: int"],
      body: [
        "requests: List[httpx.Request] = []",
        "",
        "def answer(request: httpx.Request) -> httpx.Response:",
        "    requests.append(request)",
        "    if len(requests) <= failures:",
        '        raise httpx.ConnectError("no route")',
        "    return httpx.Response(200, json=RESULT)",
        "",
        ...sendLines(design, one),
        "with capture_logs() as logs:",
        `    if failures > ${one.retries}:`,
        "        with pytest.raises(httpx.ConnectError):",
        "            asyncio.run(send())",
        "    else:",
        "        assert asyncio.run(send()) == RESULT",
        'assert [one["attempt"] for one in logs] == list(range(1, failures + 1))',
        'assert {(one["event"], one["url"], one["correlation_id"]) for one in logs} == {',
        `    ("${design.names.py}_call_failed", str(requests[0].url), "corr-42"),`,
        "}",
        `assert [request.method for request in requests] == [${pyString(one.verb)}] * ${one.retries + 1}`,
      ],
    },
  ];
}
