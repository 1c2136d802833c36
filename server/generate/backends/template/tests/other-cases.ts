import { contentOf } from "../code/client.ts";
import { literal } from "../code/config.ts";
import type { Design } from "../design/design.ts";
import type { OutboundCall } from "../design/outbound.ts";
import { call, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { settingValue, type Scene } from "./scene.ts";

/** The settings, the client, the logs, the switch: what stands around the handling of an event. */
export function otherCases(scene: Scene): TestCase[] {
  return [...configCases(scene.design), ...clientCases(scene.design), ...logCases(scene), ...disabledCase(scene)];
}

/** The value of a variable as text, and as the setting holds it. */
function environmentLines(design: Design): string[] {
  return design.environment.settings.map((setting) => {
    const value = settingValue(setting, design);
    const text = setting.type === "bool" ? '"true"' : setting.type === "int" ? pyString(value) : value;
    return `monkeypatch.setenv(${pyString(setting.variable)}, ${text})`;
  });
}

export function configCases(design: Design): TestCase[] {
  const { environment, names } = design;
  const { settings } = environment;
  if (settings.length === 0) return [];
  const required = settings.filter((setting) => setting.required);
  const optional = settings.filter((setting) => !setting.required);
  const cases: TestCase[] = [
    {
      topic: "config",
      name: "config_read_from_environment",
      about: "config",
      spare: 1,
      doc: "Every variable of the spec is read.",
      parameters: ["monkeypatch: pytest.MonkeyPatch"],
      body: [...environmentLines(design), `assert ${names.config}.from_env() == CONFIG`],
    },
  ];
  if (required.length > 0) {
    cases.push({
      topic: "config",
      name: "config_needs_its_variables",
      about: "config",
      spare: 3,
      doc: "A required variable that is not set, or empty, is an error that names it.",
      decorators: [`@pytest.mark.parametrize("variable", [${required.map(({ variable }) => pyString(variable)).join(", ")}])`],
      parameters: ["monkeypatch: pytest.MonkeyPatch", "variable: str"],
      body: [
        ...environmentLines(design),
        `assert ${names.config}.from_env() == CONFIG`,
        'monkeypatch.setenv(variable, "")',
        "with pytest.raises(ValueError, match=variable):",
        `    ${names.config}.from_env()`,
      ],
    });
  }
  if (optional.length > 0) {
    const given = required.map((setting) => `${setting.field}=${settingValue(setting, design)}`);
    const preset = optional.map((setting) => `${setting.field}=${literal(setting)}`);
    cases.push({
      topic: "config",
      name: "config_has_defaults",
      about: "config",
      spare: 3,
      doc: "Optional variables have a default.",
      parameters: ["monkeypatch: pytest.MonkeyPatch"],
      body: [
        ...environmentLines(design).slice(0, 0),
        ...required.map(
          (setting) =>
            `monkeypatch.setenv(${pyString(setting.variable)}, ${setting.type === "int" ? pyString(settingValue(setting, design)) : settingValue(setting, design)})`,
        ),
        ...optional.map(({ variable }) => `monkeypatch.delenv(${pyString(variable)}, raising=False)`),
        call(`assert ${names.config}.from_env() == ${names.config}`, [...given, ...preset], 4),
      ],
    });
  }
  return cases;
}

export function clientCases(design: Design): TestCase[] {
  const { client } = design.outbound;
  if (!client) return [];
  return [
    ...client.calls.map((one) => clientCase(design, one)),
    refusedCase(design, client.calls[0] as OutboundCall),
    ...retryCase(design),
  ];
}

/** How a test makes the client, and calls one of its methods. */
function clientLines(design: Design, one: OutboundCall, handler: string): string[] {
  const { client } = design.outbound;
  const values = client?.arguments.map(({ setting }) => settingValue(setting, design)) ?? [];
  const own = one.parameters.filter(({ setting }) => !setting).map(({ name }) => `${name}="a/b"`);
  const args = [...own, `${contentOf(one)}={"title": "Lunch"}`, 'correlation_id="corr-42"'];
  return [
    "async def send() -> Any:",
    `    async with httpx.AsyncClient(transport=httpx.MockTransport(${handler})) as http_client:`,
    `        api = ${client?.name ?? ""}(${["http_client", ...values].join(", ")})`,
    `        return await api.${one.name}(${args.join(", ")})`,
    "",
  ];
}

function urlOf(design: Design, one: OutboundCall): string {
  const base = one.baseUrl ? settingValue(one.baseUrl, design).replace(/"/g, "") : "";
  const filled = one.endpoint.replace(/\{(\w+)\}/g, (_, name: string) => {
    const setting = one.parameters.find((parameter) => parameter.name === name)?.setting;
    return setting ? settingValue(setting, design).replace(/"/g, "") : "a%2Fb";
  });
  return `${base}${filled}${contentOf(one) === "params" ? "?title=Lunch" : ""}`;
}

function credentialLine(design: Design): string[] {
  const credential = design.outbound.client?.credential;
  if (!credential) return [];
  if (credential.kind === "basic") {
    const [user, password] = [credential.user, credential.password].map((setting) => settingValue(setting, design));
    return [
      `assert request.headers["Authorization"] == "Basic " + b64encode(f"{${user ?? ""}}:{${password ?? ""}}".encode()).decode()`.replace(
        /\{"([^"]*)"\}/g,
        "$1",
      ),
    ];
  }
  const value = settingValue(credential.setting, design);
  return credential.kind === "bearer"
    ? [`assert request.headers["Authorization"] == "Bearer " + ${value}`.replace(/" \+ "/, "")]
    : [`assert request.headers["X-API-Key"] == ${value}`];
}

function clientCase(design: Design, one: OutboundCall): TestCase {
  return {
    topic: "client",
    name: `client_calls_${one.name}`,
    words: one.name,
    about: "client",
    spare: 1,
    doc: `The client sends ${one.verb} ${one.endpoint} as its API expects it.`,
    parameters: [],
    body: [
      "requests: List[httpx.Request] = []",
      "",
      "def answer(request: httpx.Request) -> httpx.Response:",
      "    requests.append(request)",
      "    return httpx.Response(200, json=RESULT)",
      "",
      ...clientLines(design, one, "answer"),
      "assert asyncio.run(send()) == RESULT",
      "request = requests[0]",
      `assert request.method == ${pyString(one.verb)}`,
      `assert str(request.url) == ${pyString(urlOf(design, one))}`,
      ...credentialLine(design),
      'assert request.headers["X-Correlation-ID"] == "corr-42"',
      ...(contentOf(one) === "body" ? ['assert json.loads(request.content) == {"title": "Lunch"}'] : []),
      `assert request.extensions["timeout"]["read"] == ${one.timeoutSeconds}`,
    ],
  };
}

function refusedCase(design: Design, one: OutboundCall): TestCase {
  return {
    topic: "client",
    name: "client_tells_of_a_refusal",
    about: "client",
    spare: 2,
    doc: "An answer that is no success is an error; one without a body is None.",
    parameters: [],
    body: [
      "statuses = [500, 204]",
      "",
      "def answer(request: httpx.Request) -> httpx.Response:",
      "    return httpx.Response(statuses.pop(0))",
      "",
      ...clientLines(design, one, "answer"),
      "with pytest.raises(httpx.HTTPStatusError) as caught:",
      "    asyncio.run(send())",
      "refused = caught.value.response",
      "assert refused.status_code == 500",
      'assert refused.request.headers["X-Correlation-ID"] == "corr-42"',
      "assert asyncio.run(send()) is None",
    ],
  };
}

function retryCase(design: Design): TestCase[] {
  const one = design.outbound.client?.calls.find(({ retries }) => retries > 0);
  if (!one) return [];
  return [
    {
      topic: "client",
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
        ...clientLines(design, one, "answer"),
        `if failures > ${one.retries}:`,
        "    with pytest.raises(httpx.ConnectError):",
        "        asyncio.run(send())",
        "else:",
        "    assert asyncio.run(send()) == RESULT",
        `assert [request.method for request in requests] == [${pyString(one.verb)}] * ${one.retries + 1}`,
      ],
    },
  ];
}

function logCases(scene: Scene): TestCase[] {
  const { design } = scene;
  const { names } = design;
  return [
    {
      topic: "logs",
      name: "processing_is_logged",
      about: "all",
      spare: 4,
      doc: "A handled event is one entry with its thread and its time.",
      parameters: [scene.subject, "substrate_service: MagicMock"],
      body: [
        "with capture_logs() as logs:",
        `    deliver(${scene.subjectName}, EVENT)`,
        `entry = next(one for one in logs if one["event"] == "${names.py}_processed")`,
        'assert entry["thread_uuid"] == str(THREAD_UUID)',
        'assert isinstance(entry["elapsed_ms"], int)',
        `assert [packet.${design.packets.keywords.find(({ meaning }) => meaning === "type")?.name ?? ""} for packet in written(substrate_service)] == [${pyString(design.packets.types.in)}, ${pyString(design.packets.types.out)}]`,
      ],
    },
  ];
}

function disabledCase(scene: Scene): TestCase[] {
  const { design, http } = scene;
  const { environment, substrate, names } = design;
  if (!environment.enabled || !http) return [];
  return [
    {
      topic: "disabled",
      name: "disabled_module_refuses",
      about: "all",
      spare: 3,
      doc: "Switched off, the module answers 503 and writes nothing.",
      parameters: ["handler: " + names.handler, "substrate_service: MagicMock"],
      body: [
        "app = FastAPI()",
        "app.include_router(router)",
        `app.state.${names.configState} = replace(CONFIG, ${environment.enabled.field}=False)`,
        `app.state.${names.handlerState} = handler`,
        "response = deliver(TestClient(app), EVENT)",
        "assert response.status_code == 503",
        'assert response.json()["detail"] == "disabled"',
        `substrate_service.${substrate.write.method}.assert_not_awaited()`,
      ],
    },
  ];
}
