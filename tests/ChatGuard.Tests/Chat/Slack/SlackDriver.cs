using System.Text.Json.Nodes;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>ChatGuard in a fake Slack workspace, over one of Slack's two transports.</summary>
public abstract class SlackDriver(bool isSocket) : ChatDriver
{
    private const string Security = "C0SECURITY";
    private const string Group = "S0APPROVER";

    private readonly TempDatabase database = new();
    private readonly Dictionary<string, SlackClient> clients = new(StringComparer.Ordinal);
    private SlackServer? slack;
    private WholeApp? app;
    private string lastMentioner = "";
    private string lastClicker = "";

    public override Person Requester { get; } = Member("U0REQUEST", "Rita Vance");

    public override IReadOnlyList<Person> Approvers { get; } = [.. Enumerable.Range(1, 50).Select(n => Member($"U0APPROVE{n:D2}", $"Approver {n:D2}"))];

    public override Person Stranger { get; } = new($"slack:{SlackWorkspace.OtherTeam}/U0STRANGE", "Sam Outside");

    public override string Channel => $"slack:{Security}";

    public override bool AnswersPrivately => true;

    /// <summary>A user group: that the fifty are in it is what makes them approvers.</summary>
    protected override IEnumerable<string> ApproverIds => [$"slack:{SlackWorkspace.Team}/usergroup:{Group}", Stranger.Id];

    internal override WholeApp App => app ?? throw new InvalidOperationException("not initialized");

    internal SlackServer Slack => slack ?? throw new InvalidOperationException("not initialized");

    public override async ValueTask InitializeAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        slack = await SlackServer.StartAsync(Clock, stop);
        slack.Deliveries.AckLimit = TimeSpan.FromMinutes(1);
        slack.Triggers.Life = TimeSpan.FromMinutes(1);
        Furnish(slack.Workspace);
        app = await WholeApp.StartAsync(
            database,
            Clock,
            [
                .. Settings,
                $"--ChatGuard:Slack:Mode={(isSocket ? "socket" : "http")}",
                $"--ChatGuard:Slack:BotToken={slack.Installation.BotToken}",
                .. isSocket ? [$"--ChatGuard:Slack:AppToken={slack.Installation.AppToken}"] : new[] { $"--ChatGuard:Slack:SigningSecrets:0={slack.Installation.SigningSecret}" },
                $"--ChatGuard:Slack:ApiUrl={slack.ApiUrl}",
            ]);
        if (isSocket)
        {
            await ConnectedAsync();
        }
        else
        {
            slack.Deliveries.App = app.Address;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (slack is not null)
        {
            await slack.DisposeAsync();
        }

        database.Dispose();
        GC.SuppressFinalize(this);
    }

    public override Task CommandAsync(Person who, string words) => Client(who).CommandAsync(Security, "/aws", words);

    public override Task MentionAsync(Person who, string words)
    {
        lastMentioner = who.Id;
        return Client(who).MessageAsync(Security, $"<@{SlackWorkspace.Bot}> {words}");
    }

    public override Task DirectAsync(Person who, string words)
    {
        string channel;
        lock (Slack.Workspace.Gate)
        {
            channel = Slack.Workspace.Direct(User(who)).Id;
        }

        return Client(who).MessageAsync(channel, words);
    }

    public override Task<IReadOnlyList<Seen>> SeenAsync(Person who, Place place)
    {
        lock (Slack.Workspace.Gate)
        {
            var channel = place == Place.Channel ? Slack.Workspace.Channels[Security] : Slack.Workspace.Direct(User(who));
            var seen = channel.Messages.Where(each => each is { IsDeleted: false, User: SlackWorkspace.Bot } && (each.EphemeralFor ?? User(who)) == User(who)).Select(each => (Seen)new SeenMessage(each, place));
            return Task.FromResult<IReadOnlyList<Seen>>(place == Place.Channel ? [.. seen, .. Dialogs(who).Where(view => view.IsOpen).Select(view => new SeenDialog(view))] : [.. seen]);
        }
    }

    public override Task PressAsync(Person who, Seen message, string button, string? reason = null) => PressAsync(who, message, button, reason, drop: false);

    public override async Task PressAndDropAsync(Person who, Seen message, string button, string? reason = null)
    {
        await PressAsync(who, message, button, reason, drop: true);
        await ConnectedAsync();
    }

    public override async Task RetryMentionAsync()
    {
        foreach (var attempt in new[] { 1, 2, 3 })
        {
            var ack = await Slack.Deliveries.EventAsync(clients[lastMentioner].LastEvent!, attempt, "http_timeout");
            Assert.True(ack.Ok, ack.Failure);
        }
    }

