using Xunit;

namespace ChatGuard.Tests.Chat.Scenarios;

/// <summary>
/// A chat platform with ChatGuard in it, as the people there use and see it; started once for a class of <see cref="ChatScenarios"/>. A platform derives one
/// for each of its transports, over its fake: what a person does goes over the platform's published wire, and what a person sees is what the fake holds.
/// </summary>
public abstract class ChatDriver : IAsyncLifetime
{
    /// <summary>How long a person waits for something to appear. Far longer than it takes, because the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>ChatGuard as it is served, with the platform's settings and <see cref="Settings"/>.</summary>
    internal abstract WholeApp App { get; }

    /// <summary>What time ChatGuard and the fake think it is: the real time, moved forward by <see cref="DrivenClock.Advance"/>.</summary>
    internal DrivenClock Clock { get; } = new();

    /// <summary>Asks, and is no approver.</summary>
    public abstract Person Requester { get; }

    /// <summary>Approves; the first of <see cref="Approvers"/>.</summary>
    public Person Approver => Approvers[0];

    /// <summary>Fifty people who may approve.</summary>
    public abstract IReadOnlyList<Person> Approvers { get; }

    /// <summary>Sees the channel and clicks, but belongs to another organisation: a Slack Connect user of another workspace, a guest of another tenant. An approver by configuration, so that only who they are keeps them out.</summary>
    public abstract Person Stranger { get; }

    /// <summary>The channel that all of them are in, as configuration writes it: <c>slack:C0SECURITY</c>.</summary>
    public abstract string Channel { get; }

    /// <summary>Whether a question asked in the channel is answered so that only the asker sees it.</summary>
    public abstract bool AnswersPrivately { get; }

    /// <summary>
    /// What ChatGuard is started with besides the platform's own settings: who may ask and approve, and a digest to <see cref="Channel"/> that is always
    /// due, so that it comes once. Pass the clock to <see cref="WholeApp.StartAsync(TempDatabase, TimeProvider?, string[])"/> too.
    /// </summary>
    internal string[] Settings =>
    [
        "--ChatGuard:Digests:0:Name=scenario",
        $"--ChatGuard:Digests:0:Channel={Channel}",
        "--ChatGuard:Digests:0:Cron=0/2 * * * * ?",
        $"--ChatGuard:Digests:0:TimeZone={Midday()}",
        "--ChatGuard:Approvals:Rules:0:Required=1",
        .. ApproverIds.Append(WebApprover.Id).Append(WebApprover.Unknown).Select((id, n) => $"--ChatGuard:Approvals:Rules:0:Approvers:{n}={id}"),
        $"--ChatGuard:Approvals:People:0:Id={Requester.Id}",
        $"--ChatGuard:Approvals:People:1:Id={Approver.Id}",
        $"--ChatGuard:Approvals:People:1:OtherIds:0={WebApprover.Id}",
        .. Approvers.Append(Requester).Append(Stranger).Select((person, n) => $"--ChatGuard:Asking:Rules:0:Askers:{n}={person.Id}"),
    ];

    /// <summary>Those who may approve as configuration names them: a group where the platform has groups.</summary>
    protected virtual IEnumerable<string> ApproverIds => Approvers.Append(Stranger).Select(person => person.Id);

    /// <summary>Gives ChatGuard a command in the channel: on Slack <c>/aws WORDS</c>; on a platform without commands, the nearest to it.</summary>
    public abstract Task CommandAsync(Person who, string words);

    /// <summary>Writes a message in the channel that mentions ChatGuard.</summary>
    public abstract Task MentionAsync(Person who, string words);

    /// <summary>Writes to ChatGuard in a chat of the two alone.</summary>
    public abstract Task DirectAsync(Person who, string words);

    /// <summary>Everything the person sees there now, oldest first, messages of threads and what only they can see among it. Not their own messages.</summary>
    public abstract Task<IReadOnlyList<Seen>> SeenAsync(Person who, Place place);

    /// <summary>Clicks a button of a message as the person saw it, though it may have changed since; where that asks for a reason, enters it and submits. Returns when the platform has an answer or an error.</summary>
    public abstract Task PressAsync(Person who, Seen message, string button, string? reason = null);

    /// <summary>As <see cref="PressAsync"/>, but the connection to ChatGuard breaks after the click was sent and before it was acknowledged; it can be made again at once.</summary>
    public abstract Task PressAndDropAsync(Person who, Seen message, string button, string? reason = null);

