import { unwrap, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** What makes a mock, by its dotted name. */
export const MOCKS =
  /^(?:(?:unittest\.)?mock\.|mocker\.)(?:(?:Async|Magic|NonCallable|NonCallableMagic)?Mock|create_autospec)$|^pytest_mock\./;

/** The expression builds a mock of any kind. */
export function isMock(value: Node | null, context: CodeContext): boolean {
  const node = value && unwrap(value);
  return node?.type === "call" && MOCKS.test(calledName(node, context));
}

/** The dotted name of what a call calls; as written where nothing tells. */
export function calledName(call: Node, context: CodeContext): string {
  const callee = call.child("function");
  return context.resolve(callee) ?? callee?.text ?? "";
}

/** `Any`, `object` and mocks say nothing of what is behind them. */
export function isOpen(annotation: Node | null, context: CodeContext): boolean {
  const name = annotation && context.type(annotation).name;
  return name === "typing.Any" || name === "object" || (name !== null && MOCKS.test(name));
}
