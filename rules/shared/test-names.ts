/** A test's name as specs write it, so that `valid-order processed` and `test_valid_order_processed` are one: `valid_order_processed`. */
export function plainTestName(name: string): string {
  return name
    .trim()
    .replace(/\W+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase()
    .replace(/^test_/, "");
}
