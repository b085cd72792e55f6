using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Commands;

/// <summary>What somebody typed, and where.</summary>
/// <param name="Text">As typed; a leading <c>/aws</c> is optional.</param>
/// <param name="Surface"><c>web</c>, <c>console</c>, later <c>slack</c> and <c>teams</c>.</param>
/// <param name="Channel">The surface's channel; null on the console.</param>
public sealed record Question(string Text, string Surface, string? Channel = null)
{
    /// <summary>Who asks, as the platform vouched for them; null where nobody did, as on the console.</summary>
    public Actor? Actor { get; init; }

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

    /// <summary>The asker may not ask this here; the answer says who decides that.</summary>
    Refused,
}

/// <summary>A button that somebody clicked.</summary>
/// <param name="By">Who, as the platform vouched for them when they clicked.</param>
/// <param name="Verb">What the button does.</param>
/// <param name="Proposal">The proposal's or the offer's id, from the button.</param>
/// <param name="Nonce">From the button.</param>
/// <param name="Reason">As typed; null for none.</param>
/// <param name="Surface">Where: <c>web</c>, <c>slack</c>, <c>teams</c>.</param>
/// <param name="Channel">The surface's channel, where a plan that the click makes is shown.</param>
public sealed record Click(Actor By, Verb Verb, string Proposal, string Nonce, string? Reason, string Surface, string? Channel);
