using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>A channel, a group chat or somebody's chat with the bot, as its members see it.</summary>
/// <param name="id">Such as <c>19:…@thread.tacv2</c>; opaque to bots.</param>
/// <param name="kind"><c>channel</c>, <c>groupChat</c> or <c>personal</c>.</param>
/// <param name="name">What people call it.</param>
internal sealed class TeamsChat(string id, string kind, string name)
{
    private readonly Lock locked = new();
    private readonly List<TeamsMessage> messages = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public string Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>Whether the app may write here: it was installed, and nobody blocked or removed it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Who is in it; a channel holds everybody of the tenant.</summary>
    public List<TeamsPerson> Members { get; } = [];

    public IReadOnlyList<TeamsMessage> Messages
    {
        get
        {
            lock (locked)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>What the bot wrote here.</summary>
    public IEnumerable<TeamsMessage> FromBot => Messages.Where(message => message.From is null);

    /// <summary>The conversation's id inside a thread.</summary>
    public string ThreadId(string root) => Kind == "channel" ? $"{Id};messageid={root}" : Id;

    public TeamsMessage Add(TeamsMessage message)
    {
        lock (locked)
        {
            messages.Add(message);
        }

        Changed();
        return message;
    }

    /// <summary>Wakes whoever waits for something to be seen here.</summary>
    public void Changed() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Waits until a message of the bot is as wanted.</summary>
    /// <exception cref="TimeoutException">It never was; says what is there instead.</exception>
    public async Task<TeamsMessage> WaitForAsync(Func<TeamsMessage, bool> wanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            var next = changed.Task;
            if (FromBot.FirstOrDefault(wanted) is { } found)
            {
                return found;
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"No such message came to {Name}. It holds:\n{string.Join("\n---\n", FromBot.Select(message => message.TextFor(null)))}", error);
            }
        }
    }
}

/// <summary>A message: its text or card, and the views that single people have of it instead.</summary>
/// <param name="id">Milliseconds since 1970, as Teams has it.</param>
/// <param name="chat">Where.</param>
/// <param name="root">The thread's first message; null where this one is it.</param>
/// <param name="from">Who; null for the bot.</param>
internal sealed class TeamsMessage(string id, TeamsChat chat, string? root, TeamsPerson? from)
{
    private static long last;

    public string Id { get; } = id;

    public TeamsChat Chat { get; } = chat;

    public string? Root { get; } = root;

    public TeamsPerson? From { get; } = from;

    /// <summary>The activity as it was last written.</summary>
    public JsonObject Activity { get; set; } = [];

    /// <summary>Every state it was in, the first first.</summary>
    public List<JsonObject> History { get; } = [];

    public bool IsDeleted { get; set; }

    /// <summary>What single people see in place of the card, since they pressed something.</summary>
    public Dictionary<TeamsPerson, JsonObject> Views { get; } = [];

    /// <summary>The conversation it belongs to, as Teams names it to a bot.</summary>
    public string ConversationId => Chat.ThreadId(Root ?? Id);

    /// <summary>A new id: ids rise, and no two are the same.</summary>
    public static string NewId(TimeProvider clock)
    {
        while (true)
        {
            var before = Volatile.Read(ref last);
            var next = Math.Max(before + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref last, next, before) == before)
            {
                return next.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>The card that a person has before them; null for a message without one.</summary>
    public JsonObject? CardFor(TeamsPerson? person) => person is not null && Views.TryGetValue(person, out var view) ? view : CardOf(Activity);

    /// <summary>Every word that a person can read in it, buttons included.</summary>
    public string TextFor(TeamsPerson? person) => CardFor(person) is { } card ? TeamsCard.Text(card) : (string?)Activity["text"] ?? "";

    /// <summary>The adaptive card of an activity.</summary>
    public static JsonObject? CardOf(JsonObject activity) =>
        activity["attachments"]?.AsArray().FirstOrDefault(attachment => (string?)attachment!["contentType"] == "application/vnd.microsoft.card.adaptive")?["content"]?.AsObject();
}
