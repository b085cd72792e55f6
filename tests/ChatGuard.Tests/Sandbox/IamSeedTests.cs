using System.Xml.Linq;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class IamSeedTests
{
    private static readonly XNamespace Iam = "https://iam.amazonaws.com/doc/2010-05-08/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("111122223333", 28, 930, 0, 1, 1, 0, 17, 16)]
    [InlineData("444455556666", 14, 41, 1, 0, 1, 0, 11, 11)]
    [InlineData("222233334444", 0, 5, 0, 1, 1, 1, 0, 0)]
    [InlineData("777788889999", 0, 7, 0, 0, 0, 0, 0, 0)]
    public async Task TheSummaryCountsTheStory(string account, params int[] expected)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Cancel);
        var summary = await SummaryAsync(server, account);
        string[] keys = ["Users", "Roles", "AccountMFAEnabled", "AccountAccessKeysPresent", "AccountPasswordPresent", "AccountSigningCertificatesPresent", "MFADevices", "MFADevicesInUse"];
        Assert.Equal(expected, keys.Select(key => summary[key]));
        Assert.Equal(34, summary.Count);
    }

    [Fact]
    public async Task FiveThousandUsersAreServedInPages()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Users = 5000 }, Cancel);
        using var client = new SignedClient(server);
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? marker = null;
        do
        {
            var page = await client.XmlAsync("Action=ListUsers&MaxItems=1000&Version=2010-05-08" + (marker is null ? "" : "&Marker=" + Uri.EscapeDataString(marker)), Cancel);
            names.UnionWith(page.Descendants(Iam + "UserName").Select(name => name.Value));
            marker = (string?)page.Descendants(Iam + "Marker").SingleOrDefault();
        }
        while (marker is not null);

        Assert.Equal(5000, names.Count);
        Assert.Contains("olga.smirnova", names);
        Assert.Equal(5, server.CountCalls(operation: "ListUsers"));
        Assert.Equal(5000, (await SummaryAsync(server, "111122223333"))["Users"]);
    }

    [Fact]
    public async Task GeneratedUsersHaveTheFewFaultsTheyShould()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Users = 5000 }, Cancel);
        var users = server.Organization.Accounts[0].Iam.Users.Values;
        var now = TimeProvider.System.GetUtcNow();
        Assert.InRange(users.Count(user => user.Password is not null && user.Mfa.IsEmpty), 100, 250);
        Assert.InRange(users.Count(user => user.Keys.Exists(key => key.Active && (now - key.Created).Days > 90)), 400, 600);
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameOrganisation()
    {
        var clock = new ManualClock("2026-11-20T08:00:00Z");
        var answers = new List<string>();
        foreach (var seed in (int[])[7, 7, 8])
        {
            await using var server = await SandboxServer.StartAsync(new SandboxOptions { Users = 60, Seed = seed, Clock = clock, SignatureClock = clock }, Cancel);
            using var client = new SignedClient(server) { Clock = clock };
            answers.Add((await client.FormAsync("Action=GetAccountAuthorizationDetails&MaxItems=1000&Version=2010-05-08", Cancel)).Body);
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2]);
    }

    [Fact]
    public async Task MoreAccountsAreMembersThatCanBeRead()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Accounts = 6 }, Cancel);
        Assert.Equal(["900000000001", "900000000002"], server.Organization.Accounts.Skip(4).Select(account => account.Id));
        Assert.Equal(5, (await SummaryAsync(server, "900000000002"))["Users"]);
    }

    [Fact]
    public async Task TheEnvironmentLinesNameWhatAClientNeeds()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions(), Cancel);
        Assert.Equal("127.0.0.1", server.Url.Host);
        Assert.Equal(
            ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"],
            server.EnvironmentLines.Select(line => line.Split('=')[0]));
        Assert.DoesNotContain(server.Organization.Accounts[0].Iam.Users.Keys, name => name.Contains("chatguard", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<Dictionary<string, int>> SummaryAsync(SandboxServer server, string account)
    {
        var credentials = server.CredentialsFor(account);
        using var client = new SignedClient(server) { AccessKeyId = credentials.AccessKeyId, Secret = credentials.SecretAccessKey };
        var answer = await client.XmlAsync("Action=GetAccountSummary&Version=2010-05-08", Cancel);
        return answer.Descendants(Iam + "entry").ToDictionary(entry => (string)entry.Element(Iam + "key")!, entry => (int)entry.Element(Iam + "value")!);
    }
}