    public override async Task<bool> ReplayClickAsync(bool late)
    {
        var click = clients[lastClicker].LastInteraction!;
        if (isSocket && !late)
        {
            Assert.True((await Slack.Deliveries.InteractionAsync(click)).Ok);
            return false;
        }

        var request = isSocket ? Forms(click) : Slack.Deliveries.LastInteraction!;
        if (late)
        {
            Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        }

        return await IsRefusedAsync(request);
    }

    public override async Task<IReadOnlyList<(string How, bool Refused)>> ForgeAsync(Person who, Seen message, string button)
    {
        var command = Client(who).Command(Security, "/aws", "help");
        var body = string.Join('&', command.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        var (_, found) = Find(message, button);
        var click = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = User(who), ["team_id"] = SlackWorkspace.Team },
            ["team"] = new JsonObject { ["id"] = SlackWorkspace.Team },
            ["trigger_id"] = Slack.Triggers.New(User(who)),
            ["channel"] = new JsonObject { ["id"] = Security },
            ["container"] = new JsonObject { ["type"] = "message", ["channel_id"] = Security },
            ["actions"] = new JsonArray(found.DeepClone()),
        };
        var forged = new List<(string, bool)>();
        foreach (var (path, text) in new[] { ("/slack/commands", body), ("/slack/interactions", $"payload={Uri.EscapeDataString(click.ToJsonString())}") })
        {
            foreach (var (how, request) in Forgeries(Slack.Deliveries.Sign(path, "application/x-www-form-urlencoded", text), text))
            {
                forged.Add(($"{path}: {how}", await IsRefusedAsync(request)));
            }
        }

