import { authHeaders } from "../design/auth-headers.ts";
import { isForm } from "./requests.ts";
import { needsConfig } from "../code/routes.ts";
import { signatureLines } from "../code/signature.ts";
import type { Scheme } from "../design/environment.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { call, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { exchangeBlock } from "./client-cases.ts";
import { ENTRY, failureBlock, rejectionsBlock } from "./failure.ts";
import { handlerBlock, mockBlocks, resultBlock, storedBlock, writtenBlock } from "./packet-support.ts";
import { pyValue, sampleOf } from "./samples.ts";
import { answerOf, BOUND_TOOL, delivery, HANDLED, outcome, SECRET_NAMES, settingValue, UNANSWERED, type Scene } from "./scene.ts";

const SECRETS: Readonly<Record<Scheme, string>> = { hmac: "test-secret", bearer: "test-token", api_key: "test-key" };

/** The name of the first packet, of the type that the substrate gives. */
export function firstPacketConstant({ substrate }: Pick<Scene["design"], "substrate">): Block {
  const text = '"11111111-1111-4111-8111-111111111111"';
  return constant("FIRST_PACKET", substrate.write.idType === "UUID" ? `UUID(${text})` : text);
}

function constant(name: string, value: string, type = ""): Block {
  return { defines: [name], code: `${name}${type} = ${value}`, tight: true };
}

/** Constants, helpers and fixtures of the tests; a test file gets those that its tests use. */
export function supportBlocks(scene: Scene): Block[] {
  const { design, event, threadSeed } = scene;
  const { environment, runtime, outbound, names, attachments, routes } = design;
  const blocks: Block[] = [...environment.secrets.keys()].map((scheme) =>
    constant(SECRET_NAMES[scheme], pyString(SECRETS[scheme])),
  );
  if (environment.settings.length > 0) {
    blocks.push({
      defines: ["CONFIG"],
      code: call(
        `CONFIG = ${names.config}`,
        environment.settings.map((setting) => `${setting.field}=${settingValue(setting, design)}`),
        0,
      ),
      tight: true,
    });
  }
  const lines = Object.entries(event).map(([name, value]) => `    ${pyString(name)}: ${pyValue(value)},`);
  blocks.push({ defines: ["EVENT"], code: `EVENT: Dict[str, Any] = {\n${lines.join("\n")}\n}`, tight: true });
  if (attachments) blocks.push(constant("STORED", '{**EVENT, "attachments": [{"name": "offer.pdf", "size": 1024}]}'));
  blocks.push(constant("THREAD_UUID", `uuid5(MODULE_NAMESPACE, ${pyString(threadSeed)})`));
  if (runtime) blocks.push(constant("ANSWER", '"The answer of AIOS."'));
  if (outbound.client) blocks.push(constant("RESULT", '{"id": "result-1"}'));
  blocks.push(constant(HANDLED, answerOf(scene, outcome(scene))), constant(UNANSWERED, answerOf(scene, [])));
  const registry = runtime?.registry?.approved ? runtime.registry : null;
  const binding = design.contracts.model("tool_binding");
  if (registry && binding)
    blocks.push({
      defines: ["BINDING"],
      code: `BINDING = ${sampleOf(design.contracts, binding, { [design.identity]: pyString(BOUND_TOOL) })}`,
      tight: true,
    });
  if (design.substrate.write.id) blocks.push(firstPacketConstant(design));
  for (const [at, route] of routes.entries()) blocks.push(...requestBlocks(scene, route, at));
  if (routes.length === 0) blocks.push(directBlock(scene));
  blocks.push(
    writtenBlock(scene),
    ...exchangeBlock(design),
    ENTRY,
    rejectionsBlock(scene),
    failureBlock(scene),
    ...(runtime ? [contextBlock(scene)] : []),
    ...storedBlock(scene),
    ...resultBlock(scene),
  );
  return [...blocks, ...fixtureBlocks(scene)];
}

