using ChatGuard.Core.Answers;

namespace ChatGuard.Commands;

/// <summary>What somebody typed, and where.</summary>
/// <param name="Text">As typed; a leading <c>/aws</c> is optional.</param>
/// <param name="Surface"><c>web</c>, <c>console</c>, later <c>slack</c> and <c>teams</c>.</param>
/// <param name="Channel">The surface's channel; null on the console.</param>
public sealed record Question(string Text, string Surface, string? Channel = null)
{
    /// <summary>Told while AWS is being read: one short line each time; null where nobody watches.</summary>
    public IProgress<string>? Progress { get; init; }
}

/// <summary>How a question ended.</summary>
public enum Outcome
{
    Answered,

    /// <summary>The text is no command; the answer says what was perhaps meant.</summary>
    NotUnderstood,

    /// <summary>Something went wrong; the answer says what and what to do.</summary>
    Failed,
}
