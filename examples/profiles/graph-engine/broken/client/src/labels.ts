export type Label = "Facility" | "Material" | "Hub";
