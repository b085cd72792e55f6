using ChatGuard.Commands;

namespace ChatGuard.Chat.Web;

/// <summary>Answers one question; whatever goes wrong is itself a reply.</summary>
internal delegate Task<Reply> AnswerQuestion(Question question, CancellationToken cancellationToken);

/// <summary>Does what a button says; a refusal is a reply too.</summary>
internal delegate Task<Reply> ClickButton(Click click, CancellationToken cancellationToken);

/// <summary>What the web chat asks of the rest of ChatGuard.</summary>
/// <param name="AnswerAsync">Answers what was typed.</param>
/// <param name="ClickAsync">Does what was clicked.</param>
/// <param name="Commands">What completion offers.</param>
/// <param name="Source"><c>sandbox</c> or <c>aws</c>.</param>
/// <param name="Banner">One line that says where the data comes from, such as <c>Sandbox: made-up accounts, nothing in AWS is touched</c>.</param>
internal sealed record WebConversation(AnswerQuestion AnswerAsync, ClickButton ClickAsync, IReadOnlyList<CommandHelp> Commands, string Source, string Banner);
