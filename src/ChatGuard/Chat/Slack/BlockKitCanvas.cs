using System.Text.Json.Nodes;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>The blocks of one message or view, added from top to bottom as long as there is room.</summary>
/// <param name="room">Slack's limits.</param>
/// <param name="charts">Whether <c>data_visualization</c> blocks may be used.</param>
internal sealed class BlockKitCanvas(BlockKitRoom room, bool charts)
{
    /// <summary>
    /// A message: 50 blocks (Block Kit reference), one table (<c>only_one_table_allowed</c>), and about 13,000 characters of JSON in all, more being
    /// <c>msg_blocks_too_long</c> (slackapi/bolt-js#2509); a table may hold 10,000, which is the lower of the two.
    /// </summary>
    public static readonly BlockKitRoom Message = new(50, 10_000, 1, 2);

    /// <summary>A dialog or the Home tab: 100 blocks (Block Kit reference), no tables there, 250 kB in all, of which a reader wants a fraction.</summary>
    public static readonly BlockKitRoom View = new(100, 100_000, 0, 0);

    // What the last note that says what was cut needs.
    private const int NoteCharacters = 400;

    private const int LongestPart = SlackText.LongestPiece - 10;

    private readonly List<string> cut = [];
    private int characters = room.Characters - NoteCharacters;
    private int blocks = room.Blocks - 1;
    private int tables = room.Tables;
    private int diagrams = charts ? room.Charts : 0;
    private int dropped;
    private int shortened;

    public JsonArray Blocks { get; } = [];

    public bool IsWhole => cut.Count == 0 && dropped == 0;

    /// <summary>Counts table cells whose text was too long.</summary>
    public void Shortened(int cells) => shortened += cells;

    /// <summary>Whether a table block can still be added; takes that right.</summary>
    public bool TakeTable() => tables > 0 && tables-- > 0;

    /// <summary>Whether a chart block can still be added; takes that right.</summary>
    public bool TakeChart() => diagrams > 0 && diagrams-- > 0;

    /// <summary>Keeps room for blocks that <see cref="Finish"/> adds; those beyond what is there are counted as dropped.</summary>
    public void Reserve(List<JsonObject> last)
    {
        var kept = 0;
        foreach (var size in last.Select(Size))
        {
            // Half of the message is for what is said.
            if (blocks - 1 < room.Blocks / 2 || characters - size < room.Characters / 2)
            {
                break;
            }

            (blocks, characters, kept) = (blocks - 1, characters - size, kept + 1);
        }

        if (kept < last.Count)
        {
            cut.Add(Wording.Count(last.Count - kept, "row") + " of buttons");
            last.RemoveRange(kept, last.Count - kept);
        }
    }

    /// <summary>Adds a block whole, or counts it as dropped.</summary>
    public bool Add(JsonObject block)
    {
        if (IsWhole && TryAdd(block))
        {
            return true;
        }

        dropped++;
        return false;
    }

    /// <summary>Adds as many items as there is room for, in one block, and says how many are missing.</summary>
    /// <returns>How many there was room for.</returns>
    public int AddItems<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, JsonObject> render, string noun)
    {
        if (items.Count == 0)
        {
            return 0;
        }

        if (!IsWhole)
        {
            dropped++;
            return 0;
        }

        if (TryAdd(render(items)))
        {
            return items.Count;
        }

        var (most, tooMany) = (0, items.Count);
        while (tooMany - most > 1)
        {
            var middle = (most + tooMany) / 2;
            (most, tooMany) = Fits(render([.. items.Take(middle)])) ? (middle, tooMany) : (most, middle);
        }

        if (most > 0)
        {
            TryAdd(render([.. items.Take(most)]));
        }

        cut.Add(Wording.Count(items.Count - most, noun));
        return most;
    }

    /// <summary>Adds a text, in several blocks where one cannot hold it.</summary>
    public void AddText(string text, Func<string, JsonObject> render)
    {
        var rest = VisibleText.Of(text);
        while (rest.Length > LongestPart)
        {
            var end = rest.LastIndexOf(' ', LongestPart, LongestPart / 4) is var space and > 0 ? space : char.IsHighSurrogate(rest[LongestPart - 1]) ? LongestPart - 1 : LongestPart;
            if (!Add(render(rest[..end])))
            {
                return;
            }

            rest = rest[end..].TrimStart();
        }

        Add(render(rest));
    }

    /// <summary>Says what was cut and adds the reserved blocks.</summary>
    public void Finish(List<JsonObject> last)
    {
        if (!IsWhole || shortened > 0)
        {
            IEnumerable<string> parts = [.. cut, .. dropped > 0 ? [Wording.Count(dropped, "part")] : Array.Empty<string>(), .. shortened > 0 ? [Wording.Count(shortened, "long cell")] : Array.Empty<string>()];
            Blocks.Add(SlackText.Rich(SlackText.Quote(SlackText.Clip($"Cut to fit into Slack: {string.Join(", ", parts)}.", 200))));
        }

        last.ForEach(Blocks.Add);
    }

    private bool TryAdd(JsonObject block)
    {
        if (!Fits(block))
        {
            return false;
        }

        (blocks, characters) = (blocks - 1, characters - Size(block));
        Blocks.Add(block);
        return true;
    }

    private bool Fits(JsonObject block) => blocks > 0 && Size(block) <= characters;

    private static int Size(JsonObject block) => block.ToJsonString(BlockKit.Json).Length + 1;
}

/// <summary>How much Slack takes: blocks, characters of JSON, table and chart blocks.</summary>
internal sealed record BlockKitRoom(int Blocks, int Characters, int Tables, int Charts);
