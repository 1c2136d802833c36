/** What the chosen backend needs is not given, or can not be loaded: told to the user before anything runs. */
export class BackendUnusable extends Error {
  override readonly name = "BackendUnusable";
}
