// `npm ci && npm run build`: makes web/static/vendor/codemirror again, byte for byte, from package-lock.json.

import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../web/static/vendor/codemirror");
const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const banner = `/*! CodeMirror: ${Object.entries(dependencies).map(([name, version]) => `${name}@${version}`).join(", ")}. MIT, see LICENSE.txt. Made by local/editor. */`;

rmSync(target, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["editor.js"],
  outdir: target,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["es2022", "safari16.4", "firefox115", "chrome115"],
  chunkNames: "[name]-[hash]",
  banner: { js: banner },
  legalComments: "none",
  metafile: true,
});

/** The folder of the package that a bundled file belongs to. */
const packageOf = (path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1];
const packages = [...new Set(Object.keys(metafile.inputs).map(packageOf).filter(Boolean))].sort();
const licences = packages.map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} comes without a licence file.`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(here, folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(target, "LICENSE.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));
console.log(`${readdirSync(target).length} files from ${packages.length} packages in ${target}`);
