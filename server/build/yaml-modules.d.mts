export function yamlModules(): import("esbuild").Plugin;
export function yamlModulesForTests(): import("vite").Plugin;
