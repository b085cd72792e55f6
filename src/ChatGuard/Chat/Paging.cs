using ChatGuard.Core.Answers;

namespace ChatGuard.Chat;

/// <summary>Divides an answer that is too long for a message into pages that each fit.</summary>
internal static class Paging
{
    /// <summary>How many pages are made; what is beyond them is counted on the last.</summary>
    public const int MostPages = 40;

    /// <summary>The answer alone where it fits, or holds buttons that decide something: those stay where everything they are about is.</summary>
    /// <param name="answer">What to say.</param>
    /// <param name="fits">Whether the platform shows a page uncut, with its links to other pages. Fewer blocks, rows or items fit where more do.</param>
    public static IReadOnlyList<Answer> Split(Answer answer, Func<Answer, bool> fits)
    {
        if (answer.Blocks.OfType<Block.Buttons>().Any() || fits(answer))
        {
            return [answer];
        }

        var choices = answer.Blocks.OfType<Block.Choices>().ToList<Block>();
        var rest = new Queue<Block>(answer.Blocks.Where(block => block is not Block.Choices));
        var pages = new List<List<Block>>();
        var part = rest.Count > 0 ? rest.Dequeue() : null;
        while (part is not null && pages.Count < MostPages)
        {
            var page = new List<Block>();
            while (part is not null && fits(Page(answer, [.. page, part])))
            {
                page.Add(part);
                part = rest.Count > 0 ? rest.Dequeue() : null;
            }

            if (part is not null && Cut(part, piece => fits(Page(answer, [.. page, piece]))) is { } cut)
            {
                page.Add(cut.Piece);
                part = cut.Left;
            }
            else if (part is not null && page.Count == 0)
            {
                // It cannot be divided: the platform cuts it and says so.
                page.Add(part);
                part = rest.Count > 0 ? rest.Dequeue() : null;
            }

            pages.Add(page);
        }

        if (part is not null)
        {
            pages[^1] = [new Block.Note(Tone.Warning, $"More than {MostPages} pages; the rest is in the CSV file.")];
        }

        if (pages.Count > 0 && fits(Page(answer, [.. pages[^1], .. choices])))
        {
            pages[^1].AddRange(choices);
        }

        return [.. pages.Select((blocks, n) => Page(answer, blocks) with { Title = pages.Count == 1 ? answer.Title : $"{answer.Title} (page {n + 1} of {pages.Count})" })];
    }

    // Room is kept for the page's number in the title.
    private static Answer Page(Answer answer, IReadOnlyList<Block> blocks) => new($"{answer.Title} (page 99 of 99)", answer.Tone, blocks);

    /// <summary>The most of a block that fits, and what is left of it; null where nothing of it does.</summary>
    private static (Block Piece, Block Left)? Cut(Block block, Func<Block, bool> fits) => block switch
    {
        Block.Table table => Cut(table.Rows, rows => table with { Rows = rows }, fits),
        Block.Bullets bullets => Cut(bullets.Items, items => new Block.Bullets(items), fits),
        Block.Facts facts => Cut(facts.Items, items => new Block.Facts(items), fits),
        _ => null,
    };

    private static (Block Piece, Block Left)? Cut<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Block> make, Func<Block, bool> fits)
    {
        var (most, tooMany) = (0, items.Count);
        while (tooMany - most > 1)
        {
            var middle = (most + tooMany) / 2;
            (most, tooMany) = fits(make([.. items.Take(middle)])) ? (middle, tooMany) : (most, middle);
        }

        return most == 0 ? null : (make([.. items.Take(most)]), make([.. items.Skip(most)]));
    }
}
