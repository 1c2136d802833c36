import { get } from "axios";
import type { Label } from "./labels";

export async function candidates(label: Label): Promise<any> {
  console.log(label);
  return get(`/candidates?label=${label}`);
}
