// The front end's import contract: app → features → components | api | lib, and no feature imports another.
import path from "node:path";

const MAY_IMPORT = {
  app: ["app", "features", "components", "api", "lib"],
  features: ["components", "api", "lib"],
  components: ["components", "api", "lib"],
  api: ["api", "lib"],
  lib: ["lib"],
};

function resolve(source, file, root) {
  if (source.startsWith("@/")) return path.join(root, source.slice(2));
  if (source.startsWith(".")) return path.resolve(path.dirname(file), source);
  return null;
}

export default {
  meta: {
    type: "problem",
    docs: { description: "imports go app → features → components | api | lib; features never import each other" },
    schema: [],
    messages: {
      layer: "“{{from}}” may not import from “{{to}}”: imports go app → features → components | api | lib.",
      feature: "The feature “{{from}}” may not import the feature “{{to}}”: share through components, api or lib.",
    },
  },
  create(context) {
    const root = path.join(context.cwd, "src");
    const [layer, name] = path.relative(root, context.filename).split(path.sep);
    const allowed = MAY_IMPORT[layer];
    if (!allowed) return {};
    function check(node) {
      const target =
        node.source && typeof node.source.value === "string"
          ? resolve(node.source.value, context.filename, root)
          : null;
      if (!target) return;
      const [toLayer, toName] = path.relative(root, target).split(path.sep);
      if (!(toLayer in MAY_IMPORT)) return;
      if (layer === "features" && toLayer === "features") {
        if (toName !== name) context.report({ node, messageId: "feature", data: { from: name, to: toName } });
      } else if (!allowed.includes(toLayer)) {
        context.report({ node, messageId: "layer", data: { from: layer, to: toLayer } });
      }
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
