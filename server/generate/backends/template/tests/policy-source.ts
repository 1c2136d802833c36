import { made, madeBlocks } from "../code/policy-store.ts";
import type { GovernanceDesign } from "../design/governance.ts";
import type { FileSource, LoaderSource } from "../design/policy-source.ts";
import { py } from "../python/dedent.ts";
import type { Block } from "../python/file.ts";

/** How the tests hand policies to the module. */
export interface Kept {
  /** The fixture that holds them, and as a parameter. */
  name: string;
  parameter: string;
  /** What the store is made with. */
  arguments: string;
  /** The helper `filed`, which puts policies there, and what it needs. */
  filing: readonly Block[];
  fixture: Block;
}

export function keptIn(governance: GovernanceDesign): Kept {
  const { source } = governance;
  return source.kind === "loader" ? byLoader(governance, source) : onDisk(source);
}

function onDisk({ kind, format }: FileSource): Kept {
  const name = `policy_${kind}`;
  const isFile = kind === "file";
  const written = format === "yaml" ? "yaml.safe_dump" : "json.dumps";
  return {
    name,
    parameter: `${name}: Path`,
    arguments: `str(${name})`,
    filing: [
      {
        defines: ["filed"],
        code: py`
          def filed(path: Path, *policies: Dict[str, Any]) -> Path:
              """Puts policies into the ${isFile ? "file" : `folder's file`}."""
              ${isFile ? "path" : `(path / "policies.${format}")`}.write_text(${written}({"policies": list(policies)}), encoding="utf-8")
              return path
        `,
      },
    ],
    fixture: {
      defines: [name],
      code: py`
          @pytest.fixture
          def ${name}(tmp_path: Path) -> Path:
              """A ${kind} with the one policy that allows EVENT."""
              return filed(tmp_path${isFile && ` / "policies.${format}"`}, policy("allow-event"))
        `,
    },
  };
}

function byLoader(governance: GovernanceDesign, source: LoaderSource): Kept {
  const { class: loader, method, entries, argument } = source;
  return {
    name: "policy_loader",
    parameter: "policy_loader: MagicMock",
    arguments: argument === "" ? "policy_loader" : 'policy_loader, "policies-1"',
    filing: [
      ...(entries ? [] : madeBlocks(governance)),
      {
        defines: ["filed"],
        code: py`
          def filed(policy_loader: MagicMock, *policies: Dict[str, Any]) -> None:
              """Has the loader give policies."""
              policy_loader.${method}.return_value = ${entries ? "list(policies)" : `[${made(governance, "one")} for one in policies]`}
        `,
      },
    ],
    fixture: {
      defines: ["policy_loader"],
      code: py`
          @pytest.fixture
          def policy_loader() -> MagicMock:
              """A loader that gives the one policy that allows EVENT."""
              policy_loader = create_autospec(${loader.name}, instance=True)
              filed(policy_loader, policy("allow-event"))
              return policy_loader
        `,
    },
  };
}
