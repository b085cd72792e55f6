using System.Text.Json.Nodes;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;

namespace ChatGuard.Chat.Slack;

/// <summary>The Home tab: what the command <c>mine</c> answers the person who opened it.</summary>
internal sealed class SlackHome(AnswerQuestion answer, SlackPeople people, SlackApi api)
{
    public async Task ShowAsync(string? team, string user, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(team, user, isClick: false, cancellationToken);
        var shown = person.Actor is { } actor
            ? (await answer(new Question("mine", SlackSurface.SurfaceName) { Actor = actor }, cancellationToken)).Answer
            : new Answer("ChatGuard", Tone.Neutral, [new Block.Text(person.Refusal!)]);
        var view = new JsonObject { ["type"] = "home", ["blocks"] = BlockKit.View(shown).Blocks };
        await api.CallAsync("views.publish", cancellationToken, ("user_id", user), ("view", view.ToJsonString(BlockKit.Json)));
    }
}
