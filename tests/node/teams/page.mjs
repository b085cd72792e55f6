// Draws cards as a chat of that width does: node page.mjs WIDTH PAGE FILE... writes a page of HTML, with what draws in it, so that it needs no network.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [width, page, ...files] = process.argv.slice(2);
const cards = files.map(file => ({ name: path.basename(file), card: JSON.parse(fs.readFileSync(file, 'utf8')) }));
const inScript = text => text.replaceAll('</script', '<\\/script');
fs.writeFileSync(page, `<!doctype html><meta charset="utf-8"><title>Cards</title>
<style>
body { margin: 0; font: 14px/20px "Segoe UI", system-ui, sans-serif; background: #f5f5f5; }
.card { width: ${Number(width)}px; margin: 0 0 16px; background: #fff; border: 1px solid #ddd; border-radius: 4px; box-sizing: border-box; }
.ac-pushButton { display: inline-block; border: 1px solid #ccc; border-radius: 4px; padding: 4px 12px; background: #fff; font: inherit; }
</style>
<body>
<script>${inScript(fs.readFileSync(path.join(here, 'node_modules/adaptivecards/dist/adaptivecards.min.js'), 'utf8'))}</script>
<script type="application/json" id="cards">${inScript(JSON.stringify(cards)).replaceAll('<!--', '<\\u0021--')}</script>
<script>
// Sizes and distances of Teams' own light theme.
const config = new AdaptiveCards.HostConfig({
    fontFamily: '"Segoe UI", system-ui, sans-serif',
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    actions: { maxActions: 6 },
});
// ChatGuard puts nothing that markdown would change where it is parsed, so there is nothing to parse.
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const plain = document.createElement('div');
    plain.textContent = text;
    [result.outputHtml, result.didProcess] = [plain.innerHTML, true];
};
for (const { name, card: json } of JSON.parse(document.getElementById('cards').textContent)) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = config;
    card.parse(json);
    const place = document.body.appendChild(document.createElement('div'));
    place.className = 'card';
    place.title = name;
    place.append(card.render());
}
</script>`);
console.log(JSON.stringify({ page, cards: cards.length }));
