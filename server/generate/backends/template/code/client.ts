import type { Design } from "../design/shape.ts";
import type { ClientDesign, OutboundCall } from "../design/outbound.ts";
import { call, docstring, py, pyString } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";

/** What is sent with a call: a JSON body, or query parameters. */
export function contentOf({ verb }: OutboundCall): "body" | "params" {
  return /^(?:POST|PUT|PATCH)$/.test(verb) ? "body" : "params";
}

/** The client of what the module calls. */
export function clientBlocks({ outbound, names, task }: Design): Block[] {
  const { client } = outbound;
  if (!client) return [];
  const parameters = ["self", "client: httpx.AsyncClient", ...client.arguments.map(({ name }) => `${name}: str`)];
  return [
    {
      defines: [client.name],
      code: py`
        class ${client.name}:
            """What ${task.module.name} calls, through an injected HTTP client."""

            ${call("def __init__", parameters, 4, " -> None:")}
                self._client = client
                ${client.arguments.map(({ name }) => `self._${name} = ${name}`)}

            ${client.calls.map((one) => methodOf(one, client)).join("\n\n")}

            ${sendMethod(client, names.py)}
      `,
    },
  ];
}

function methodOf(one: OutboundCall, client: ClientDesign): string {
  const content = contentOf(one);
  const own = one.parameters.filter(({ setting }) => !setting);
  const parameters = ["self", ...own.map(({ name }) => `${name}: str`), `${content}: Dict[str, Any]`, "correlation_id: str"];
  const filled = one.endpoint.replace(/\{(\w+)\}/g, (_, name: string) => {
    const setting = one.parameters.find((parameter) => parameter.name === name)?.setting;
    const value = setting ? `self._${client.arguments.find((argument) => argument.setting === setting)?.name ?? ""}` : name;
    return `{quote(${value}, safe='')}`;
  });
  const base = one.baseUrl ? `{self._${client.arguments.find(({ setting }) => setting === one.baseUrl)?.name ?? ""}}` : "";
  const url = `${base}${filled}`;
  const args = [
    pyString(one.verb),
    `${url.includes("{") ? "f" : ""}${pyString(url)}`,
    "correlation_id",
    `timeout=${Number.isInteger(one.timeoutSeconds) ? `${one.timeoutSeconds}.0` : one.timeoutSeconds}`,
    ...(client.calls.some(({ retries }) => retries > 0) ? [`attempts=${one.retries + 1}`] : []),
    content === "body" ? "json=body" : "params=params",
  ];
  return py`
    ${call(`async def ${one.name}`, parameters, 4, " -> Any:")}
        ${docstring(`${one.verb} ${one.endpoint}; raises httpx.HTTPError when it is not accepted.`, 8)}
        ${call("return await self._send", args, 8)}
  `;
}

function sendMethod(client: ClientDesign, user: string): string {
  const retries = client.calls.some((one) => one.retries > 0);
  const { credential } = client;
  const name = (setting: object): string => client.arguments.find((argument) => argument.setting === setting)?.name ?? "";
  const header =
    credential?.kind === "bearer"
      ? `"Authorization": f"Bearer {self._${name(credential.setting)}}", `
      : credential?.kind === "api_key"
        ? `"X-API-Key": self._${name(credential.setting)}, `
        : "";
  const auth = credential?.kind === "basic" ? [`auth=(self._${name(credential.user)}, self._${name(credential.password)})`] : [];
  const parameters = [
    "self",
    "method: str",
    "url: str",
    "correlation_id: str",
    "timeout: float",
    ...(retries ? ["attempts: int"] : []),
    "**content: Any",
  ];
  const request = call(
    "response = await self._client.request",
    ["method", "url", "headers=headers", "timeout=timeout", ...auth, "**content"],
    12,
  );
  const sent = retries
    ? py`
        for attempt in range(1, attempts + 1):
            try:
                ${request}
                break
            except httpx.TransportError:
                logger.warning("${user}_call_failed", url=url, attempt=attempt, correlation_id=correlation_id)
                if attempt == attempts:
                    raise
      `
    : request;
  return py`
    ${call("async def _send", parameters, 4, " -> Any:")}
        headers = {${header}"X-Correlation-ID": correlation_id}
        ${sent}
        response.raise_for_status()
        return response.json() if response.content else None
  `;
}
