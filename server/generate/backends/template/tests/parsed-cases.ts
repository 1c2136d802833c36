import { typeWritten } from "../code/storing.ts";
import { pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { payloadField, typeField } from "./handling-cases.ts";
import type { Scene } from "./scene.ts";

/** What is read of an event, field by field. */
export function parsedCases(scene: Scene): TestCase[] {
  const { design, event, stored } = scene;
  const { runtime, attachments, packets } = design;
  const context = runtime?.context.keywords.find(({ meaning }) => meaning === "payload")?.name;
  const payload = payloadField(scene);
  const fields = Object.keys(event).filter((name) => name !== "attachments");
  const parameters = [scene.subject, "substrate: MagicMock", ...(context ? ["runtime: MagicMock"] : [])];
  const cases: TestCase[] = [
    {
      topic: "parsed",
      name: "event_is_kept_field_by_field",
      words: "parsed fields mapped",
      about: "all",
      spare: 4,
      doc: "Every field that was sent is in the packet, and in what AIOS is given.",
      parameters,
      body: [
        `deliver(${scene.subjectName}, EVENT)`,
        "inbound = written(substrate)[0]",
        `assert inbound.${typeField(scene)} == ${typeWritten(scene.design, pyString(packets.types.in))}`,
        `for field in (${fields.map(pyString).join(", ")}):`,
        `    assert inbound.${payload}["event"][field] == EVENT[field]`,
        ...(context ? [`assert context_of(runtime).${context} == ${stored}`] : []),
      ],
    },
  ];
  if (attachments) {
    cases.push({
      topic: "parsed",
      name: "attachments_are_kept_by_name_and_size",
      words: "attachment attachments",
      about: "all",
      spare: 1,
      doc: "The names and sizes of attachments are in the packet, their content is not.",
      parameters,
      body: [
        `deliver(${scene.subjectName}, EVENT)`,
        "inbound = written(substrate)[0]",
        `assert inbound.${payload}["event"]["attachments"] == [{"name": "offer.pdf", "size": 1024}]`,
        `assert "JVBERi0=" not in str(inbound.${payload})`,
        ...(context ? [`assert context_of(runtime).${context} == ${stored}`] : []),
      ],
    });
  }
  return cases;
}
