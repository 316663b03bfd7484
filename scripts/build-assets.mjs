// Builds what the site serves, from npm packages and our own sources: `npm run build`.
// Nothing of it is committed; the wheel carries the results.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const modules = path.join(root, "node_modules");
const assets = path.join(root, "src/roundtable/foundation/web/assets");
const built = path.join(root, "src/roundtable/foundation/web/static/built");
const chartFonts = path.join(root, "src/roundtable/measures/fonts");

const webFonts = ["400-normal", "400-italic", "600-normal", "700-normal"].flatMap((cut) =>
  ["latin", "latin-ext"].map((subset) => `atkinson-hyperlegible-next-${subset}-${cut}.woff2`),
);
const trueType = ["400Regular", "400Regular_Italic", "600SemiBold", "700Bold"];

async function copyFonts() {
  for (const name of webFonts) {
    await cp(
      path.join(modules, "@fontsource/atkinson-hyperlegible-next/files", name),
      path.join(built, "fonts", name),
    );
  }
  await mkdir(chartFonts, { recursive: true });
  for (const cut of trueType) {
    const file = `AtkinsonHyperlegibleNext_${cut}.ttf`;
    await cp(
      path.join(modules, "@expo-google-fonts/atkinson-hyperlegible-next", cut, file),
      path.join(chartFonts, file),
    );
  }
}

async function buildStyles() {
  const result = sass.compile(path.join(assets, "scss/roundtable.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  if (/GDS Transport|crest|data:/.test(result.css)) {
    throw new Error("The stylesheet holds the GOV.UK typeface or crest, or an address that our policy refuses");
  }
  await writeFile(path.join(built, "roundtable.css"), result.css);
}

async function buildScripts() {
  await esbuild.build({
    entryPoints: ["roundtable.js", "js-enabled.js"].map((name) => path.join(assets, "js", name)),
    outdir: built,
    nodePaths: [modules],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2019"],
    legalComments: "inline",
  });
}

await rm(built, { recursive: true, force: true });
await mkdir(path.join(built, "fonts"), { recursive: true });
await Promise.all([
  copyFonts(),
  buildStyles(),
  buildScripts(),
  cp(path.join(assets, "images"), built, { recursive: true }),
]);
console.log(`Assets are in ${path.relative(root, built)} and ${path.relative(root, chartFonts)}`);
