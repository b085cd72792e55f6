namespace ChatGuard.Tests.Chat.Web;

internal static class Contrast
{
    /// <summary>Names each visible text whose contrast with its background is below WCAG 2.2's 4.5 to 1. Colours are resolved by painting them.</summary>
    public const string Script = """
        () => {
          const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
          const painted = colours => {
            brush.clearRect(0, 0, 1, 1);
            for (const colour of colours) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
            return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const light = rgb => rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = e => e ? [...behind(e.parentElement), getComputedStyle(e).backgroundColor] : ["white"];
          const poor = [];
          for (const e of document.querySelectorAll("body *")) {
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".unseen, .skip, :disabled, option")) continue;
            const back = behind(e);
            const [a, b] = [light(painted(back)), light(painted([...back, getComputedStyle(e).color]))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} '${e.textContent.trim().slice(0, 30)}' ${ratio.toFixed(2)}`);
          }
          return [...new Set(poor)];
        }
        """;
}
