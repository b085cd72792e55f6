using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>
/// Stands between the Agents Playground and ChatGuard and does what Bot Connector does for Teams: signs what the playground sends, says who is at the keyboard,
/// and lets through to the playground's connector only what carries a token that was granted.
/// </summary>
internal sealed class PlaygroundProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient client = new();
    private readonly EntraTokens tokens = new(FakeTeams.Tenant, FakeTeams.AppId, FakeTeams.Secret, TimeProvider.System);

    private PlaygroundProxy(WebApplication app, BotFrameworkIssuer issuer) => (this.app, Issuer) = (app, issuer);

    public BotFrameworkIssuer Issuer { get; }

    /// <summary>Where ChatGuard listens.</summary>
    public Uri Bot { get; set; } = new("http://127.0.0.1:9");

    /// <summary>Where the playground listens.</summary>
    public Uri Playground { get; set; } = new("http://127.0.0.1:9");

    /// <summary>What the playground is told to be as a service.</summary>
    public string ServiceUrl => $"{app.Urls.Single()}/_connector";

    public Uri Endpoint => new($"{app.Urls.Single()}/api/messages");

    /// <summary>Who writes and presses now, where it is not the playground's own user.</summary>
    public (string Id, string Name, string AadObjectId)? AtKeyboard { get; set; }

    /// <summary>What went through: <c>message 200</c>, <c>PUT 200</c>.</summary>
    public ConcurrentQueue<string> Passed { get; } = [];

    public string[] Settings =>
    [
        $"--ChatGuard:Teams:AppId={FakeTeams.AppId}",
        $"--ChatGuard:Teams:TenantId={FakeTeams.Tenant}",
        $"--ChatGuard:Teams:ClientSecret={FakeTeams.Secret}",
        $"--ChatGuard:Teams:OpenIdMetadataUrl={Issuer.MetadataAddress}",
        $"--ChatGuard:Teams:TokenUrl={app.Urls.Single()}/{FakeTeams.Tenant}/oauth2/v2.0/token",
    ];

    public static async Task<PlaygroundProxy> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new PlaygroundProxy(builder.Build(), await BotFrameworkIssuer.StartAsync());
        proxy.app.MapPost("/{tenant}/oauth2/v2.0/token", (string tenant, HttpRequest request) => proxy.tokens.GrantAsync(tenant, request));
        proxy.app.MapPost("/api/messages", proxy.ToBotAsync);
        proxy.app.Map("/_connector/{**path}", proxy.ToPlaygroundAsync);
        await proxy.app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    private async Task ToBotAsync(HttpContext http)
    {
        var activity = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (AtKeyboard is var (id, name, aadObjectId))
        {
            activity["from"] = new JsonObject { ["id"] = id, ["name"] = name, ["aadObjectId"] = aadObjectId };
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Bot, "/api/messages")) { Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Issuer.Token(FakeTeams.AppId, (string)activity["serviceUrl"]!));
        Passed.Enqueue($"{activity["type"]} {(int)await PassAsync(request, http)}");
    }

    private async Task ToPlaygroundAsync(HttpContext http)
    {
        if (!tokens.Accepts(http.Request))
        {
            http.Response.StatusCode = 401;
            Passed.Enqueue($"{http.Request.Method} 401");
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(Playground, http.Request.Path.ToUriComponent() + http.Request.QueryString));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        Passed.Enqueue($"{http.Request.Method} {(int)await PassAsync(request, http)}");
    }

    private async Task<HttpStatusCode> PassAsync(HttpRequestMessage request, HttpContext http)
    {
        using var response = await client.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        return response.StatusCode;
    }
}
