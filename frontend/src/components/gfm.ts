import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/** What of a processor a plugin for reading Markdown needs. */
interface Reader {
  data(): object;
}

/** Reads tables, task lists, strikethrough, footnotes and bare links. The usual plugin also writes them, for 10 kB more. */
export function readGfm(this: Reader) {
  const data = this.data() as { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
  (data.micromarkExtensions ??= []).push(gfm());
  (data.fromMarkdownExtensions ??= []).push(gfmFromMarkdown());
}
