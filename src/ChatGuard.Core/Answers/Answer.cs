using System.Text.Json.Serialization;

namespace ChatGuard.Core.Answers;

/// <summary>What ChatGuard says, free of any chat platform: a title and blocks that each surface renders in its own way.</summary>
/// <param name="Title">One line: the answer in short.</param>
/// <param name="Tone">How good the news is.</param>
/// <param name="Blocks">The body, in reading order.</param>
public sealed record Answer(string Title, Tone Tone, IReadOnlyList<Block> Blocks);

/// <summary>How good the news is. A renderer shows it by word or shape too, never by colour alone.</summary>
public enum Tone
{
    Neutral,
    Good,
    Warning,
    Bad,
}

/// <summary>
/// One part of an answer. The family is closed: a renderer that handles each of <see cref="Text"/>, <see cref="Heading"/>, <see cref="Facts"/>,
/// <see cref="Table"/>, <see cref="Chart"/>, <see cref="Bullets"/>, <see cref="Steps"/>, <see cref="Choices"/>, <see cref="Buttons"/> and <see cref="Note"/> handles every answer there will be.
/// All strings are data: nothing in them is markup of any kind, wherever they came from.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "block")]
[JsonDerivedType(typeof(Block.Text), "text")]
[JsonDerivedType(typeof(Block.Heading), "heading")]
[JsonDerivedType(typeof(Block.Facts), "facts")]
[JsonDerivedType(typeof(Block.Table), "table")]
[JsonDerivedType(typeof(Block.Chart), "chart")]
[JsonDerivedType(typeof(Block.Bullets), "bullets")]
[JsonDerivedType(typeof(Block.Steps), "steps")]
[JsonDerivedType(typeof(Block.Choices), "choices")]
[JsonDerivedType(typeof(Block.Buttons), "buttons")]
[JsonDerivedType(typeof(Block.Note), "note")]
public abstract record Block
{
    private Block()
    {
    }

    /// <summary>A paragraph.</summary>
    public sealed record Text(string Content) : Block;

    /// <summary>A heading inside the answer, such as an account's name.</summary>
    public sealed record Heading(string Content) : Block;

    /// <summary>Labelled values, few and short.</summary>
    public sealed record Facts(IReadOnlyList<Fact> Items) : Block;

    /// <summary>Rows under column headings; every row has one cell a column.</summary>
    /// <param name="Caption">What the table lists, for screen readers and plain text; null where the heading above says it.</param>
    public sealed record Table(string? Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Block;

    /// <summary>Lines over days: each series one value a day at most, from 0 to <paramref name="Most"/>.</summary>
    public sealed record Chart(string Caption, double Most, IReadOnlyList<Series> Lines) : Block;

    /// <summary>An unordered list.</summary>
    public sealed record Bullets(IReadOnlyList<string> Items) : Block;

    /// <summary>An ordered list: things to do, one after the other.</summary>
    public sealed record Steps(IReadOnlyList<string> Items) : Block;

    /// <summary>Commands the reader can give next with one click.</summary>
    public sealed record Choices(IReadOnlyList<Choice> Items) : Block;

    /// <summary>What the reader can do to a proposal with one click. A surface that cannot tell who clicks shows how to do it elsewhere instead.</summary>
    public sealed record Buttons(IReadOnlyList<Button> Items) : Block;

    /// <summary>An aside that must not be missed, such as what could not be read.</summary>
    public sealed record Note(Tone Tone, string Content) : Block;
}

/// <summary>A labelled value.</summary>
public sealed record Fact(string Label, string Value, Mark Mark = Mark.None);

/// <summary>A column heading; numbers are right-aligned.</summary>
public sealed record Column(string Name, bool Numeric = false);

/// <summary>A cell: text, and where it carries a judgement, its mark.</summary>
public sealed record Cell(string Text, Mark Mark = Mark.None)
{
    private const int LongestVerdict = 24;

    public static implicit operator Cell(string text) => new(text);

    /// <summary>
    /// Whether a marked text says the judgement itself, such as <c>rotate</c> or <c>critical 9.0</c>, so that it stands in place of the mark's own
    /// word; otherwise, as with <c>3 users</c>, a surface shows both.
    /// </summary>
    public static bool IsVerdict(string text) => text.Length is > 0 and <= LongestVerdict && char.IsAsciiLetter(text[0])
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '.');
}

/// <summary>A judgement a surface shows by shape, word and colour together.</summary>
public enum Mark
{
    None,
    Pass,
    Fail,
    Unknown,
    NotApplicable,
    Suppressed,
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>One line of a chart.</summary>
public sealed record Series(string Name, IReadOnlyList<Point> Points);

/// <summary>One day's value.</summary>
public sealed record Point(DateOnly Day, double Value);

/// <summary>A command offered as a button: what it says and what is sent as if typed.</summary>
public sealed record Choice(string Label, string Command);

/// <summary>What a button does to the proposal it names.</summary>
public enum Verb
{
    Approve,
    Reject,

    /// <summary>Approves alone, against the rules, with a reason.</summary>
    BreakGlass,

    /// <summary>Says that somebody else looked at a broken glass.</summary>
    Review,

    /// <summary>Makes a plan that takes the proposal back.</summary>
    Undo,

    /// <summary>Makes and shows the plan of what a digest offers; <see cref="Button.Proposal"/> is then the offer's id.</summary>
    Open,
}

/// <summary>A button: it carries an opaque id and a nonce, nothing else; everything is looked up when it is clicked.</summary>
/// <param name="Label">What it says, such as <c>Approve</c>; up to 30 characters.</param>
/// <param name="Verb">What a click does.</param>
/// <param name="Proposal">The proposal's or the offer's id.</param>
/// <param name="Nonce">Proves that the button was made for the state the proposal is in.</param>
/// <param name="About">What it is about, for screen readers and for lists of buttons: the plan's title.</param>
public sealed record Button(string Label, Verb Verb, string Proposal, string Nonce, string About)
{
    /// <summary>Whether the click asks for a reason; it may stay empty unless <see cref="Verb.BreakGlass"/>.</summary>
    public bool AsksReason => Verb is Verb.Approve or Verb.Reject or Verb.BreakGlass or Verb.Review;
}
