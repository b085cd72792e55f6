namespace ChatGuard.Commands;

/// <summary>
/// Something a person can ask. A new command is one file: a class with its name, usage and help in the primary constructor, and <see cref="AnswerAsync"/>;
/// it is found by reflection, gets what it needs by its constructor, and appears in help and completion by itself.
/// </summary>
/// <param name="name">As typed, in kebab-case.</param>
/// <param name="usage">Name and options, such as <c>root-activity [--days N]</c>.</param>
/// <param name="help">One line.</param>
internal abstract class Command(string name, string usage, string help)
{
    public string Name { get; } = name;

    public string Usage { get; } = usage;

    public string Help { get; } = help;

    /// <summary>Values that can follow the name; empty where none can.</summary>
    public virtual IReadOnlyList<string> Arguments => [];

    /// <summary>How many words can follow the name: an argument, and a resource.</summary>
    public virtual int MostArguments => 1;

    /// <summary>Whether its answer may show access key ids, even shortened: chat platforms then answer it only to whom <see cref="AskingOptions"/> names.</summary>
    public virtual bool ShowsKeyIds => false;

    /// <summary>Whether it proposes changes: chat platforms then let only those propose whom <see cref="AskingOptions"/> names.</summary>
    public virtual bool Proposes => false;

    /// <summary>Whether everybody may ask it whatever the rules say, as <c>help</c>.</summary>
    public virtual bool IsAnybodys => false;

    /// <exception cref="NotUnderstoodException">The request's words or options make no sense to this command.</exception>
    public abstract Task<Reply> AnswerAsync(Request request, CancellationToken cancellationToken);
}

/// <summary>The text cannot be answered as it stands; the message says what was perhaps meant and how to write it.</summary>
internal sealed class NotUnderstoodException(string message, params string[] suggestions) : Exception(message)
{
    /// <summary>Commands that would be understood.</summary>
    public IReadOnlyList<string> Suggestions { get; } = suggestions;
}
