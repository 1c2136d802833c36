import type { TestCase } from "./case.ts";
import type { Scene } from "./scene.ts";

/** A module that is switched off by its setting. */
export function switchCases({ design, http }: Scene): TestCase[] {
  const { environment, substrate, names } = design;
  if (!environment.enabled || !http) return [];
  return [
    {
      topic: "disabled",
      answers: [503],
      name: "disabled_module_refuses",
      words: "disabled enabled switch",
      about: "config",
      spare: 2,
      doc: "Switched off, the module answers 503 and writes nothing.",
      parameters: ["client: TestClient", "substrate: MagicMock"],
      body: [
        `client.app.state.${names.configState} = replace(CONFIG, ${environment.enabled.field}=False)`,
        "response = deliver(client, EVENT)",
        "assert response.status_code == 503",
        'assert response.json()["detail"] == "disabled"',
        `substrate.${substrate.write.method}.assert_not_awaited()`,
      ],
    },
  ];
}
