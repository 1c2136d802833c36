import table from "./import-names.yaml";
import { isPlainName, namesByRule } from "./names-by-rule.ts";

const { same, other } = table as { same: string; other: Record<string, string> };

/** What the generated table does not know: distributions with several modules or of another name, and the packages that a framework shows as its own. */
const OWN: Readonly<Record<string, string>> = {
  "apache-airflow": "airflow",
  attrs: "attr",
  boto3: "botocore",
  "django-cors-headers": "corsheaders",
  "django-environ": "environ",
  djangorestframework: "rest_framework",
  fastapi: "starlette pydantic",
  flask: "werkzeug",
  "google-api-python-client": "googleapiclient apiclient",
  "line-bot-sdk": "linebot",
  mem0ai: "mem0",
  "opencv-contrib-python": "cv2",
  "opencv-contrib-python-headless": "cv2",
  "opencv-python": "cv2",
  "opencv-python-headless": "cv2",
  pycryptodome: "crypto",
  pycryptodomex: "cryptodome",
  pydantic: "pydantic_core",
  pymongo: "bson gridfs",
  "python-json-logger": "pythonjsonlogger",
  "python-telegram-bot": "telegram",
  slackclient: "slack",
};

/** The modules of a distribution as far as it can be told without its files. */
export interface ImportNames {
  /** In lower case. */
  readonly names: readonly string[];
  /** False where the names are a guess: it may bring a module of any name. */
  readonly known: boolean;
}

/** @param distribution its name as PyPI compares it */
export function importNames(distribution: string): ImportNames {
  // Stubs bring types, no module; tables of poetry and conda have the interpreter among the distributions.
  if (/^types-|-stubs$|^python$/.test(distribution)) return { names: [], known: true };
  const rows = [other[distribution], OWN[distribution]].filter((row) => row !== undefined);
  const names = [...namesByRule(distribution), ...rows.flatMap((row) => row.toLowerCase().split(" "))];
  const known = rows.length > 0 || isPlainName(distribution) || ` ${same} `.includes(` ${distribution} `);
  return { names, known };
}
