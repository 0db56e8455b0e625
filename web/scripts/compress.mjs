// Writes .gz and .br beside every built text file, so that the server only picks one: node compress.mjs <folder>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const WORTH_IT = /\.(js|css|svg|json)$/;
const SMALLEST = 1024;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } };

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true }).filter((name) => WORTH_IT.test(name));
for (const name of files) {
  const path = join(folder, name);
  const bytes = readFileSync(path);
  if (bytes.length < SMALLEST) continue;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, brotli));
}
