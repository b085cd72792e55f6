using System.Text;
using ChatGuard.Core.Answers;
using FsCheck;
using FsCheck.Fluent;

namespace ChatGuard.Tests.Chat;

/// <summary>Answers of every kind of block in any number and order, with strings of any length and content: more than a command would ever make.</summary>
internal static class AnyAnswer
{
    private static readonly string[] Pieces =
    [
        "a", "root-mfa", " ", "\n", "*", "_", "[x](javascript:alert(1))", "<at>everyone</at>", "<!channel>", "&", "\"", "\\", "\0", "\u202E", "\u2028", "日本", "שלום", "é", "😀", "\ud800", "\U000E0041",
        "arn:aws:iam::111122223333:user/bob.tanaka", "${x}", "| ", "# ", "- ", "1. ", "`", "~",
    ];

    public static Gen<Answer> Answers() =>
        from title in Text()
        from tone in Gen.Elements(Enum.GetValues<Tone>())
        from blocks in Some(Blocks(), 12)
        select new Answer(title, tone, blocks);

    /// <summary>Mostly short, at times as long as nobody writes.</summary>
    public static Gen<string> Text() =>
        from pieces in Gen.Frequency((12, Gen.Choose(0, 12)), (3, Gen.Choose(12, 200)), (1, Gen.Choose(1_000, 6_000)))
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Of(pieces, new Random(seed));

    private static string Of(int pieces, Random random)
    {
        var text = new StringBuilder();
        for (var n = 0; n < pieces; n++)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }

    private static Gen<Block> Blocks() => Gen.OneOf(
        Text().Select(Block (text) => new Block.Text(text)),
        Text().Select(Block (text) => new Block.Heading(text)),
        Some(from label in Text() from value in Text() from mark in Marks() select new Fact(label, value, mark), 40).Select(Block (facts) => new Block.Facts(facts)),
        Tables(),
        Charts(),
        Some(Text(), 80).Select(Block (items) => new Block.Bullets(items)),
        Some(Text(), 80).Select(Block (items) => new Block.Steps(items)),
        Some(from label in Text() from command in Text() select new Choice(label, command), 30).Select(Block (items) => new Block.Choices(items)),
        Some(Buttons(), 30).Select(Block (items) => new Block.Buttons(items)),
        from tone in Gen.Elements(Enum.GetValues<Tone>()) from text in Text() select (Block)new Block.Note(tone, text));

    private static Gen<Button> Buttons() =>
        from label in Text()
        from verb in Gen.Elements(Enum.GetValues<Verb>())
        from proposal in Gen.Elements("k3v9x2m4q7", "a1b2c3d4e5", "p")
        from about in Text()
        select new Button(label, verb, proposal, "n-1", about);

    private static Gen<Block> Tables() =>
        from columns in Gen.Choose(1, 9)
        from names in (from name in Text() from numeric in Gen.Elements(true, false) select new Column(name, numeric)).ArrayOf(columns)
        from rows in Some((from text in Text() from mark in Marks() select new Cell(text, mark)).ArrayOf(columns), 60)
        from caption in Gen.OneOf(Gen.Constant<string?>(null), Text().Select(string? (text) => text))
        select (Block)new Block.Table(caption, names, [.. rows.Select(row => (IReadOnlyList<Cell>)row)]);

    private static Gen<Block> Charts() =>
        from caption in Text()
        from most in Gen.Elements(0d, 1, 100, 1e300, double.NaN)
        from lines in Some(from name in Text() from points in Some(Points(), 120) select new Series(name, points), 12)
        select (Block)new Block.Chart(caption, most, lines);

    private static Gen<Point> Points() =>
        from day in Gen.Choose(0, 400)
        from value in Gen.Elements(0d, 38, 100, -1, 1e300, double.PositiveInfinity)
        select new Point(new DateOnly(2026, 1, 1).AddDays(day), value);

    private static Gen<Mark> Marks() => Gen.Elements(Enum.GetValues<Mark>());

    private static Gen<T[]> Some<T>(Gen<T> one, int most) => Gen.Choose(0, most).SelectMany(count => one.ArrayOf(count));
}
