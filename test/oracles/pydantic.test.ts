import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "../generate/python.ts";

// Every type with every value: what wrong_field_type reports, pydantic must refuse.

const TYPES = [
  "str int float bool bytes UUID datetime date time timedelta Decimal Path Any Kind Level Plain Inner AnyUrl UUID4 StrictInt StrictStr PositiveInt".split(
    " ",
  ),
  [
    "Optional[int]",
    "Optional[UUID]",
    "Union[int, str]",
    "Union[UUID, int]",
    "List[int]",
    "List[UUID]",
    "Set[str]",
    "FrozenSet[int]",
    "Tuple[int, str]",
  ],
  [
    "Tuple[int, ...]",
    "Dict[str, int]",
    "Dict[str, Any]",
    "Sequence[int]",
    'Literal["a", 1]',
    "conint(gt=2, le=5)",
    "constr(min_length=2, max_length=4)",
  ],
  [
    "conlist(int, min_items=2)",
    "List[Inner]",
    "Optional[Kind]",
    "NewId",
    "confloat(ge=0.5)",
    "conint(multiple_of=5)",
    "Annotated[int, Field(gt=3)]",
  ],
].flat();

const VALUES = [
  '""',
  '"a"',
  '"abc"',
  '"5"',
  '" 7 "',
  '"5.5"',
  '"1e5"',
  '"nan"',
  '"true"',
  '"off"',
  '"open"',
  '"1_000"',
  '"2024-01-01"',
  '"2024-01-01T00:00:00"',
  '"12:30"',
  '"12345678-1234-5678-1234-567812345678"',
  '"{12345678123456781234567812345678}"',
  '"urn:uuid:12345678-1234-5678-1234-567812345678"',
  '"1234567812345678123456781234567g"',
  '"https://example.com/a"',
  '"a b"',
  'f"order-{NAME}"',
  'f"{NAME}"',
  "0",
  "1",
  "2",
  "5",
  "-3",
  "10",
  "1.0",
  "0.5",
  "2.5",
  "True",
  "False",
  "None",
  'b"a"',
  'b"5"',
  "uuid4()",
  "uuid5(NAMESPACE_DNS, NAME)",
  'UUID("12345678-1234-5678-1234-567812345678")',
  "uuid4().hex",
  "str(uuid4())",
  "datetime.now()",
  "date.today()",
  "datetime.now().isoformat()",
  "timedelta(seconds=5)",
  'Decimal("1.5")',
  'Path("a")',
  "[]",
  "[1]",
  "[1, 2]",
  '["a"]',
  '["1", "2"]',
  "[uuid4()]",
  '(1, "a")',
  "(1, 2, 3)",
  '("x", "a")',
  "{1}",
  '{"a"}',
  "{}",
  '{"a": 1}',
  '{"a": "x"}',
  '{"key": 1}',
  '{"key": "x"}',
  '[{"key": 1}]',
  '[{"key": "x"}]',
  "Kind.OPEN",
  "Kind.OPEN.value",
  "Level.LOW",
  "Plain.ONE",
  "Inner(key=1)",
  'Other(name="x")',
  "json.dumps({})",
  "len(NAME)",
  "time_now()",
  "NAME",
  "[x for x in ()]",
  '"a" + NAME',
  '"%s" % NAME',
];

const MODELS = `from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, NewType, Optional, Sequence, Set, Tuple, Union
from uuid import UUID

from pydantic import UUID4, AnyUrl, BaseModel, Field, PositiveInt, StrictInt, StrictStr, confloat, conint, conlist, constr
from typing_extensions import Annotated, Literal

NewId = NewType("NewId", UUID)


class Kind(str, Enum):
    OPEN = "open"
    SHUT = "shut"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Plain(Enum):
    ONE = "a"
    TWO = 5


class Inner(BaseModel):
    key: int


class Other(BaseModel):
    name: str


${TYPES.map((type, at) => `class M${at}(BaseModel):\n    field: ${type}\n`).join("\n\n")}`;

const HEAD = `import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import time as time_now
from uuid import NAMESPACE_DNS, UUID, uuid4, uuid5

from models import *
from models import Inner, Kind, Level, Other, Plain, ${TYPES.map((_, at) => `M${at}`).join(", ")}


def cases(NAME: str) -> None:
`;

describe.skipIf(!hasPython())("wrong_field_type and pydantic 1.10", () => {
  beforeAll(() => loadPython());

  it("agree: nothing is reported that the model takes", () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-pydantic-")));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    mkdirSync(join(root, "api"));
    writeFileSync(join(root, "models.py"), MODELS);
    const pairs = TYPES.flatMap((type, at) => VALUES.map((value) => ({ type, value, call: `M${at}(field=${value})` })));
    const offset = HEAD.split("\n").length - 1;
    writeFileSync(
      join(root, "api", "cases.py"),
      HEAD.replace("from models import *\n", "") + pairs.map(({ call }) => `    ${call}\n`).join(""),
    );
    const linter = new Linter(root, { ...defaultConfig, scope: "all" });
    onTestFinished(() => linter.dispose());
    linter.scan();
    const text = linter.files.read(join(root, "api", "cases.py"));
    const lines = "text" in text ? text.text.split("\n") : [];
    const starts = lines.map(
      (
        (at) => (line: string) =>
          (at += line.length + 1) - line.length - 1
      )(0),
    );
    const reported = new Set(
      linter
        .check(join(root, "api", "cases.py"))
        .filter(({ rule }) => rule === "wrong_field_type")
        .map(({ span }) => starts.findLastIndex((start) => start <= span.start) - offset + 1),
    );
    const program = `${HEAD.split("\n\n\ndef")[0] ?? ""}\nimport sys\nfor line in sys.stdin.read().split("\\n"):\n    NAME = "name"\n    try:\n        eval(line)\n        print("taken")\n    except Exception:\n        print("refused")\n`;
    const run = spawnSync(PYTHON, ["-c", program], {
      cwd: root,
      env: PYTHON_ENVIRONMENT,
      input: pairs.map(({ call }) => call).join("\n"),
      encoding: "utf8",
    });
    const verdicts = run.stdout.trimEnd().split("\n");
    expect(verdicts, run.stderr).toHaveLength(pairs.length);
    const shown = pairs.map(({ type, value }) => `${type} = ${value}`);
    expect(shown.filter((_, at) => reported.has(at) && verdicts[at] === "taken")).toEqual([]);
    const refused = shown.filter((_, at) => verdicts[at] === "refused");
    const missed = shown.filter((_, at) => !reported.has(at) && verdicts[at] === "refused");
    // What version 2 takes, or what is not known before it runs, is not reported: about a quarter of these. More is less than was found before.
    expect(refused.length).toBeGreaterThan(1000);
    expect(missed.length / refused.length, missed.join("\n")).toBeLessThan(0.27);
  });
});
