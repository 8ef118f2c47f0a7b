// Takes what Anwei uses out of the npm packages and puts it under the foundation's static files.
// `--check` builds into a scratch folder and says whether the committed files are the same.
import { build } from "esbuild";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const committed = join(here, "../anwei/foundation/static/foundation/vendor");
const checking = process.argv.includes("--check");
const target = checking ? mkdtempSync(join(tmpdir(), "vendor-")) : committed;

function put(path, text) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copy(from, to) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  cpSync(join(packages, from), join(target, to));
}

function version(name) {
  return JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")).version;
}

if (!checking) rmSync(target, { recursive: true, force: true });

// Source maps are not shipped, and a static storage that hashes names would look for them.
const stylesheet = readFileSync(join(packages, "@tabler/core/dist/css/tabler.min.css"), "utf8");
put("tabler/tabler.min.css", stylesheet.replace(/\n?\/\*# sourceMappingURL=.*?\*\/\s*$/, "\n"));
copy("@tabler/icons/LICENSE", "tabler/LICENSE");

for (const name of readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean)) {
  const svg = readFileSync(join(packages, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  // Only the shapes: the icon tag writes the <svg> around them.
  const shapes = [...svg.replace(/<!--[\s\S]*?-->/g, "").matchAll(/<(path|circle|rect|line|polyline|ellipse)\s[^>]*\/>/g)];
  if (!shapes.length) throw new Error(`no shapes in ${name}`);
  put(`icons/${name}.svg`, `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes.map((match) => match[0]).join("")}</svg>\n`);
}
copy("@tabler/icons/LICENSE", "icons/LICENSE");

await build({
  entryPoints: [join(here, "charts.js")],
  outfile: join(target, "echarts/charts.min.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
  banner: { js: `/* Apache ECharts ${version("echarts")} (Apache-2.0), zrender ${version("zrender")} (BSD-3-Clause): see LICENSE and NOTICE beside this file. */` },
});
copy("echarts/LICENSE", "echarts/LICENSE");
copy("echarts/NOTICE", "echarts/NOTICE");
copy("zrender/LICENSE", "echarts/LICENSE-zrender");
copy("tslib/LICENSE.txt", "echarts/LICENSE-tslib");

put("README.md", `# Files of others

Built by \`npm run build\` in \`frontend/\`; do not edit here.

| folder | from | licence |
|---|---|---|
| tabler | @tabler/core ${version("@tabler/core")}, the stylesheet | MIT |
| icons | @tabler/icons ${version("@tabler/icons")}, those named in \`frontend/icons.txt\` | MIT |
| echarts | echarts ${version("echarts")} with zrender ${version("zrender")} and tslib ${version("tslib")}, the parts named in \`frontend/charts.js\` | Apache-2.0, BSD-3-Clause, 0BSD |

htmx is served from the django-htmx package.
`);

function files(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile()).sort();
}

if (checking) {
  const ours = files(committed), fresh = files(target);
  const changed = [...new Set([...ours, ...fresh])].filter((name) =>
    !ours.includes(name) || !fresh.includes(name) || !readFileSync(join(committed, name)).equals(readFileSync(join(target, name))));
  rmSync(target, { recursive: true });
  if (changed.length) {
    console.error(`Not as built: ${changed.join(", ")}. Run npm run build in ${relative(process.cwd(), here) || "."}.`);
    process.exit(1);
  }
  console.log(`${ours.length} files are as built.`);
}
