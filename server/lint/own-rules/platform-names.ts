/** What a TypeScript file has without an import: names of the language, of browsers and of Node. */
const GLOBALS: ReadonlySet<string> = new Set(
  (
    "AbortController AggregateError Array ArrayBuffer Atomics BigInt Blob Boolean Buffer Bun DataView Date Deno Error EvalError Event EventSource " +
    "EventTarget FinalizationRegistry FormData Function Headers Infinity Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError " +
    "ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError " +
    "URL URLSearchParams WeakMap WeakRef WeakSet WebAssembly WebSocket Worker XMLHttpRequest alert atob btoa cancelAnimationFrame clearInterval " +
    "clearTimeout confirm console decodeURI decodeURIComponent document encodeURI encodeURIComponent eval fetch global globalThis isFinite isNaN " +
    "localStorage navigator parseFloat parseInt performance process prompt queueMicrotask require requestAnimationFrame sessionStorage " +
    "setImmediate setInterval setTimeout structuredClone undefined window"
  ).split(" "),
);

/** Node's own modules. */
const MODULES: ReadonlySet<string> = new Set(
  (
    "assert async_hooks buffer child_process cluster crypto dgram diagnostics_channel dns domain events fs http http2 https inspector module net " +
    "os path perf_hooks process punycode querystring readline repl sqlite stream string_decoder test timers tls tty url util v8 vm " +
    "worker_threads zlib"
  ).split(" "),
);

export function isGlobal(name: string): boolean {
  return GLOBALS.has(name);
}

export function isNodeModule(name: string): boolean {
  return MODULES.has(name);
}
