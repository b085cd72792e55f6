using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>
/// Microsoft Teams as a bot meets it, on loopback, made from the published protocol alone: it delivers what people write and press with a signed token,
/// and serves the connector that the bot answers through, with Teams' limits. It keeps what every person sees.
/// </summary>
internal sealed partial class FakeTeams : IAsyncDisposable
{
    public const string Tenant = "7a1f0c52-5b0e-4c63-9f27-0d7c8a3e9b11";
    public const string AppId = "c3b7e1d4-2f6a-4a88-8a51-6b9d0e4f7a22";
    public const string Secret = "not-a-real-secret";
    public const string TeamId = "19:team-security@thread.tacv2";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly TeamsThrottle sends;
    private readonly TeamsThrottle creations;
    private readonly TeamsThrottle lookUps;
    private readonly ConcurrentDictionary<string, TeamsChat> chats = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TeamsPerson> people = new(StringComparer.Ordinal);
    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = Timeout.InfiniteTimeSpan };

    private FakeTeams(WebApplication app, BotFrameworkIssuer issuer, TimeProvider clock)
    {
        (this.app, Issuer, this.clock) = (app, issuer, clock);
        Tokens = new(Tenant, AppId, Secret, clock);
        sends = new(clock, (7, 1), (8, 2), (60, 30), (1800, 3600));
        creations = new(clock, (7, 1), (8, 2), (60, 30), (1800, 3600));
        lookUps = new(clock, (14, 1), (16, 2), (120, 30), (3600, 3600));
    }

    public BotFrameworkIssuer Issuer { get; }

    public EntraTokens Tokens { get; }

    /// <summary>Where the bot listens, as in <c>http://127.0.0.1:5080</c>.</summary>
    public Uri? Bot { get; set; }

    /// <summary>The service that activities name: regional, and with a slash at its end.</summary>
    public string ServiceUrl => $"{app.Urls.Single()}/amer/";

    /// <summary>The bot's own address in Teams.</summary>
    public static string BotId => $"28:{AppId}";

    /// <summary>How long the service waits for a bot before it counts as silent.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What goes wrong next.</summary>
    public TeamsFaults Faults { get; } = new();

    /// <summary>Every call of the bot, as in <c>PUT 200 19:…/1732</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>What the service refused as malformed; a bot that knows the protocol has none.</summary>
    public ConcurrentQueue<string> Refusals { get; } = [];

    public static async Task<FakeTeams> StartAsync(TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var teams = new FakeTeams(builder.Build(), await BotFrameworkIssuer.StartAsync(clock), clock ?? TimeProvider.System);
        teams.MapConnector();
        await teams.app.StartAsync();
        return teams;
    }

    /// <summary>What ChatGuard is started with to be this organisation's bot.</summary>
    public string[] Settings =>
    [
        $"--ChatGuard:Teams:AppId={AppId}",
        $"--ChatGuard:Teams:TenantId={Tenant}",
        $"--ChatGuard:Teams:ClientSecret={Secret}",
        $"--ChatGuard:Teams:OpenIdMetadataUrl={Issuer.MetadataAddress}",
        $"--ChatGuard:Teams:TokenUrl={app.Urls.Single()}/{Tenant}/oauth2/v2.0/token",
    ];

    /// <summary>A member of the team with an account of this organisation; as a guest, somebody of another one, with an object in this one.</summary>
    public TeamsPerson Person(string name, string? objectId = null, bool isGuest = false) =>
        people.GetOrAdd(name, _ => new TeamsPerson(this, name, $"29:1{Guid.NewGuid():N}", objectId ?? Guid.NewGuid().ToString()) { IsGuest = isGuest });

    /// <summary>Somebody of another organisation, in a channel that the team shares with it.</summary>
    public TeamsPerson Outsider(string name, string tenant) => people.GetOrAdd(name, _ => new TeamsPerson(this, name, $"29:1{Guid.NewGuid():N}", Guid.NewGuid().ToString()) { Tenant = tenant });

    /// <summary>A channel of the team; the app is not installed there until somebody does.</summary>
    public TeamsChat Channel(string name) => chats.GetOrAdd($"19:{name}@thread.tacv2", id => new TeamsChat(id, "channel", name));

    /// <summary>A person's own chat with the bot.</summary>
    public TeamsChat Personal(TeamsPerson person) => chats.GetOrAdd($"a:1{person.AadObjectId}", id => new TeamsChat(id, "personal", person.Name) { IsOpen = true, Members = { person } });

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>What goes wrong between Teams and a bot.</summary>
internal sealed class TeamsFaults
{
    private readonly ConcurrentQueue<TeamsFault> next = [];

    /// <summary>While set, every call is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether 429 says how long to wait; Teams does not always.</summary>
    public bool TellsHowLong { get; set; } = true;

    /// <summary>The next calls that send or edit fail so.</summary>
    public void Next(TeamsFault fault, int times = 1)
    {
        for (var n = 0; n < times; n++)
        {
            next.Enqueue(fault);
        }
    }

    public TeamsFault Take() => next.TryDequeue(out var fault) ? fault : TeamsFault.None;
}

/// <summary>How one call fails.</summary>
internal enum TeamsFault
{
    None,

    /// <summary>502 with a page of HTML, nothing done.</summary>
    BadGateway,

    /// <summary>502 after the message was delivered: the bot cannot know.</summary>
    DeliveredButBadGateway,

    /// <summary>The connection breaks after the message was delivered.</summary>
    DeliveredButCut,

    /// <summary>412, nothing done.</summary>
    PreconditionFailed,

    /// <summary>429, nothing done.</summary>
    Throttled,
}
