/** Finds the features by their folders: deleting a folder removes the feature and nothing else. */
import type { Feature } from "./feature";

const modules = import.meta.glob<{ default: Feature }>(["../plays/*/index.tsx", "../customers/index.tsx"], { eager: true });

export const features: Feature[] = Object.values(modules).map((module) => module.default);