/** The headers, the sending of a body, the delivery of an event by one route. */
function requestBlocks(scene: Scene, route: InboundSpec, at: number): Block[] {
  const suffix = at === 0 ? "" : `_${pythonName(route.name)}`;
  const blocks: Block[] = route.auth === "none" ? [] : [headersBlock(scene, route, suffix)];
  const verb = route.method.toLowerCase();
  const hasBody = !/^(?:GET|DELETE)$/.test(route.method);
  const form = isForm(route);
  const path = pyString((route.route ?? "").replace(/\{(\w+)(?::\w+)?\}/g, "{event['$1']}"));
  const url = path.includes("{") ? `f${path}` : path;
  const body = hasBody ? (form ? "urlencode(event).encode()" : "json.dumps(event).encode()") : 'b""';
  const headers = route.auth === "none" ? "" : `, headers=${headersCall(route, suffix, "body")}`;
  const content = hasBody ? ", content=body" : ", params=event";
  const needsBody = hasBody || route.auth === "hmac";
  blocks.push({
    defines: [delivery(route, at)],
    code: py`
      def ${delivery(route, at)}(client: TestClient, event: Dict[str, Any]) -> httpx.Response:
          """Send an event to ${route.route ?? ""} as its caller does."""
          ${needsBody && `body = ${body}`}
          return client.${verb}(${url}${content}${headers})
    `,
  });
  return blocks;
}

/** The name of the helper that makes a route's headers. */
export function headersCall({ auth }: InboundSpec, suffix: string, body: string, more: readonly string[] = []): string {
  return `${auth === "hmac" ? "signed" : "known"}_headers${suffix}(${[...(auth === "hmac" ? [body] : []), ...more].join(", ")})`;
}

function headersBlock({ design }: Scene, route: InboundSpec, suffix: string): Block {
  const { proof, timestamp } = authHeaders(route);
  const scheme = route.auth as Scheme;
  const secret = SECRET_NAMES[scheme];
  const name = `${scheme === "hmac" ? "signed" : "known"}_headers${suffix}`;
  const stamp = "timestamp = str(int(time.time()) - age)";
  if (scheme === "hmac") {
    const { signing } = design;
    const sent = [
      `${pyString(proof)}: ${signing.timestamp === "element" ? 'f"t={timestamp},v1={digest}"' : "digest"}`,
      ...(timestamp === null ? [] : [`${pyString(timestamp)}: timestamp`]),
    ];
    return {
      defines: [name],
      code: py`
        def ${name}(body: bytes, ${signing.timestamp !== null && "age: int = 0, "}secret: str = ${secret}) -> Dict[str, str]:
            """The headers that a caller sends with a body."""
            ${signing.timestamp !== null && stamp}
            ${signatureLines(signing, "secret", "digest", `CONFIG.${design.environment.webhookUrl?.field ?? ""}`)}
            return {${sent.join(", ")}}
      `,
    };
  }
  const value = scheme === "bearer" ? 'f"Bearer {secret}"' : "secret";
  return {
    defines: [name],
    code: py`
      def ${name}(age: int = 0, secret: str = ${secret}) -> Dict[str, str]:
          """The headers by which a caller is known."""
          ${stamp}
          return {${pyString(proof)}: ${value}, ${pyString(timestamp ?? "")}: timestamp}
    `,
  };
}

function directBlock({ design, expressions }: Scene): Block {
  const { names, spec } = design;
  const inbound = expressions.several ? `, ${pyString(pythonName(spec.inbound[0]?.name ?? ""))}` : "";
  return {
    defines: ["deliver"],
    code: py`
      def deliver(handler: ${names.handler}, event: Dict[str, Any]) -> ${names.response}:
          """Hand an event over as a caller does."""
          return asyncio.run(handler.handle(${names.event}(**event)${inbound}))
    `,
  };
}

function contextBlock({ design: { runtime } }: Scene): Block {
  return {
    defines: ["context_of"],
    code: py`
      def context_of(runtime: MagicMock) -> ${runtime?.context.model ?? ""}:
          """The context of the one call of AIOS."""
          runtime.${runtime?.method ?? ""}.assert_awaited_once()
          return runtime.${runtime?.method ?? ""}.await_args.args[0]
    `,
  };
}

/** One fixture for each thing that the handler is given, the handler, and the application around it. */
function fixtureBlocks(scene: Scene): Block[] {
  const { design, http } = scene;
  const { names, routes } = design;
  const client: Block = {
    defines: ["client"],
    code: py`
      @pytest.fixture
      def client(handler: ${names.handler}) -> TestClient:
          """${routes.length > 1 ? "The routes" : "The route"} with ${routes.length > 1 ? "their" : "its"} services."""
          app = FastAPI()
          app.include_router(router)
          ${needsConfig(design) && `app.state.${names.configState} = CONFIG`}
          app.state.${names.handlerState} = handler
          return TestClient(app)
    `,
  };
  return [...mockBlocks(scene), handlerBlock(design), ...(http ? [client] : [])];
}
