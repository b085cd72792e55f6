// Checks a Teams app manifest with Microsoft's own library: node manifest.mjs FILE prints one line of JSON.
// The schema is the one that the library ships for the manifest's version, so nothing is fetched.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManifestUtil } from '@microsoft/app-manifest';

const [file] = process.argv.slice(2);
const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
const schemas = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules/@microsoft/app-manifest/build/json-schemas/teams');
const schema = JSON.parse(fs.readFileSync(path.join(schemas, `v${manifest.manifestVersion}`, 'MicrosoftTeams.schema.json'), 'utf8'));
console.log(JSON.stringify({ file: path.basename(file), check: 'validates', problems: await ManifestUtil.validateManifestAgainstSchema(manifest, schema) }));
