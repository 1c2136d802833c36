import { pythonName } from "../design/names.ts";
import { typeWritten } from "../code/storing.ts";
import { py, pyString } from "../python/dedent.ts";
import type { TestCase } from "./case.ts";
import { packetLines, payloadField, typeField } from "./handling-cases.ts";
import { accepted, answered, delivery, HANDLED, type Scene } from "./scene.ts";

/** Every other way in accepts its events too, and says by which way they came. */
export function otherRouteCases(scene: Scene): TestCase[] {
  const { design, stored, http } = scene;
  const payload = payloadField(scene);
  return design.spec.inbound.slice(1).map((inbound, at): TestCase => {
    const name = pythonName(inbound.name);
    const sent = http
      ? `${delivery(inbound, at + 1)}(client, EVENT)`
      : py`asyncio.run(handler.handle(${design.names.event}(**EVENT), ${pyString(name)}))`;
    return {
      topic: "valid",
      name: `${name}_processed`,
      words: name,
      about: "all",
      spare: 1,
      doc: `An event of ${name} is accepted and stored with its metadata.`,
      parameters: [scene.subject, "substrate: MagicMock"],
      body: [
        `response = ${sent}`,
        ...accepted(scene),
        "inbound, outbound = written(substrate)",
        ...packetLines(scene, "inbound", design.packets.types.in),
        `assert inbound.${payload}["inbound"] == ${pyString(name)}`,
        `assert inbound.${payload}["event"] == ${stored}`,
        `assert outbound.${typeField(scene)} == ${typeWritten(design, pyString(design.packets.types.out))}`,
        `assert ${answered(scene)} == ${HANDLED}`,
      ],
    };
  });
}
