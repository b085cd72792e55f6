using ChatGuard.Commands;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat;

/// <summary>Turns what somebody typed into a reply: finds the command, runs it, and turns whatever goes wrong into an answer.</summary>
internal sealed class Conversation
{
    public Task<Reply> AnswerAsync(Question question, CancellationToken cancellationToken) =>
        Task.FromResult(new Reply("", new Answer($"Not built yet: {question.Text} ({Commands.Count} commands)", Tone.Neutral, []), [], Outcome.NotUnderstood));

    /// <summary>What can be typed, for completion: each command's usage, its one-line help and its options.</summary>
    public IReadOnlyList<CommandHelp> Commands { get; } = [];
}

/// <summary>A command as completion and help show it.</summary>
/// <param name="Name">Such as <c>rotate-report</c>.</param>
/// <param name="Usage">Such as <c>root-activity [--days N] [--account ID]</c>.</param>
/// <param name="Help">One line.</param>
/// <param name="Arguments">Values that can follow the name, such as check ids; empty where none.</param>
internal sealed record CommandHelp(string Name, string Usage, string Help, IReadOnlyList<string> Arguments);
