using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>That ChatGuard believes nothing that Teams did not send: over HTTP, with tokens that are wrong in one way each, and with many that are wrong by chance.</summary>
public sealed class ForgedTokenTests(TeamsApp app) : IClassFixture<TeamsApp>
{
    /// <summary>In CI a sample; with CHATGUARD_LONG=1 all.</summary>
    private static readonly int Mutations = Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1" ? 100_000 : 1_500;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Forgeries.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AForgeryIsRefusedWithoutAWord(string forgery)
    {
        var before = app.Teams.Calls.Count;
        var message = Message("accounts");
        var right = await app.Teams.PostAsync(Message("help").Activity, app.Teams.Authorization());

        foreach (var activity in new[] { message.Activity, app.Teams.Invoke(app.Ana, message, "adaptiveCard/action", Approve()) })
        {
            var answer = await app.Teams.PostAsync(activity, Forgeries.Make(forgery, app.Teams, activity));

            Assert.True(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{forgery}: {answer.Status}");
            Assert.Null(answer.Body);
        }

        Assert.Equal(HttpStatusCode.OK, right.Status);
        Assert.DoesNotContain(app.Channel.FromBot, each => each.TextFor(null).Contains("4 accounts", StringComparison.Ordinal));
        Assert.True(app.Teams.Calls.Count >= before);
    }

    [Fact]
    public async Task OfManyTokensChangedByChanceNoneIsBelievedAndNoneBreaksIt()
    {
        var chance = new Random(20261125);
        var body = Message("accounts").Activity.ToJsonString();
        var (wrong, left) = (new List<string>(), Mutations);
        var others = new List<string> { app.Teams.Issuer.Token(Guid.NewGuid().ToString(), app.Teams.ServiceUrl), app.Teams.Issuer.Token(FakeTeams.AppId, "https://smba.trafficmanager.net/emea/") };
        while (left > 0)
        {
            var tokens = Enumerable.Range(0, Math.Min(left, 50)).Select(_ => Mutate(app.Teams.Issuer.Token(FakeTeams.AppId, app.Teams.ServiceUrl), others, chance)).ToList();
            left -= tokens.Count;
            var answers = await Task.WhenAll(tokens.Select(token => app.Teams.PostAsync(body, $"Bearer {token}")));
            wrong.AddRange(tokens.Zip(answers).Where(each => each.Second.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest)).Select(each => $"{each.Second.Status}: {each.First}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task OfManyActivitiesChangedByChanceNoneBreaksIt()
    {
        var chance = new Random(20261126);
        var body = Message("accounts").Activity.ToJsonString();
        var broken = new List<string>();
        for (var n = 0; n < Mutations / 5; n++)
        {
            var changed = MutateText(body, chance);
            var answer = await app.Teams.PostAsync(changed, app.Teams.Authorization());
            if (answer.Status is not { } status || (int)status >= 500)
            {
                broken.Add($"{answer.Status}: {changed}");
            }
        }

        Assert.Empty(broken);
    }

    /// <summary>A token that differs from a right one in what it says or in its signature.</summary>
    private static string Mutate(string token, List<string> others, Random chance)
    {
        while (true)
        {
            var parts = token.Split('.');
            var part = chance.Next(3);
            var other = others[chance.Next(others.Count)].Split('.');
            switch (chance.Next(6))
            {
                case 0:
                    parts[part] = other[part];
                    break;
                case 1:
                    parts[part] = Base64Url.EncodeToString(Flip(Base64Url.DecodeFromChars(parts[part]), chance));
                    break;
                case 2:
                    parts[part] = parts[part][..chance.Next(parts[part].Length)];
                    break;
                case 3:
                    (parts[part], parts[(part + 1) % 3]) = (parts[(part + 1) % 3], parts[part]);
                    break;
                case 4:
                    parts[part] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(MutateText(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[part])), chance)));
                    break;
                default:
                    parts[part] = parts[part].Insert(chance.Next(parts[part].Length), ((char)chance.Next(33, 127)).ToString());
                    break;
            }

            // Of the last character of a signature not every bit counts: the same signature can be written in several ways.
            var changed = string.Join('.', parts);
            if (parts[0] != token.Split('.')[0] || parts[1] != token.Split('.')[1] || parts[2].Length != token.Split('.')[2].Length || parts[2][..^1] != token.Split('.')[2][..^1])
            {
                return changed;
            }
        }
    }

    private static byte[] Flip(byte[] bytes, Random chance)
    {
        bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
        return bytes;
    }

    private static string MutateText(string text, Random chance)
    {
        var at = chance.Next(text.Length);
        return chance.Next(4) switch
        {
            0 => text.Remove(at, Math.Min(chance.Next(1, 30), text.Length - at)),
            1 => text.Insert(at, text.Substring(at, Math.Min(chance.Next(1, 30), text.Length - at))),
            2 => text.Insert(at, new[] { "\0", "\"", "{", "}", "[", "null", "1e999", "\\u0000", "\ud83d\ude00", ",", "{\"a\":{}}", new string('[', 100) }[chance.Next(12)]),
            _ => text[..at] + (char)chance.Next(32, 127) + text[(at + 1)..],
        };
    }

    private static JsonObject Approve() => new()
    {
        ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = "approve", ["data"] = new JsonObject { ["proposal"] = "k3v9x2m4q7", ["nonce"] = "n-1" } },
        ["trigger"] = "manual",
    };

    private TeamsMessage Message(string text)
    {
        var message = new TeamsMessage(TeamsMessage.NewId(TimeProvider.System), app.Channel, null, app.Ana);
        message.Activity = app.Teams.Written(message, text);
        return message;
    }
}
