using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChatGuard.Chat.Slack;
using ChatGuard.Tests.Chat.Scenarios;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>What proves that Slack sent a request: ChatGuard accepts what Bolt, Slack's own framework, accepts, and refuses more.</summary>
[Collection(nameof(SlackHttpScenarios))]
public sealed class SlackVerifierTests(SlackHttpDriver slack)
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    /// <summary>Mutated requests sent in CI; all 100,000 with CHATGUARD_LONG=1.</summary>
    private static readonly int Mutations = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1" ? 100_000 : 2_000;

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-20T08:00:00Z", CultureInfo.InvariantCulture);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BoltAndChatGuardAcceptAndRefuseTheSameRequests()
    {
        var corpus = Corpus().ToList();

        var bolt = await BoltAsync(corpus);

        Assert.Equal(corpus.Select(each => $"{each.What}: {each.Accepted}"), corpus.Zip(bolt, (each, accepted) => $"{each.What}: {accepted}"));
        Assert.Equal(corpus.Select(each => $"{each.What}: {each.Accepted}"), corpus.Select(each => $"{each.What}: {Verify(each)}"));
        Assert.Contains(corpus, each => each.Accepted);
    }

    /// <summary>Bolt lets timestamps of the future pass, and reads numbers as JavaScript does.</summary>
    [Fact]
    public async Task ChatGuardRefusesWhatOnlyBoltAccepts()
    {
        var later = (Now + TimeSpan.FromMinutes(6)).ToUnixTimeSeconds().ToString();
        var year = (Now + TimeSpan.FromDays(365)).ToUnixTimeSeconds().ToString();
        var now = Now.ToUnixTimeSeconds().ToString();
        var corpus = new List<Signed>
        {
            Sign("six minutes ahead", "a=b", later),
            Sign("a year ahead", "a=b", year),
            Sign("signed for the plain number", "a=b", now) with { Timestamp = $"0{now}" },
            Sign("signed for the plain number", "a=b", now) with { Timestamp = $"0x{Now.ToUnixTimeSeconds():x}" },
        };

        Assert.All(await BoltAsync(corpus), Assert.True);
        Assert.All(corpus, each => Assert.False(Verify(each), each.What));
    }

    /// <summary>Slack asks now and then whether the address has a good certificate, unsigned.</summary>
    [Theory]
    [InlineData("/slack/commands", "ssl_check=1&token=x", HttpStatusCode.OK)]
    [InlineData("/slack/interactions", "ssl_check=1", HttpStatusCode.OK)]
    [InlineData("/slack/commands", "ssl_check=2", HttpStatusCode.Unauthorized)]
    [InlineData("/slack/events", "ssl_check=1", HttpStatusCode.Unauthorized)]
    public async Task AnUnsignedCheckOfTheCertificateIsAnsweredWithNothing(string path, string body, HttpStatusCode status)
    {
        var known = (await slack.SeenAsync(slack.Requester, Place.Channel)).Select(each => each.Id).ToHashSet();
        var smuggled = slack.Client(slack.Requester).Command("C0SECURITY", "/aws", "help").Select(field => $"&{field.Key}={Uri.EscapeDataString(field.Value)}");
        using var http = new HttpClient();
        foreach (var content in new[] { body, body + string.Concat(smuggled) })
        {
            using var message = new SignedRequest(path, "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(content), null, null, []).Message(slack.App.Address);
            using var response = await http.SendAsync(message, Stop);
            Assert.Equal((status, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Stop)));
        }

        await slack.CommandAsync(slack.Requester, "how root-mfa-enabled");
        await slack.WaitAsync(slack.Requester, Place.Channel, "an answer to what was asked after it", each => !known.Contains(each.Id) && each.Says("How to fix"));

        // While AWS is read, a message may say so.
        Assert.Single(await slack.SeenAsync(slack.Requester, Place.Channel), each => each.IsPrivate && !known.Contains(each.Id) && !each.Says("Reading northwind"));
    }

    [Fact]
    public async Task NoMutatedRequestIsAcceptedOrBreaksAnything()
    {
        // Mutants of requests that are accepted as they are.
        var chance = new Random(20261120);
        var client = slack.Client(slack.Requester);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 8 });
        var statuses = new Dictionary<HttpStatusCode, int>();
        foreach (var batch in Enumerable.Range(0, Mutations).Chunk(500))
        {
            var real = slack.Slack.Deliveries.Sign("/slack/commands", "application/x-www-form-urlencoded", string.Join('&', client.Command("C0SECURITY", "/aws", "help").Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")));
            var mutants = batch.Select(_ => Mutant(real, chance)).ToList();
            await Parallel.ForEachAsync(mutants, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (mutant, stop) =>
            {
                using var message = mutant.Message(slack.App.Address);
                using var response = await http.SendAsync(message, stop);
                lock (statuses)
                {
                    statuses[response.StatusCode] = statuses.GetValueOrDefault(response.StatusCode) + 1;
                }
            });
            Assert.True((await slack.Slack.Deliveries.SendAsync(real)).Ok);
        }

        Assert.Equal(Mutations, statuses.Values.Sum());
        Assert.All(statuses.Keys, status => Assert.Contains(status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.RequestEntityTooLarge }));
    }

    /// <summary>The request with one thing changed that its signature covers, or its signature.</summary>
    private SignedRequest Mutant(SignedRequest real, Random chance)
    {
        var body = real.Body.ToArray();
        var at = chance.Next(body.Length);
        switch (chance.Next(10))
        {
            case 0:
                body[at] ^= (byte)(1 << chance.Next(8));
                return real with { Body = body };
            case 1:
                return real with { Body = [.. body[..at], (byte)chance.Next(256), .. body[at..]] };
            case 2:
                return real with { Body = [.. body[..at], .. body[(at + 1)..]] };
            case 3:
                return real with { Body = body[..at] };
            case 4:
                return real with { Body = [.. body, .. Encoding.UTF8.GetBytes($"&user_id=U0APPROVE{chance.Next(10, 50)}")] };
            case 5:
                return real with { Timestamp = Digit(real.Timestamp!, chance) };
            case 6:
                var signature = real.Signature!.ToCharArray();
                var n = chance.Next(signature.Length);
                signature[n] = (char)(signature[n] == 'a' ? 'b' : 'a');
                return real with { Signature = new string(signature) };
            case 7:
                return real with { Signature = real.Signature![..chance.Next(real.Signature!.Length)] };
            case 8:
                return real with { Signature = Deliveries.Signature(chance.Next(2) == 0 ? "" : Fake.SlackWorkspace.Secret(16), real.Timestamp!, Encoding.UTF8.GetString(body)) };
            default:
                var ago = TimeSpan.FromSeconds(chance.Next(301, 100_000) * (chance.Next(2) == 0 ? 1 : -1) + (chance.Next(2) == 0 ? 10 : -10));
                return slack.Slack.Deliveries.Sign(real.Path, real.ContentType, Encoding.UTF8.GetString(body), slack.Clock.GetUtcNow() + (ago.Duration() < TimeSpan.FromSeconds(330) ? ago * 2 : ago));
        }
    }

    private static string Digit(string number, Random chance)
    {
        var digits = number.ToCharArray();
        var n = chance.Next(digits.Length);
        digits[n] = (char)('0' + ((digits[n] - '0' + chance.Next(1, 10)) % 10));
        return new string(digits);
    }

    private static IEnumerable<Signed> Corpus()
    {
        var now = Now.ToUnixTimeSeconds().ToString();
        string Ago(int seconds) => (Now - TimeSpan.FromSeconds(seconds)).ToUnixTimeSeconds().ToString();
        foreach (var body in new[] { "", "a=b", "payload=%7B%22type%22%3A%22block_actions%22%7D", """{"type":"event_callback","event":{"text":"Grüße ✓"}}""", new string('x', 100_000) })
        {
            var what = $"{body.Length} characters";
            yield return Sign($"{what}, now", body, now) with { Accepted = true };
            yield return Sign($"{what}, 299 s ago", body, Ago(299)) with { Accepted = true };
            yield return Sign($"{what}, 301 s ago", body, Ago(301));
            yield return Sign($"{what}, one byte more", body, now) with { Body = Encoding.UTF8.GetBytes(body + " ") };
            yield return Sign($"{what}, another time", body, now) with { Timestamp = Ago(1) };
            yield return Sign($"{what}, another secret", body, now) with { Secret = "8f742231b10e8888abcd99yyyzzz85a6" };
        }

        var real = Sign("", "a=b", now);
        yield return real with { What = "no signature", Signature = null };
        yield return real with { What = "no timestamp", Timestamp = null };
        yield return real with { What = "an empty signature", Signature = "" };
        yield return real with { What = "a version alone", Signature = "v0=" };
        yield return real with { What = "no version", Signature = real.Signature![3..] };
        yield return real with { What = "another version", Signature = $"v1={real.Signature![3..]}" };
        yield return real with { What = "upper case", Signature = real.Signature!.ToUpperInvariant() };
        yield return real with { What = "upper-case digits", Signature = $"v0={real.Signature![3..].ToUpperInvariant()}" };
        yield return real with { What = "cut short", Signature = real.Signature![..^1] };
        yield return real with { What = "a timestamp that is no number", Timestamp = "now" };
        yield return real with { What = "a timestamp with a fraction", Timestamp = $"{now}.5" };
        yield return real with { What = "a negative timestamp", Timestamp = $"-{now}" };
        yield return real with { What = "milliseconds", Timestamp = $"{now}000" };
    }

    private static Signed Sign(string what, string body, string timestamp) => new(what, Secret, timestamp, Deliveries.Signature(Secret, timestamp, body), Encoding.UTF8.GetBytes(body), Accepted: false);

    private static bool Verify(Signed signed) => SlackSignature.Verify([signed.Secret], signed.Timestamp, signed.Signature, signed.Body, Now);

    private static async Task<List<bool>> BoltAsync(IEnumerable<Signed> corpus)
    {
        var lines = corpus.Select(each => new JsonObject
        {
            ["secret"] = each.Secret,
            ["now"] = Now.ToUnixTimeMilliseconds(),
            ["timestamp"] = each.Timestamp,
            ["signature"] = each.Signature,
            ["body"] = Convert.ToBase64String(each.Body),
        }.ToJsonString());
        var answers = await Node.RunAsync(Node.Folder("slack"), "verifier.mjs", [], Stop, string.Join('\n', lines));
        return [.. answers.Select(each => (bool)each["accepted"]!)];
    }

    private sealed record Signed(string What, string Secret, string? Timestamp, string? Signature, byte[] Body, bool Accepted);
}
