/**
 * Where a rule's page is on a published site (`npm run site`).
 * @param site the address of its folder, as `rule_pages` of the configuration says; null where there is none
 */
export function publishedPage(site: string | null, id: string): string | null {
  return site === null ? null : `${site.replace(/\/+$/, "")}/${id}.html`;
}
