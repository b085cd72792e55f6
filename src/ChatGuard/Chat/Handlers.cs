using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Chat;

/// <summary>Answers one question; whatever goes wrong is itself a reply.</summary>
internal delegate Task<Reply> AnswerQuestion(Question question, CancellationToken cancellationToken);

/// <summary>Does what a button says; a refusal is a reply too, for the one who clicked alone. What everybody is to see, the message is edited to.</summary>
internal delegate Task<Reply> ClickButton(Click click, CancellationToken cancellationToken);

/// <summary>
/// What a button's proposal or offer would do, for a dialog that asks for a reason, as that person may see it; without buttons. Null where there is no such
/// proposal. Reads only the store, so that a dialog opens in time.
/// </summary>
internal delegate Task<Answer?> ShowPlan(Actor asker, string proposal, CancellationToken cancellationToken);
