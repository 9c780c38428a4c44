/** The form of a new project: what a preset fills in, and what a person has changed since. */
import type { NewProject } from "@/api/projects";
import type { Preset } from "@/api/types";

export interface Draft {
  preset: string;
  name: string;
  description: string;
  overlap: number;
  gold_rate: number;
  guideline: string;
}

export function draftFrom(preset: Preset): Draft {
  return {
    preset: preset.key,
    name: "",
    description: "",
    overlap: preset.defaults.overlap,
    gold_rate: preset.defaults.gold_rate,
    guideline: preset.guideline,
  };
}

/** The draft under another preset: its numbers, and its guideline unless the person wrote their own. */
export function withPreset(draft: Draft, from: Preset, to: Preset): Draft {
  const fresh = draftFrom(to);
  const written = draft.guideline.trim() !== from.guideline.trim();
  return {
    ...fresh,
    name: draft.name,
    description: draft.description,
    guideline: written ? draft.guideline : fresh.guideline,
  };
}

/** The request. */
export function requestOf(draft: Draft): NewProject {
  const { preset, overlap, gold_rate } = draft;
  return {
    preset,
    overlap,
    gold_rate,
    name: draft.name.trim(),
    ...(draft.description.trim() ? { description: draft.description.trim() } : {}),
    ...(draft.guideline.trim() ? { guideline: draft.guideline } : {}),
  };
}
