using ChatGuard.Commands;

namespace ChatGuard.Chat.Web;

/// <summary>What the web chat asks of the rest of ChatGuard.</summary>
/// <param name="AnswerAsync">Answers what was typed.</param>
/// <param name="ClickAsync">Does what was clicked.</param>
/// <param name="Commands">What completion offers.</param>
/// <param name="Source"><c>sandbox</c> or <c>aws</c>.</param>
/// <param name="Banner">One line that says where the data comes from, such as <c>Sandbox: made-up accounts, nothing in AWS is touched</c>.</param>
internal sealed record WebConversation(AnswerQuestion AnswerAsync, ClickButton ClickAsync, IReadOnlyList<CommandHelp> Commands, string Source, string Banner)
{
    /// <summary>What completion offers after <c>--account</c>.</summary>
    public Func<IReadOnlyList<string>> AccountNames { get; init; } = () => [];
}
