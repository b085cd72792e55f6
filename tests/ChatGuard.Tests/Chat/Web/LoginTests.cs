using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Chat;
using ChatGuard.Chat.Web;
using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using Microsoft.Extensions.Options;
using Xunit;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>The login of the web chat against an issuer on loopback, over HTTP as a browser does it.</summary>
public sealed class LoginTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What makes a sign-in fail, and what the log then says.</summary>
    public static TheoryData<string, string> Forgeries => new()
    {
        { "another audience", "IDX10214" },
        { "another issuer", "IDX10205" },
        { "another nonce", "nonce" },
        { "no nonce", "nonce" },
        { "another state", "state" },
        { "no state", "state" },
        { "another key", "IDX10511" },
        { "expired", "IDX10230" },
        { "not valid yet", "IDX10230" },
        { "without an end", "IDX10230" },
        { "unsigned", "IDX10504" },
        { "signed with the public key", "IDX10511" },
        { "another authorized party", "azp" },
        { "two audiences without a party", "azp" },
        { "no subject", "sub" },
        { "no id token", "no id token" },
        { "refused by the issuer", "denied" },
        { "another code", "HTTP 400" },
    };

    [Theory]
    [InlineData("")]
    [InlineData("s3cret & more")]
    public async Task WhoSignsInIsTheIssuersSubjectAndAsksUnderThatName(string secret)
    {
        await using var issuer = await TestIssuer.StartAsync(secret);
        Question? asked = null;
        await using var host = await HostAsync(issuer, answer: (question, _) =>
        {
            asked = question;
            return Task.FromResult(new Reply("x", new Answer("Done", Tone.Good, []), []));
        });
        using var browser = host.Client();

        using var landed = await browser.GetAsync("/web/sign-in", Stop);
        var people = (await browser.GetFromJsonAsync<JsonObject>("/web/state", Stop))!["people"]!;
        using var _ = await browser.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop);

        Assert.Equal("/", landed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(($"web:{issuer.Address}/248289761001", "Grace Oduya"), ((string?)people["me"]!["id"], (string?)people["me"]!["name"]));
        Assert.True((bool)people["maySignOut"]!);
        Assert.Empty(people["people"]!.AsArray());
        Assert.Equal($"web:{issuer.Address}/248289761001", asked?.Actor?.Id);
        Assert.Equal("openid profile", issuer.Asked!["scope"]);
        Assert.Equal("Grace Oduya", (string?)(await browser.GetFromJsonAsync<JsonArray>("/web/channels/security/messages", Stop))![0]!["who"]);
    }

    [Theory, MemberData(nameof(Forgeries))]
    public async Task AnythingLessThanARightTokenSignsNobodyInAndTheLogSaysWhy(string forgery, string logged)
    {
        await using var issuer = await TestIssuer.StartAsync();
        Forge(issuer, forgery);
        var log = new CapturedLog();
        await using var host = await HostAsync(issuer, log: log);
        using var browser = host.Client();

        using var landed = await browser.GetAsync("/web/sign-in", Stop);
        using var state = await browser.GetAsync("/web/state", Stop);

        Assert.Equal("/?sign-in=failed", landed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, state.StatusCode);
        Assert.Contains(logged, Assert.Single(log.Lines, line => line.Contains("sign-in", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/web/state")]
    [InlineData("GET", "/web/channels/security/messages")]
    [InlineData("POST", "/web/channels/security/messages")]
    [InlineData("POST", "/web/channels/security/clicks")]
    [InlineData("POST", "/web/person")]
    public async Task WithoutALoginNothingIsShownOrDone(string method, string path)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer, answer: (_, _) => throw new InvalidOperationException("asked"), click: (_, _) => throw new InvalidOperationException("clicked"));
        using var browser = host.Client();
        using var request = new HttpRequestMessage(new(method), path) { Content = JsonContent.Create(new { text = "posture", proposal = "p", verb = "approve", nonce = "n", id = "web:anna.berg" }) };

        using var response = await browser.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("Sign in", (string?)(await response.Content.ReadFromJsonAsync<JsonObject>(Stop))!["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/web/page/app.js")]
    public async Task ThePageItselfIsThereToSignInFrom(string path)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer);
        using var browser = host.Client();

        using var response = await browser.GetAsync(path, Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task SigningOutEndsTheSession()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer);
        using var browser = await SignedInAsync(host);

        using var signedOut = await browser.PostAsync("/web/sign-out", null, Stop);

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task ASessionEndsEightHoursAfterTheLastThingOneDidHoweverLongThePageIsOpen()
    {
        // The client drops cookies by the real clock.
        var clock = new ManualClock(TimeProvider.System.GetUtcNow());
        await using var issuer = await TestIssuer.StartAsync(clock: clock);
        await using var host = await HostAsync(issuer, clock: clock);
        using var browser = await SignedInAsync(host);

        clock.Advance(TimeSpan.FromHours(5));
        using var _ = await browser.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop);
        clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task ASessionHoldsAfterARestartAndOnOtherReplicasOfTheSameKeys()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var first = await HostAsync(issuer);
        var cookies = new CookieContainer();
        using var browser = first.Client(cookies);
        using var _ = await browser.GetAsync("/web/sign-in", Stop);
        await first.StopAsync();

        await using var second = await HostAsync(issuer, folder: first.Folder);
        using var again = second.Client(cookies);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again));
    }

    [Fact]
    public async Task ASessionThatWasTamperedWithIsNone()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer);
        var cookies = new CookieContainer();
        using var browser = host.Client(cookies);
        using var _ = await browser.GetAsync("/web/sign-in", Stop);
        var session = cookies.GetCookies(host.Address)["chatguard-session"]!;

        session.Value = session.Value[..^8] + "AAAAAAAA";

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Fact]
    public async Task ACallbackThatThisBrowserDidNotBeginIsRefused()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer);
        using var attacker = host.Client(new CookieContainer(), follow: false);
        using var begun = await attacker.GetAsync("/web/sign-in", Stop);
        using var issued = await attacker.GetAsync(begun.Headers.Location, Stop);
        using var victim = host.Client();

        using var landed = await victim.GetAsync(issued.Headers.Location, Stop);

        Assert.Equal("/?sign-in=failed", landed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(victim));
    }

    [Fact]
    public async Task CookiesAreHiddenFromScriptsAndLaxAndOnTheComputerItselfWorkOverHttp()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer);
        using var browser = host.Client(new CookieContainer(), follow: false);

        using var begun = await browser.GetAsync("/web/sign-in", Stop);
        using var issued = await browser.GetAsync(begun.Headers.Location, Stop);
        using var landed = await browser.GetAsync(issued.Headers.Location, Stop);
        var session = Assert.Single(landed.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("chatguard-session", StringComparison.Ordinal));

        Assert.EndsWith("; path=/; samesite=lax; httponly", session, StringComparison.Ordinal);
        Assert.All(begun.Headers.GetValues("Set-Cookie"), cookie => Assert.EndsWith("; samesite=lax; httponly", cookie, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AtThePublicAddressOtherComputersSignInOverHttps()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer, settings: "ChatGuard:Web:PublicUrl=https://chatguard.example");
        using var browser = host.Client(new CookieContainer(), follow: false);
        browser.DefaultRequestHeaders.Host = "chatguard.example";

        using var begun = await browser.GetAsync("/web/sign-in", Stop);

        Assert.Contains($"redirect_uri={Uri.EscapeDataString("https://chatguard.example/web/sign-in/callback")}", begun.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.All(begun.Headers.GetValues("Set-Cookie"), cookie => Assert.EndsWith("; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser));
    }

    [Theory]
    [InlineData("chatguard.example", "https://chatguard.example", HttpStatusCode.Unauthorized)]
    [InlineData("CHATGUARD.example:443", "https://chatguard.example:443", HttpStatusCode.Unauthorized)]
    [InlineData("chatguard.example", "http://chatguard.example", HttpStatusCode.Forbidden)]
    [InlineData("chatguard.example", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("chatguard.example", null, HttpStatusCode.Forbidden)]
    [InlineData("attacker.example", "https://attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("chatguard.example:8443", "https://chatguard.example:8443", HttpStatusCode.MisdirectedRequest)]
    public async Task AtThePublicAddressOnlyItsOwnPageMayPost(string name, string? origin, HttpStatusCode status)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await HostAsync(issuer, settings: "ChatGuard:Web:PublicUrl=https://chatguard.example");
        using var browser = new HttpClient { BaseAddress = host.Address };
        browser.DefaultRequestHeaders.Host = name;
        if (origin is not null)
        {
            browser.DefaultRequestHeaders.Add("Origin", origin);
        }

        using var response = await browser.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task AnIssuerThatDoesNotAnswerIsSaidOnThePageAndInTheLog()
    {
        var issuer = await TestIssuer.StartAsync();
        var log = new CapturedLog();
        await using var host = await HostAsync(issuer, log: log);
        await issuer.DisposeAsync();
        using var browser = host.Client();

        using var landed = await browser.GetAsync("/web/sign-in", Stop);

        Assert.Equal("/?sign-in=unavailable", landed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains(log.Lines, line => line.Contains("ChatGuard:Web:Login:Authority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADescriptionOfAnotherIssuerIsNotBelieved()
    {
        await using var issuer = await TestIssuer.StartAsync();
        issuer.Name = "https://login.attacker.example";
        await using var host = await HostAsync(issuer);
        using var browser = host.Client();

        using var landed = await browser.GetAsync("/web/sign-in", Stop);

        Assert.Equal("/?sign-in=unavailable", landed.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Null(issuer.Asked);
    }

    [Fact]
    public async Task WithRealAccountsAndNoLoginOneAsksButDecidesNothing()
    {
        await using var host = await WebChatHost.StartAsync(source: "aws", click: (_, _) => throw new InvalidOperationException("clicked"));
        using var browser = host.Client();

        var me = (await browser.GetFromJsonAsync<JsonObject>("/web/state", Stop))!["people"]!["me"];
        using var asked = await browser.PostAsJsonAsync("/web/channels/security/messages", new { text = "posture" }, Stop);
        using var clicked = await browser.PostAsJsonAsync("/web/channels/security/clicks", new { proposal = "p", verb = "approve", nonce = "n" }, Stop);
        using var chosen = await browser.PostAsJsonAsync("/web/person", new { id = "web:anna.berg" }, Stop);

        Assert.Null(me);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, clicked.StatusCode);
        Assert.Contains("ChatGuard:Web:Login", (string?)(await clicked.Content.ReadFromJsonAsync<JsonObject>(Stop))!["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, chosen.StatusCode);
    }

    [Fact]
    public async Task EverythingWrongWithALoginIsNamedAtTheStart()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebChatHost.StartAsync(settings:
        [
            "ChatGuard:Web:Login:Authority=http://login.example", "ChatGuard:Web:Login:Scopes:0=two words", "ChatGuard:Web:Login:SessionLength=00:00:01", "ChatGuard:Web:PublicUrl=http://chatguard.example/below",
        ]));

        Assert.Equal(
            ["ChatGuard:Web:PublicUrl", "ChatGuard:Web:Login:Authority", "ChatGuard:Web:Login:ClientId", "ChatGuard:Web:Login:Scopes:", "ChatGuard:Web:Login:SessionLength"],
            failure.Failures.Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public async Task APublicAddressNeedsALogin()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => WebChatHost.StartAsync(settings: "ChatGuard:Web:PublicUrl=https://chatguard.example"));

        Assert.Contains("needs a login", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static Task<WebChatHost> HostAsync(
        TestIssuer issuer, AnswerQuestion? answer = null, ClickButton? click = null, TimeProvider? clock = null, CapturedLog? log = null, string? folder = null, params string[] settings) =>
        WebChatHost.StartAsync(folder, clock, answer, click, "aws", log, [$"ChatGuard:Web:Login:Authority={issuer.Address}", $"ChatGuard:Web:Login:ClientId={TestIssuer.ClientId}", $"ChatGuard:Web:Login:ClientSecret={issuer.Secret}", .. settings]);

    private static async Task<HttpClient> SignedInAsync(WebChatHost host)
    {
        var browser = host.Client();
        using var landed = await browser.GetAsync("/web/sign-in", Stop);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));
        return browser;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser)
    {
        using var state = await browser.GetAsync("/web/state", Stop);
        return state.StatusCode;
    }

    private static void Forge(TestIssuer issuer, string forgery)
    {
        Action change = forgery switch
        {
            "another key" => () => issuer.Sign = claims => TestIssuer.Rs256(claims, RSA.Create(2048)),
            "unsigned" => () => issuer.Sign = TestIssuer.Unsigned,
            "signed with the public key" => () => issuer.Sign = claims => TestIssuer.Hs256(claims, Encoding.ASCII.GetBytes(TestIssuer.Key.ExportSubjectPublicKeyInfoPem())),
            "no id token" => () => issuer.Sign = _ => "",
            "another state" => () => issuer.Return = back => back["state"] += "x",
            "no state" => () => issuer.Return = back => back.Remove("state"),
            "another code" => () => issuer.Return = back => back["code"] = "guessed",
            "refused by the issuer" => () => issuer.Return = back =>
            {
                back.Remove("code");
                back["error"] = "access_denied";
            },
            _ => () => issuer.Claims = claims => Forge(claims, forgery),
        };
        change();
    }

    private static void Forge(JsonObject claims, string forgery)
    {
        Action change = forgery switch
        {
            "another audience" => () => claims["aud"] = "another-client",
            "another issuer" => () => claims["iss"] = "https://login.attacker.example",
            "another nonce" => () => claims["nonce"] = "replayed",
            "no nonce" => () => claims.Remove("nonce"),
            "expired" => () => claims["exp"] = (long)claims["iat"]! - 120,
            "not valid yet" => () => claims["nbf"] = (long)claims["iat"]! + 120,
            "without an end" => () => claims.Remove("exp"),
            "another authorized party" => () => claims["azp"] = "another-client",
            "two audiences without a party" => () => claims["aud"] = new JsonArray(TestIssuer.ClientId, "another-client"),
            "no subject" => () => claims.Remove("sub"),
            _ => throw new ArgumentOutOfRangeException(nameof(forgery), forgery, "No such forgery."),
        };
        change();
    }
}
