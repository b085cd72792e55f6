using System.Net;
using System.Net.Http.Json;
using ChatGuard.Chat.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

public class WebGuardTests
{
    private const string Security = "/web/channels/security/messages";

    [Theory]
    [InlineData("localhost:{port}", "/", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:{port}", "/web/state", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:{port}", "/web/state", HttpStatusCode.OK)]
    [InlineData("[::1]:{port}", "/web/state", HttpStatusCode.OK)]
    [InlineData("rebind.attacker.example:{port}", "/", HttpStatusCode.MisdirectedRequest)]
    [InlineData("rebind.attacker.example:{port}", "/WEB/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("rebind.attacker.example:{port}", "/%77eb/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("rebind.attacker.example:{port}", "//web/state", HttpStatusCode.NotFound)]
    [InlineData("localhost.attacker.example:{port}", "/web/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.nip.io:{port}", "/web/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.2:{port}", "/web/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost:1", "/web/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", "/web/state", HttpStatusCode.MisdirectedRequest)]
    [InlineData("chatguard.example.com", "/health/live", HttpStatusCode.OK)]
    public async Task OnlyTheNamesOfThisComputerAreAnswered(string host, string path, HttpStatusCode status)
    {
        await using var chat = await WebChatHost.StartAsync();
        using var client = new HttpClient { BaseAddress = chat.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(chat.Address.GetLeftPart(UriPartial.Authority) + path)) { Headers = { Host = WithPort(host, chat) } };

        using var response = await client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{port}", null, HttpStatusCode.OK)]
    [InlineData("http://127.0.0.1:{port}", "same-origin", HttpStatusCode.OK)]
    [InlineData(null, "same-origin", HttpStatusCode.OK)]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData(null, "none", HttpStatusCode.Forbidden)]
    [InlineData(null, "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("null", null, HttpStatusCode.Forbidden)]
    [InlineData("null", "same-origin", HttpStatusCode.Forbidden)]
    [InlineData("https://attacker.example", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:{port}", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:{port}", null, HttpStatusCode.Forbidden)]
    [InlineData("https://127.0.0.1:{port}", null, HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:{port}.attacker.example", null, HttpStatusCode.Forbidden)]
    public async Task OnlyThePageItselfMayPost(string? origin, string? site, HttpStatusCode status)
    {
        await using var chat = await WebChatHost.StartAsync();
        using var client = new HttpClient { BaseAddress = chat.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Security) { Content = JsonContent.Create(new { text = "posture" }) };
        AddIfGiven(request, "Origin", origin is null ? null : WithPort(origin, chat));
        AddIfGiven(request, "Sec-Fetch-Site", site);

        using var response = await client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/web/state")]
    [InlineData("/web/page/app.js")]
    [InlineData("/web/nowhere")]
    [InlineData("/web/channels/nowhere/messages")]
    public async Task EveryAnswerCarriesTheStrictHeaders(string path)
    {
        await using var chat = await WebChatHost.StartAsync();
        using var client = chat.Client();

        using var response = await client.GetAsync(path);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Header(response, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task ARefusedHostIsToldWhereToGo()
    {
        await using var chat = await WebChatHost.StartAsync();
        using var client = new HttpClient { BaseAddress = chat.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };

        using var response = await client.SendAsync(request);

        Assert.Contains($"http://localhost:{chat.Address.Port}/", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("::1", 200)]
    [InlineData("::ffff:127.0.0.1", 200)]
    [InlineData("192.0.2.7", 403)]
    [InlineData("::ffff:192.0.2.7", 403)]
    [InlineData(null, 403)]
    public async Task AnotherComputerIsRefusedWhateverHostItNames(string? remote, int status)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = "GET";
        context.Request.Scheme = "http";
        context.Request.Host = new("localhost", 5080);
        context.Request.Path = "/web/state";
        context.Connection.LocalPort = 5080;
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);

        await WebGuard.InvokeAsync(context, null, _ => Task.CompletedTask);

        Assert.Equal(status, context.Response.StatusCode);
    }

    private static string WithPort(string pattern, WebChatHost chat) => pattern.Replace("{port}", chat.Address.Port.ToString(), StringComparison.Ordinal);

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private static void AddIfGiven(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
