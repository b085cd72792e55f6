// Checks cards with Microsoft's own libraries: node cards.mjs FILE... prints one line of JSON a file and check.
// A file holds an adaptive card, or an activity with one attached.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import ts from 'typescript';

// Its ES modules name each other without the endings that Node needs.
const AdaptiveCards = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');
const here = path.dirname(fileURLToPath(import.meta.url));

// Elements of Teams' own that the open-source library does not know; the type check looks at what is in them.
for (const type of new Set(fs.readFileSync(path.join(here, 'node_modules/@microsoft/teams.cards/dist/core.d.ts'), 'utf8').match(/(?<=readonly type: ')Chart\.[A-Za-z.]+/g))) {
    AdaptiveCards.GlobalRegistry.elements.register(type, class extends AdaptiveCards.Container { getJsonTypeName() { return type; } }, AdaptiveCards.Versions.v1_5);
}

// Teams shows up to six actions of a set; the library's own default is five.
const teams = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 } });

function cardOf(json) {
    return json.type === 'AdaptiveCard' ? json : json.attachments?.find(attachment => attachment.contentType === 'application/vnd.microsoft.card.adaptive')?.content;
}

/** The card as a client shows it that knows none of what has a fallback. */
function onOldClient(node) {
    if (Array.isArray(node)) {
        return node.map(onOldClient).filter(child => child !== undefined);
    }

    if (node === null || typeof node !== 'object') {
        return node;
    }

    if (node.fallback !== undefined) {
        return node.fallback === 'drop' ? undefined : onOldClient(node.fallback);
    }

    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, onOldClient(value)]));
}

function events(card) {
    const parsed = new AdaptiveCards.AdaptiveCard();
    parsed.hostConfig = teams;
    const context = new AdaptiveCards.SerializationContext();
    parsed.parse(card, context);
    const found = [];
    for (let n = 0; n < context.eventCount; n++) {
        found.push(context.getEventAt(n).message);
    }

    return [...found, ...parsed.validateProperties().validationEvents.map(event => event.message)];
}

/** What the compiler says of the cards as literals of the type that Teams' own SDK has for them. */
function typeProblems(cards) {
    const sources = new Map(cards.map((card, n) => [
        path.join(here, `card-${n}.ts`),
        `import type { IAdaptiveCard } from '@microsoft/teams.cards';\nexport const card: IAdaptiveCard = ${JSON.stringify(card, null, 1)};\n`,
    ]));
    const options = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.readFile = file => sources.get(file) ?? readFile.call(host, file);
    host.fileExists = file => sources.has(file) || fileExists.call(host, file);
    host.getSourceFile = (file, ...rest) => sources.has(file) ? ts.createSourceFile(file, sources.get(file), options.target, true) : getSourceFile.call(host, file, ...rest);
    const program = ts.createProgram([...sources.keys()], options, host);
    return [...sources.keys()].map(file => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(found =>
        `${sources.get(file).slice(found.start, found.start + Math.min(found.length, 120))}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`));
}

const files = process.argv.slice(2);
const cards = files.map(file => cardOf(JSON.parse(fs.readFileSync(file, 'utf8'))));
const types = typeProblems(cards.map(card => card ?? null));
files.forEach((file, n) => {
    const report = (check, problems) => console.log(JSON.stringify({ file: path.basename(file), check, problems }));
    if (!cards[n]) {
        report('parses', ['there is no adaptive card in it']);
        return;
    }

    report('parses', events(cards[n]));
    report('parses where fallbacks show', events(onOldClient(cards[n])));
    report('has the types of Teams', types[n]);
});
