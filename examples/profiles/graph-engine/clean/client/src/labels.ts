export type Label = "Facility" | "Material";
