using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Chat.Slack;

/// <summary>
/// Answers slash commands, mentions, direct messages and the commands that buttons offer: to the asker alone, unless they say <c>--share</c>.
/// </summary>
internal sealed partial class SlackQuestions(AnswerQuestion answer, SlackPeople people, SlackSender sender, SlackSurface surface, TimeProvider clock)
{
    /// <summary>After how long the asker of a command is told that it takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary><c>/aws posture</c>.</summary>
    public Task CommandAsync(string key, JsonObject command, CancellationToken cancellationToken)
    {
        var place = new SlackPlace(command.Text("team_id"), command.Text("user_id") ?? "", command.Text("channel_id"), null, SlackPlace.Address(command.Text("response_url")));
        return AskAsync(key, Plain(command.Text("text") ?? ""), place, cancellationToken);
    }

    /// <summary><c>@ChatGuard posture</c> in a channel, or <c>posture</c> in a direct message.</summary>
    public async Task MessageAsync(string key, SlackDelivery delivery, CancellationToken cancellationToken)
    {
        var message = delivery.Event;
        var home = await people.WorkspaceAsync(cancellationToken);
        if (message.Text("user") is { } user && user != home.BotUser)
        {
            var team = message.Text("user_team") ?? message.Text("team") ?? delivery.Payload.Text("team_id");
            var text = Plain((message.Text("text") ?? "").Replace($"<@{home.BotUser}>", " ", StringComparison.Ordinal));
            await AskAsync(key, text, new SlackPlace(team, user, message.Text("channel"), message.Text("thread_ts"), null), cancellationToken);
        }
    }

    /// <summary>A command that a button offered.</summary>
    public Task ChosenAsync(string key, string command, SlackPlace place, CancellationToken cancellationToken) => AskAsync(key, command, place, cancellationToken);

    private async Task AskAsync(string key, string text, SlackPlace place, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(place.Team, place.User, isClick: false, cancellationToken);
        if (person.Actor is not { } actor)
        {
            await sender.TellAsync(place, person.Refused(), cancellationToken);
            return;
        }

        var reply = await AnsweredAsync(text, actor, place, cancellationToken);
        if (place.Channel is { } channel && (place.IsDirect ? place.ResponseUrl is null : reply is { Share: true, Outcome: Outcome.Answered }))
        {
            try
            {
                var thread = place.Thread is { } ts ? new MessageRef(surface.Name, channel, ts) : null;
                await surface.PostAsync(new ChannelRef(surface.Name, channel), thread, reply.Answer, key, cancellationToken);
                return;
            }
            catch (SlackException error) when (error.Failure == SlackFailure.Refused && !place.IsDirect)
            {
                await sender.TellAsync(place, new Answer("The answer could not be shared here", Tone.Warning, [new Block.Text(error.Message)]), cancellationToken);
            }
        }

        await sender.TellAsync(place, reply.Answer, cancellationToken);
    }

    private async Task<Reply> AnsweredAsync(string text, Actor actor, SlackPlace place, CancellationToken cancellationToken)
    {
        var watched = new Watched();
        var answering = answer(new Question(text, surface.Name, place.Channel) { Actor = actor, Progress = watched }, cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (place.ResponseUrl is not null && await Task.WhenAny(answering, Task.Delay(Patience, clock, done.Token)) != answering && !cancellationToken.IsCancellationRequested)
        {
            await sender.TellAsync(place, new Answer(watched.Line ?? "Reading AWS; the answer follows", Tone.Neutral, []), cancellationToken);
        }

        await done.CancelAsync();
        return await answering;
    }

    /// <summary>As typed: Slack escapes three characters, and writes people, channels and links in angle brackets.</summary>
    private static string Plain(string text) => WebUtility.HtmlDecode(Reference().Replace(text, match => match.Groups["label"] is { Success: true, Value: { Length: > 0 } label } ? label : match.Groups["target"].Value)).Trim();

    [GeneratedRegex(@"<(?<target>[^<>|]*)(\|(?<label>[^<>]*))?>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reference();

    private sealed class Watched : IProgress<string>
    {
        public string? Line { get; private set; }

        public void Report(string value) => Line = value;
    }
}
