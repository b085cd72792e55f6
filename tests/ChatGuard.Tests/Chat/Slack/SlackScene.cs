using System.Text.Json.Nodes;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>ChatGuard as it is served, in a fake Slack with a few people; started once for a class of tests.</summary>
public class SlackScene : IAsyncLifetime
{
    internal const string Channel = "C0SECURITY";
    internal const string Private = "G0WITHOUT";
    internal const string Rita = "U0RITA";
    internal const string Anna = "U0ANNA";
    internal const string Ned = "U0NED";
    internal const string Guest = "U0GUEST";
    internal const string Gone = "U0GONE";
    internal const string Stranger = "U0STRANGER";
    internal const string OtherBot = "U0OTHERBOT";
    internal const string Group = "S0SECURITY";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempDatabase database = new();

    internal SlackServer Slack { get; private set; } = null!;

    internal WholeApp App { get; private set; } = null!;

    internal DrivenClock Clock { get; } = new();

    private protected virtual bool IsSocket => true;

    private protected virtual TimeSpan MostSilence => TimeSpan.FromSeconds(40);

    public async ValueTask InitializeAsync()
    {
        Slack = await SlackServer.StartAsync(Clock, TestContext.Current.CancellationToken);
        Slack.Deliveries.AckLimit = Slack.Triggers.Life = TimeSpan.FromMinutes(1);
        var workspace = Slack.Workspace;
        workspace.Add(new SlackUser(SlackWorkspace.Bot, "ChatGuard") { IsBot = true });
        workspace.Add(new SlackUser(Rita, "Rita Vance"));
        workspace.Add(new SlackUser(Anna, "Anna Berg"));
        workspace.Add(new SlackUser(Ned, "Ned Lowe"));
        workspace.Add(new SlackUser(OtherBot, "Other bot") { IsBot = true });
        workspace.Add(new SlackUser(Guest, "Gus Guest") { IsRestricted = true });
        workspace.Add(new SlackUser(Gone, "Gina Gone") { IsDeleted = true });
        workspace.Add(new SlackUser(Stranger, "Sam Stranger") { Team = SlackWorkspace.OtherTeam, IsStranger = true });
        workspace.Add(new SlackGroup(Group, "security", [Anna]));
        workspace.Add(new SlackChannel(Channel, "security")).Members.UnionWith([SlackWorkspace.Bot, OtherBot, Rita, Anna, Ned, Guest, Gone, Stranger]);
        workspace.Add(new SlackChannel(Private, "without") { IsPrivate = true }).Members.UnionWith([Rita]);
        App = await WholeApp.StartAsync(
            database,
            Clock,
            $"--ChatGuard:Slack:Mode={(IsSocket ? "socket" : "http")}",
            $"--ChatGuard:Slack:BotToken={Slack.Installation.BotToken}",
            $"--ChatGuard:Slack:AppToken={Slack.Installation.AppToken}",
            $"--ChatGuard:Slack:SigningSecrets:0={Slack.Installation.SigningSecret}",
            $"--ChatGuard:Slack:ApiUrl={Slack.ApiUrl}",
            "--ChatGuard:Asking:Rules:0:Commands:0=rotate-report",
            $"--ChatGuard:Asking:Rules:0:Askers:0=slack:{SlackWorkspace.Team}/usergroup:{Group}",
            "--ChatGuard:Asking:Rules:1:Commands:0=fix",
            $"--ChatGuard:Asking:Rules:1:Askers:0=slack:{SlackWorkspace.Team}/{Rita}",
            $"--ChatGuard:Slack:MostSilence={MostSilence}",
            $"--ChatGuard:Approvals:Rules:0:Approvers:0=slack:{SlackWorkspace.Team}/usergroup:{Group}",
            $"--ChatGuard:Approvals:People:0:Id=slack:{SlackWorkspace.Team}/{Anna}",
            "--ChatGuard:Approvals:People:0:IamUsers:0=arn:aws:iam::111122223333:user/bob.tanaka",
            "--ChatGuard:Digests:0:Name=never",
            "--ChatGuard:Digests:0:Channel=web:security",
            "--ChatGuard:Digests:0:Cron=0 0 0 1 1 ? 2099");
        Slack.Deliveries.App = IsSocket ? null : App.Address;
        if (IsSocket)
        {
            await UntilAsync("a socket", () => Slack.Sockets.IsReady ? this : null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Slack.DisposeAsync();
        database.Dispose();
        GC.SuppressFinalize(this);
    }

    internal SlackClient As(string user) => new(Slack, user);

    /// <summary>What the person sees in a channel, their own messages not among it.</summary>
    internal IReadOnlyList<SlackMessage> Seen(string user, string channel = Channel)
    {
        lock (Slack.Workspace.Gate)
        {
            return [.. Slack.Workspace.Channels[channel].Messages.Where(each => each is { IsDeleted: false, User: SlackWorkspace.Bot } && (each.EphemeralFor is null || each.EphemeralFor == user))];
        }
    }

    /// <summary>The person's Home tab; null where they opened none.</summary>
    internal SlackView? Home(string user)
    {
        lock (Slack.Workspace.Gate)
        {
            return Slack.Workspace.Homes.GetValueOrDefault(user);
        }
    }

    /// <summary>The dialog that is open for the person and was filled; null where there is none.</summary>
    internal SlackView? Dialog(string user)
    {
        lock (Slack.Workspace.Gate)
        {
            return Slack.Workspace.Views.Values.FirstOrDefault(view => view is { Type: "modal", IsOpen: true, Updates: > 0 } && view.User == user);
        }
    }

    /// <summary>Waits for a message the person had not seen before.</summary>
    internal Task<SlackMessage> NewAsync(string user, IReadOnlyList<SlackMessage> before, string words, string channel = Channel) => UntilAsync(
        $"'{words}' for {user}",
        () => Seen(user, channel).FirstOrDefault(each => !before.Contains(each) && Text(each).Contains(words, StringComparison.OrdinalIgnoreCase)),
        () => string.Join("\n---\n", Seen(user, channel).Except(before).Select(Text)));

    internal static string Text(SlackMessage message) => string.Join('\n', BlockText.Of(message.Blocks));

    /// <summary>The button that says so, with its block.</summary>
    internal static (string Block, JsonObject Element) Button(JsonNode? blocks, string label)
    {
        var (block, element, _) = BlockText.Elements(blocks).First(each => BlockText.Label(each.Element, each.Parent).StartsWith(label, StringComparison.Ordinal));
        return (block, element);
    }

    internal async Task PressAsync(string user, SlackMessage message, string label)
    {
        var (block, element) = Button(message.Blocks, label);
        await As(user).PressAsync(message, block, element);
    }

    internal static async Task<T> UntilAsync<T>(string what, Func<T?> look, Func<string>? otherwise = null)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        T? found;
        while ((found = look()) is null)
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"{what} did not come; there is:\n{otherwise?.Invoke()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, CancellationToken.None);
        }

        return found;
    }
}

/// <summary>The same over HTTP.</summary>
public sealed class SlackHttpScene : SlackScene
{
    private protected override bool IsSocket => false;
}

/// <summary>The same, where a connection that says nothing is soon given up: long enough for a busy machine to answer a ping.</summary>
public sealed class SlackSilentScene : SlackScene
{
    private protected override TimeSpan MostSilence => TimeSpan.FromSeconds(8);
}
