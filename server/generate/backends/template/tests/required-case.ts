import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import type { Scene } from "./scene.ts";

/** What is no request, where it is built by who asks: nothing but its model refuses it. @param fields those that it must have */
export function requiredCase({ design }: Scene, fields: readonly string[]): TestCase {
  const { names } = design;
  return {
    topic: "invalid_payload",
    name: "request_without_its_required_fields_is_none",
    words: fields.join(" "),
    about: "all",
    answers: [400],
    spare: 2,
    doc: "A request that lacks a field which it must have, or leaves it empty, is no request.",
    decorators: [`@pytest.mark.parametrize("field", [${fields.map(pyString).join(", ")}])`],
    parameters: ["field: str"],
    body: [
      `for event in ({**EVENT, field: ""}, {name: value for name, value in EVENT.items() if name != field}):`,
      "    with pytest.raises(ValidationError) as caught:",
      `        ${names.event}(**event)`,
      '    assert [error["loc"] for error in caught.value.errors()] == [(field,)]',
    ],
  };
}
