import type { Design } from "../design/shape.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { call, docText, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { CHECK_NAMES, headerParameter } from "./auth.ts";
import { authHeaders } from "../design/auth-headers.ts";
import { raisesOut } from "./errors.ts";
import { expressionsOf } from "./expressions.ts";

/** The router, what is injected into its handlers, and one handler a route. */
export function routeBlocks(design: Design): Block[] {
  const { routes, names } = design;
  if (routes.length === 0) return [];
  return [
    { defines: ["router"], code: `router = APIRouter(tags=[${pyString(names.py)}])`, tight: true },
    ...(needsConfig(design)
      ? [stateBlock("get_config", names.config, names.configState, "The settings that the lifespan read.")]
      : []),
    stateBlock(
      `get_${names.handlerState.endsWith("service") ? "service" : "adapter"}`,
      names.handler,
      names.handlerState,
      "The adapter that the lifespan made.",
    ),
    ...routes.flatMap((route) => [verifiedBlock(design, route), handlerBlock(design, route)]),
  ];
}

export function needsConfig({ routes, environment }: Design): boolean {
  return environment.enabled !== null || routes.some(({ auth }) => auth !== "none");
}

function stateBlock(name: string, type: string, state: string, doc: string): Block {
  return {
    defines: [name],
    code: py`
      def ${name}(request: Request) -> ${type}:
          """${doc}"""
          return request.app.state.${state}
    `,
  };
}

/** The dependency that gives a handler its event: who sends it is checked first, then what it says. */
function verifiedBlock(design: Design, route: InboundSpec): Block {
  const { names, environment, policy } = design;
  const name = pythonName(route.name);
  const isChecked = route.auth !== "none";
  const headers = isChecked ? authHeaders(route) : null;
  const proof = headerParameter(headers?.proof ?? "", route.auth);
  const timestamp = headers && headers.timestamp !== null ? headerParameter(headers.timestamp, "none") : null;
  const parameters = [
    "request: Request",
    ...(needsConfig(design) && (isChecked || environment.enabled) ? [`config: ${names.config} = Depends(get_config)`] : []),
    ...(headers ? [proof.declared, ...(timestamp ? [timestamp.declared] : [])] : []),
  ];
  const readsBody = !/^(?:GET|DELETE)$/.test(route.method);
  const check = headers
    ? `${CHECK_NAMES[route.auth as keyof typeof CHECK_NAMES]}(${["config", ...(route.auth === "hmac" ? ["body"] : []), proof.name, ...(timestamp ? [timestamp.name] : [])].join(", ")})`
    : "";
  const needsBody = readsBody || route.auth === "hmac";
  return {
    defines: [`verified_${name}`],
    code: py`
      ${call(`async def verified_${name}`, parameters, 0, ` -> ${names.event}:`)}
          """The event of a request${isChecked ? " whose sender is known" : ""}."""
          ${environment.enabled && [`if not config.${environment.enabled.field}:`, '    raise HTTPException(status_code=503, detail="disabled")']}
          ${needsBody && "body = await request.body()"}
          ${
            check && [
              "try:",
              `    ${check}`,
              "except HTTPException as error:",
              `    logger.warning("${names.py}_rejected", inbound=${pyString(name)}, reason=error.detail)`,
              "    raise",
            ]
          }
          try:
              return ${names.event}(**${dataOf(route, readsBody)})
          except (TypeError, ValueError) as error:
              logger.warning("${names.py}_rejected", inbound=${pyString(name)}, reason=${pyString(policy.invalidPayload.name)})
              raise HTTPException(status_code=${policy.invalidPayload.status}, detail=${pyString(policy.invalidPayload.name)}) from error
    `,
  };
}

function dataOf({ route, payloadType }: InboundSpec, readsBody: boolean): string {
  const data = readsBody
    ? /form|urlencoded/i.test(payloadType)
      ? "dict(parse_qsl(body.decode(), keep_blank_values=True))"
      : "json.loads(body)"
    : "dict(request.query_params)";
  return route?.includes("{") ? `{**${data}, **request.path_params}` : data;
}

function handlerBlock(design: Design, route: InboundSpec): Block {
  const { names } = design;
  const { several } = expressionsOf(design);
  const name = pythonName(route.name);
  const getter = names.handlerState.endsWith("service") ? "get_service" : "get_adapter";
  const handled = `return await adapter.handle(event${several ? `, ${pyString(name)}` : ""})`;
  return {
    defines: [`receive_${name}`],
    code: py`
      @router.${route.method.toLowerCase()}(${pyString(route.route ?? "")}, response_model=${names.response})
      ${call(`async def receive_${name}`, [`event: ${names.event} = Depends(verified_${name})`, `adapter: ${names.handler} = Depends(${getter})`], 0, ` -> ${names.response}:`)}
          """${docText(route.description ?? `Handle one request of ${route.name}`)}."""
          ${
            raisesOut(design)
              ? [
                  "try:",
                  `    ${handled}`,
                  `except ${names.error} as error:`,
                  "    raise HTTPException(status_code=error.status, detail=error.category) from error",
                ]
              : handled
          }
    `,
  };
}
