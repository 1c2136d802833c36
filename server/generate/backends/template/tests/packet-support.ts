import { dependenciesOf } from "../code/adapter.ts";
import type { Design } from "../design/shape.ts";
import { call, py } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";
import { sampleOf } from "./samples.ts";
import type { Scene } from "./scene.ts";

type Setting = Pick<Scene, "design" | "expressions">;

/** The packets that a test looks at. */
export function writtenBlock({ design: { substrate, packets } }: Pick<Scene, "design">): Block {
  return {
    defines: ["written"],
    code: py`
      def written(substrate: MagicMock) -> List[${packets.envelope}]:
          """The packets that were given to the substrate, oldest first."""
          return [one.args[0] for one in substrate.${substrate.write.method}.await_args_list]
    `,
  };
}

/** What the substrate finds again of a packet that was written. */
export function storedBlock({ design, expressions }: Setting): Block[] {
  const { search } = design.substrate;
  if (!search) return [];
  const { envelope } = design.packets;
  if (!search.item || search.item.name === envelope) {
    const value = search.item ? "packet" : `packet.${expressions.dump}()`;
    return [
      {
        defines: ["stored"],
        code: py`
          def stored(packet: ${envelope}) -> ${search.item ? envelope : "Dict[str, Any]"}:
              """A packet as the substrate finds it again."""
              return ${value}
        `,
      },
    ];
  }
  const own = new Set(design.packets.keywords.map(({ name }) => name));
  const rest = search.item.fields.filter(({ name, required }) => required && !own.has(name));
  const given = sampleOf(design.contracts, { ...search.item, fields: rest }, {}).replace(/^\w+\(|\)$/g, "");
  return [
    {
      defines: ["stored"],
      code: py`
        def stored(packet: ${envelope}) -> ${search.item.name}:
            """A packet as the substrate finds it again."""
            return ${search.item.name}(**packet.${expressions.dump}()${given === "" ? "" : `, ${given}`})
      `,
    },
  ];
}

/** What the substrate answers to a write. */
export function resultBlock({ design: { substrate, contracts } }: Pick<Scene, "design">): Block[] {
  const { result, id, idType } = substrate.write;
  if (!result) return [];
  return [
    {
      defines: ["write_result"],
      code: py`
        def write_result(${id ? `packet_id: ${idType}` : ""}) -> ${result.name}:
            """What the substrate answers to a write."""
            return ${sampleOf(contracts, result, id ? { [id]: "packet_id" } : {}, 4)}
      `,
    },
  ];
}

/** What a service is called in the tests. */
function fixtureName(name: string): string {
  return name.replace(/^substrate_service$/, "substrate").replace(/^(?:aios|tool)_(?=runtime$|registry$)/, "");
}

/** A fixture for each service that the handler is given. */
export function mockBlocks(scene: Pick<Scene, "design">): Block[] {
  return dependenciesOf(scene.design)
    .filter(({ name }) => name !== "cache" && name !== "policies" && name !== scene.design.executor?.loop.injected)
    .map(({ name, type }) => mockBlock(scene, fixtureName(name), type));
}

/** The fixture for what is tested. */
export function handlerBlock(design: Design): Block {
  const dependencies = dependenciesOf(design);
  const parameters = dependencies.filter(({ name }) => name !== "cache").map(({ name }) => `${fixtureName(name)}: MagicMock`);
  const given = dependencies.map(({ name }) => `${name}=${name === "cache" ? "ResponseCache()" : fixtureName(name)}`);
  return {
    defines: ["handler"],
    code: py`
      @pytest.fixture
      ${call("def handler", parameters, 0, ` -> ${design.names.handler}:`)}
          """What is tested, with its services."""
          ${call(`return ${design.names.handler}`, given, 4)}
    `,
  };
}

/** A fixture that stands for a service and knows its methods. */
function mockBlock({ design }: Pick<Scene, "design">, name: string, type: string): Block {
  const { substrate, runtime, outbound } = design;
  const spec = `${name} = create_autospec(${type}, instance=True)`;
  const lines: string[] = [];
  let doc = "A service.";
  if (name === "substrate") {
    doc = "A substrate that knows no packet yet.";
    if (substrate.search) lines.push(`${name}.${substrate.search.method}.return_value = []`);
    const { result, id, idType, method } = substrate.write;
    if (result)
      lines.push(
        `${name}.${method}.side_effect = lambda packet: write_result(${id ? (idType === "UUID" ? "uuid4()" : "str(uuid4())") : ""})`,
      );
  } else if (name === "runtime" && runtime) {
    doc = "A runtime that always answers.";
    const model = design.contracts.named(runtime.result.model);
    lines.push(
      `${name}.${runtime.method}.return_value = ${model ? sampleOf(design.contracts, model, { [runtime.result.text]: "ANSWER" }, 8) : ""}`,
    );
  } else if (name === "registry" && runtime?.registry) {
    doc = "A registry with one approved tool.";
    lines.push(`${name}.${runtime.registry.approved?.method ?? ""}.return_value = [BINDING]`);
  } else if (outbound.client) {
    doc = "What the module calls.";
    for (const one of outbound.client.calls) lines.push(`${name}.${one.name}.return_value = RESULT`);
  }
  return {
    defines: [name],
    code: py`
      @pytest.fixture
      def ${name}() -> MagicMock:
          """${doc}"""
          ${spec}
          ${lines}
          return ${name}
    `,
  };
}