        return forged;
    }

    public override Task GoDownAsync()
    {
        Slack.Faults.IsDown = true;
        Slack.Sockets.Drop();
        return Task.CompletedTask;
    }

    public override Task ComeBackAsync()
    {
        Slack.Faults.IsDown = false;
        return ConnectedAsync();
    }

    public override Task RevokeAsync()
    {
        Slack.Installation.IsRevoked = true;
        return Task.CompletedTask;
    }

    public override Task RestoreAsync()
    {
        Slack.Installation.IsRevoked = false;
        return Task.CompletedTask;
    }

    internal SlackClient Client(Person who)
    {
        lock (clients)
        {
            return clients.TryGetValue(who.Id, out var known) ? known : clients[who.Id] = new SlackClient(Slack, User(who));
        }
    }

    internal static string User(Person who) => who.Id[(who.Id.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Waits until ChatGuard's socket is there, where it has one.</summary>
    internal async Task ConnectedAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (isSocket && !Slack.Sockets.IsReady)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private static Person Member(string id, string name) => new($"slack:{SlackWorkspace.Team}/{id}", name);

    private void Furnish(SlackWorkspace workspace)
    {
        var channel = workspace.Add(new SlackChannel(Security, "security"));
        channel.Members.Add(SlackWorkspace.Bot);
        workspace.Add(new SlackUser(SlackWorkspace.Bot, "ChatGuard") { IsBot = true });
        workspace.Add(new SlackUser(User(Stranger), Stranger.Name) { Team = SlackWorkspace.OtherTeam, IsStranger = true });
        foreach (var person in Approvers.Append(Requester))
        {
            workspace.Add(new SlackUser(User(person), person.Name));
        }

        channel.Members.UnionWith(Approvers.Append(Requester).Append(Stranger).Select(User));
        workspace.Add(new SlackGroup(Group, "approvers", [.. Approvers.Select(User)]));
    }

    private async Task PressAsync(Person who, Seen message, string button, string? reason, bool drop)
    {
        var (block, element) = Find(message, button);
        var source = ((SeenMessage)message).Message;
        HashSet<string> known;
        lock (Slack.Workspace.Gate)
        {
            known = [.. Dialogs(who).Select(each => each.Id)];
        }

        lastClicker = who.Id;
        var ack = await Client(who).PressAsync(source, block, element, drop && reason is null);
        if (!ack.Ok || reason is null)
        {
            return;
        }

        var clicked = BlockRules.Value(Client(who).LastInteraction!["response_url"]);
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            SlackView? dialog;
            (string Block, JsonObject Element, JsonObject Parent)? input;
            bool hasReply;
            lock (Slack.Workspace.Gate)
            {
                dialog = Dialogs(who).FirstOrDefault(each => !known.Contains(each.Id));
                input = dialog is null ? null : BlockText.Elements(dialog.Payload["blocks"]).Where(each => BlockRules.Value(each.Element["type"]) == "plain_text_input").Select(each => ((string, JsonObject, JsonObject)?)each).FirstOrDefault();

                // A reply to this click: one to an earlier click may come only now.
                hasReply = Slack.Workspace.Channels[Security].Messages.Exists(each => each.Via == clicked);
            }

            if (dialog is not null && input is { } field)
            {
                Client(who).Enter(dialog, field.Block, BlockRules.Value(field.Element["action_id"])!, reason);
                Assert.NotNull(await Client(who).SubmitAsync(dialog, drop));
                return;
            }

            if (hasReply || dialog is { Updates: > 0 })
            {
                // Told instead of asked.
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private static (string Block, JsonObject Element) Find(Seen message, string button)
    {
        var found = ((SeenMessage)message).Pressable.FirstOrDefault(each => each.Label.StartsWith(button, StringComparison.Ordinal));
        return found.Element is null ? throw new InvalidOperationException($"There is no button {button}:\n{message}") : (found.Block, found.Element);
    }

    private IEnumerable<SlackView> Dialogs(Person who) => Slack.Workspace.Views.Values.Where(each => each.User == User(who) && each.Type == "modal");

    /// <summary>A click as it would come over HTTP.</summary>
    private SignedRequest Forms(JsonObject click) => Slack.Deliveries.Sign("/slack/interactions", "application/x-www-form-urlencoded", $"payload={Uri.EscapeDataString(click.ToJsonString())}");

    private IEnumerable<(string How, SignedRequest Request)> Forgeries(SignedRequest real, string body)
    {
        var now = Clock.GetUtcNow();
        var (path, type) = (real.Path, real.ContentType);
        yield return ("without any proof", real with { Timestamp = null, Signature = null });
        yield return ("without a timestamp", real with { Timestamp = null });
        yield return ("without a signature", real with { Signature = null });
        yield return ("with another secret", Slack.Deliveries.Sign(path, type, body, secret: "8f742231b10e8888abcd99yyyzzz85a5"));
        yield return ("with an empty secret", Slack.Deliveries.Sign(path, type, body, secret: ""));
        yield return ("signed for another body", real with { Signature = Slack.Deliveries.Sign(path, type, body + "x").Signature });
        yield return ("with one more byte", real with { Body = [.. real.Body, (byte)'x'] });
        yield return ("signed six minutes ago", Slack.Deliveries.Sign(path, type, body, now.AddMinutes(-6)));
        yield return ("signed for in six minutes", Slack.Deliveries.Sign(path, type, body, now.AddMinutes(6)));
        yield return ("with a newer timestamp than was signed", Slack.Deliveries.Sign(path, type, body, now.AddMinutes(-6)) with { Timestamp = real.Timestamp });
        yield return ("with another version", real with { Signature = $"v1{real.Signature![2..]}" });
        yield return ("with a shorter signature", real with { Signature = real.Signature![..^2] });
        yield return ("with an empty signature", real with { Signature = "v0=" });
    }

    private async Task<bool> IsRefusedAsync(SignedRequest request)
    {
        using var client = new HttpClient();
        using var message = request.Message(App.Address);
        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);
        return (int)response.StatusCode is 401 or 404;
    }

    private sealed record SeenMessage : Seen
    {
        public SeenMessage(SlackMessage message, Place place)
            : base(
                message.Ts,
                place,
                message.ThreadTs,
                message.EphemeralFor is not null,
                message.Blocks.Count > 0 ? string.Join('\n', BlockText.Of(message.Blocks)) : BlockText.Mrkdwn(message.Text),
                [.. Labels(message.Blocks).Select(each => each.Label)])
        {
            (Message, Pressable) = (message, Labels((JsonArray)message.Blocks.DeepClone()));
        }

        public SlackMessage Message { get; }

        /// <summary>The buttons as the person's client shows them, though the message may change.</summary>
        public IReadOnlyList<(string Label, string Block, JsonObject Element)> Pressable { get; }

        private static IReadOnlyList<(string Label, string Block, JsonObject Element)> Labels(JsonArray blocks) =>
            [.. BlockText.Elements(blocks).Where(each => BlockRules.Value(each.Element["type"]) == "button").Select(each => (BlockText.Label(each.Element, each.Parent), each.Block, each.Element))];
    }

    /// <summary>A dialog is read by the one who opened it.</summary>
    private sealed record SeenDialog(SlackView View) : Seen(View.Id, Place.Channel, null, IsPrivate: true, string.Join('\n', BlockText.Of(View.Payload["blocks"])), []);
}

/// <summary>Over HTTP: Slack calls ChatGuard and signs.</summary>
public sealed class SlackHttpDriver() : SlackDriver(isSocket: false);

/// <summary>Over Socket Mode: ChatGuard calls Slack and keeps a socket.</summary>
public sealed class SlackSocketDriver() : SlackDriver(isSocket: true);