    /// <summary>Delivers the last mention again as the platform does while it has seen no acknowledgement: marked as a retry, as often as it would at most.</summary>
    public abstract Task RetryMentionAsync();

    /// <summary>Sends the last click again exactly as it was, as somebody would who recorded it; with true, after the time in which the platform's proof of origin holds.</summary>
    /// <returns>Whether it was refused at the door. Platforms whose transport cannot be replayed, like a socket that ChatGuard opened, deliver the same click with its ids.</returns>
    public abstract Task<bool> ReplayClickAsync(bool late);

    /// <summary>Sends a command and a click in the name of the person that the platform did not send, forged in every way this platform's proof of origin can be.</summary>
    /// <returns>How each was forged, and whether it was refused at the door.</returns>
    public abstract Task<IReadOnlyList<(string How, bool Refused)>> ForgeAsync(Person who, Seen message, string button);

    /// <summary>The platform can no longer be called: connections are refused, or it answers with errors. It sends nothing either.</summary>
    public abstract Task GoDownAsync();

    public abstract Task ComeBackAsync();

    /// <summary>Every call is refused because the credentials were revoked.</summary>
    public abstract Task RevokeAsync();

    /// <summary>The same credentials hold again.</summary>
    public abstract Task RestoreAsync();

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Waits until the person sees exactly that, and returns it.</summary>
    /// <param name="who">Who looks.</param>
    /// <param name="place">Where.</param>
    /// <param name="what">For the failure's message.</param>
    /// <param name="isIt">Whether that is the message.</param>
    public async Task<Seen> WaitAsync(Person who, Place place, string what, Func<Seen, bool> isIt)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var seen = await SeenAsync(who, place);
            if (seen.Where(isIt).ToList() is { Count: > 0 } found)
            {
                return found.Count == 1 ? found[0] : throw new InvalidOperationException($"{who.Name} sees {what} {found.Count} times:\n{string.Join("\n", found)}");
            }

            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{who.Name} does not see {what}, but:\n{string.Join("\n", seen)}");
            }

            await Task.Delay(Look, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>A time zone where it is about noon: no scenario lasts until the next day, which would have a digest of its own.</summary>
    private string Midday() => (12 - Clock.GetUtcNow().Hour) switch
    {
        0 => "Etc/UTC",
        > 0 and var ahead => $"Etc/GMT-{ahead}",
        var behind => $"Etc/GMT+{-behind}",
    };

    /// <summary>The message as it is now.</summary>
    public async Task<Seen> AgainAsync(Person who, Seen message) => (await SeenAsync(who, message.Place)).Single(each => each.Id == message.Id);
}

/// <summary>Somebody who uses the chat.</summary>
/// <param name="Id">As configuration writes it: <c>slack:T1/U1</c>, <c>teams:TENANT/OBJECTID</c>.</param>
/// <param name="Name">What they are called.</param>
public sealed record Person(string Id, string Name);

/// <summary>Where something is said.</summary>
public enum Place
{
    /// <summary>The channel that all are in, its threads included.</summary>
    Channel,

    /// <summary>The chat of the person and ChatGuard alone.</summary>
    Direct,
}

/// <summary>A message of ChatGuard's as a person sees it.</summary>
/// <param name="Id">The platform's own id; stays when the message is edited.</param>
/// <param name="Place">Where.</param>
/// <param name="ThreadOf">The id of the message it stands below; null where it stands by itself.</param>
/// <param name="IsPrivate">Only this person sees it, though it stands in a channel.</param>
/// <param name="Text">All text of it that a person reads, table cells and button labels included, one part a line.</param>
/// <param name="Buttons">What its buttons say.</param>
public record Seen(string Id, Place Place, string? ThreadOf, bool IsPrivate, string Text, IReadOnlyList<string> Buttons)
{
    public bool Says(string words) => Text.Contains(words, StringComparison.OrdinalIgnoreCase);

    public bool Has(string button) => Buttons.Any(each => each.StartsWith(button, StringComparison.Ordinal));

    public sealed override string ToString() => $"--- {Id} in {Place}{(ThreadOf is null ? "" : $", thread {ThreadOf}")}{(IsPrivate ? ", private" : "")} [{string.Join("] [", Buttons)}]\n{Text}";
}
