using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Web;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>A person of the sandbox in the web chat, over HTTP as their browser does it.</summary>
internal sealed partial class ChatPerson : IDisposable
{
    private readonly HttpClient http;
    private readonly string channel;

    public ChatPerson(Uri address, string id, string channel = "security")
    {
        this.channel = channel;
        http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = address };
        http.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        http.DefaultRequestHeaders.Add("Cookie", $"chatguard-person={id}");
    }

    /// <param name="http">Somebody's browser, signed in.</param>
    public ChatPerson(HttpClient http, string channel = "security")
    {
        (this.http, this.channel) = (http, channel);
        http.DefaultRequestHeaders.Add("Origin", http.BaseAddress!.GetLeftPart(UriPartial.Authority));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Somebody who signed in at an issuer of ours.</summary>
    public static async Task<ChatPerson> SignedInAsync(TestIssuer issuer, Uri address, string subject, string name)
    {
        issuer.Claims = claims => (claims["sub"], claims["name"]) = (subject, name);
        var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        using var landed = await browser.GetAsync("/web/sign-in", Stop);
        Assert.Equal("/", landed.RequestMessage!.RequestUri!.PathAndQuery);
        return new ChatPerson(browser);
    }

    /// <summary>Types a command; the answer's HTML.</summary>
    public async Task<string> AskAsync(string text)
    {
        using var response = await http.PostAsJsonAsync($"web/channels/{channel}/messages", new { text }, Stop);
        var lines = (await response.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonElement.Parse(lines[^1]).GetProperty("html").GetString()!;
    }

    /// <summary>The channel's cards, oldest first, as HTML.</summary>
    public async Task<IReadOnlyList<string>> CardsAsync() =>
        [.. JsonElement.Parse(await http.GetStringAsync($"web/channels/{channel}/messages?after=0", Stop)).EnumerateArray().Select(message => message.GetProperty("html").GetString()).OfType<string>()];

    /// <summary>Waits until one of the channel's cards says something.</summary>
    /// <exception cref="TimeoutException">None ever did; says what the cards say instead.</exception>
    public async Task<string> CardAsync(params string[] words)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var cards = await CardsAsync();
            if (cards.LastOrDefault(card => words.All(word => card.Contains(word, StringComparison.Ordinal))) is { } card)
            {
                return card;
            }

            if (watch.Elapsed > ChatDriver.Patience)
            {
                throw new TimeoutException($"No card says {string.Join(" and ", words)}. There are:\n{string.Join("\n\n", cards)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
        }
    }

    /// <summary>Presses a card's button; the reply's title.</summary>
    public Task<string> ClickAsync(string card, string verb, string? reason = null)
    {
        var button = Buttons().Matches(card).Single(each => each.Groups["verb"].Value == verb);
        return ClickAsync(button.Groups["id"].Value, verb, button.Groups["nonce"].Value, reason);
    }

    /// <summary>Sends a click as it stands, forged or not.</summary>
    public async Task<string> ClickAsync(string proposal, string verb, string nonce, string? reason) => (await SendAsync(proposal, verb, nonce, reason)).GetProperty("title").GetString()!;

    /// <summary>Opens an offer; the reply's HTML.</summary>
    public async Task<string> OpenAsync(string offer, string nonce) => (await SendAsync(offer, "open", nonce, null)).GetProperty("html").GetString()!;

    private async Task<JsonElement> SendAsync(string proposal, string verb, string nonce, string? reason)
    {
        using var response = await http.PostAsJsonAsync($"web/channels/{channel}/clicks", new { proposal, verb, nonce, reason }, Stop);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>What a card's buttons do.</summary>
    public static IReadOnlyList<string> Verbs(string card) => [.. Buttons().Matches(card).Select(button => button.Groups["verb"].Value)];

    public static (string Id, string Nonce) ButtonOf(string card) => ButtonsOf(card)[0];

    public static IReadOnlyList<(string Id, string Nonce)> ButtonsOf(string card) => [.. Buttons().Matches(card).Select(button => (button.Groups["id"].Value, button.Groups["nonce"].Value))];

    /// <summary>The commands that an answer's buttons ask.</summary>
    public static IReadOnlyList<string> Commands(string html) => [.. CommandButtons().Matches(html).Select(button => WebUtility.HtmlDecode(button.Groups["command"].Value))];

    public void Dispose() => http.Dispose();

    [GeneratedRegex("data-verb=\"(?<verb>[a-z-]+)\" data-proposal=\"(?<id>[^\"]+)\" data-nonce=\"(?<nonce>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Buttons();

    [GeneratedRegex("data-command=\"(?<command>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandButtons();
}
