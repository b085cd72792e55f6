using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using ChatGuard.Store;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.CommandLine;

/// <summary><c>chatguard doctor</c> as its own process: what is wrong is named with its fix, and nothing is changed.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chatguard-doctor").FullName;

    private string Database => Path.Combine(folder, "test.db");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnTheSandboxAllIsWellAndNothingIsMade()
    {
        var result = await At().RunAsync("doctor");

        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.DoesNotContain("WRONG", result.Output, StringComparison.Ordinal);
        foreach (var part in new[] { "configuration: every", "store: the SQLite database", "keys: the key folder", "aws: sandbox account northwind-attic (222233334444): read, and no action", "ChatGuardRemediate can be assumed", "approvals: rule 0, any risk in every account: 1 of web:anna", "schedules: digest daily to web:security", "web: web:security is there" })
        {
            Assert.Contains(part, result.Output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task EachMissingActionIsNamedWhetherTheReadingNeedsItOrNot()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = ["iam:GetAccountSummary=deny", "guardduty:ListDetectors@eu-west-1=deny"] }, Stop);
        var iam = server.Organization.Find(App.Core)!.Iam;
        var role = iam.Roles["ChatGuardRead"];
        iam.Roles = iam.Roles.SetItem("ChatGuardRead", role with { Inline = role.Inline.Add("no-planning", """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:GetBucketPolicy","Resource":"*"}]}""") });
        var result = await At().At(server).Account(0, "core", App.Core).Account(1, "lab", App.Lab, externalId: "wrong")
            .With(("ChatGuard__Aws__Accounts__0__RemediationRoleArn", $"arn:aws:iam::{App.Core}:role/Nobody")).RunAsync("doctor", "--json");

        Assert.Equal(1, result.Exit);
        Assert.Equal(("chatguard.doctor/v1", false), ((string?)result.Json["schema"], (bool)result.Json["well"]!));
        var wrong = Wrong(result);
        Assert.Equal(3, wrong.Count);
        Assert.Contains("core (444455556666): 3 IAM actions refused", wrong[0].What, StringComparison.Ordinal);
        Assert.EndsWith(": guardduty:ListDetectors in eu-west-1, iam:GetAccountSummary, s3:GetBucketPolicy", wrong[0].What, StringComparison.Ordinal);
        Assert.Contains("role/ChatGuardRead", wrong[0].Fix, StringComparison.Ordinal);
        Assert.Contains("role/Nobody cannot be assumed", wrong[1].What, StringComparison.Ordinal);
        Assert.Contains("remediation-trust.json", wrong[1].Fix, StringComparison.Ordinal);
        Assert.Contains("lab (777788889999) cannot be read at all: sts:AssumeRole: AccessDenied", wrong[2].What, StringComparison.Ordinal);
        Assert.Contains("trust-policy.json", wrong[2].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoCannotApproveOrProposeThoughNoSettingIsWrongIsNamed()
    {
        var several = At()
            .With(("ChatGuard__Approvals__Rules__0__Risk", "critical"), ("ChatGuard__Approvals__Rules__1__Approvers__0", "slack:T0123/U0001"), ("ChatGuard__Approvals__Rules__1__Approvers__1", "slack:T0123/usergroup:S0123"))
            .With(("ChatGuard__Approvals__Rules__1__BreakGlass__0", "teams:tenant/anna"), ("ChatGuard__Approvals__People__0__Id", "slack:T0123/U0001"));

        var result = await several.RunAsync("doctor", "--json");

        Assert.Equal(
            [
                "off: rule 0, critical risk in every account: nobody may approve",
                "well: rule 1, any risk in every account: 1 of slack:T0123/U0001, slack:T0123/usergroup:S0123",
                "wrong: approvers are of several workspaces, tenants or logins, and nobody says who these are: teams:tenant/anna; none of them can approve what was asked or approved from another one",
                "wrong: nobody may propose a change in slack, by fix or by a digest's button: no rule names anybody there",
                "wrong: nobody may propose a change in teams, by fix or by a digest's button: no rule names anybody there",
            ],
            Of(result, "approvals"));

        var mended = await several
            .With(("ChatGuard__Approvals__People__0__OtherIds__0", "teams:tenant/anna"), ("ChatGuard__Asking__Rules__0__Commands__0", "fix"), ("ChatGuard__Asking__Rules__0__Askers__0", "slack:C0123"), ("ChatGuard__Asking__Rules__0__Askers__1", "teams:19:general@thread.tacv2"))
            .RunAsync("doctor", "--json");

        Assert.DoesNotContain(Of(mended, "approvals"), said => said.StartsWith("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutTheSimulatorItSaysThatNotEveryActionWasTried()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Faults = ["iam:SimulatePrincipalPolicy=deny"] }, Stop);
        var result = await At().At(server).Account(0, "core", App.Core).RunAsync("doctor");

        Assert.Equal(0, result.Exit);
        Assert.Contains("off    aws: core (444455556666): actions the reading had no occasion for were not tried; with iam:SimulatePrincipalPolicy doctor can ask IAM about them", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSettingsAreNamedAndTheRestIsStillLookedAt()
    {
        var result = await At().With(("ChatGuard__Digests__0__Name", "daily"), ("ChatGuard__Digests__0__Channel", "web:nowhere"), ("ChatGuard__Thresholds__RootUse", "0")).RunAsync("doctor", "--json");

        Assert.Equal(1, result.Exit);
        var wrong = Wrong(result);
        Assert.Contains(wrong, each => each.What.Contains("ChatGuard:Digests:0:Channel 'web:nowhere'", StringComparison.Ordinal));
        Assert.Contains(wrong, each => each.What.StartsWith("ChatGuard:Thresholds", StringComparison.Ordinal));
        Assert.Contains(wrong, each => each.What.StartsWith("web:nowhere is not there", StringComparison.Ordinal));
        Assert.All(wrong, each => Assert.NotEqual("", each.Fix));
        Assert.Contains("can be, and is at the first start", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseOfANewerVersionABrokenChannelAndOpenKeysAreNamed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }

        using (var store = new ChatGuard.Store.Store(new StoreOptions { ConnectionString = $"Data Source={Database}" }, TimeProvider.System))
        {
            Assert.True(await store.CommitDigestAsync(new DigestSlot("daily", new DateOnly(2026, 3, 2)), [Samples.Message("digest/daily/2026-03-02")], [], Stop));
            var leased = Assert.Single(await store.LeaseDueAsync("me", TimeSpan.FromMinutes(1), 1, Stop));
            await store.FailedAsync(leased.Id, "is_archived", null, Stop);
        }

        var keys = Directory.CreateDirectory(Path.Combine(folder, "keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        var result = await At().RunAsync("doctor", "--json");

        Assert.Equal(1, result.Exit);
        var wrong = Wrong(result);
        Assert.Equal(2, wrong.Count);
        Assert.Contains($"key folder {keys.FullName} is open to every user", wrong[0].What, StringComparison.Ordinal);
        Assert.Equal($"chmod 700 {keys.FullName}", wrong[0].Fix);
        Assert.Equal("web:security did not take its last message, which was given up: is_archived", wrong[1].What);
        Assert.Contains("daily in ChatGuard:Digests", wrong[1].Fix, StringComparison.Ordinal);

        File.SetUnixFileMode(keys.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await new TestDatabase(new StoreOptions { ConnectionString = $"Data Source={Database}" }).ExecuteAsync("INSERT INTO schema_versions (version) VALUES (4000)", Stop);
        var newer = Assert.Single(Wrong(await At().RunAsync("doctor", "--json")));
        Assert.Contains("has schema version 4000", newer.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderThatIsNotThereIsTheDatabasesTrouble()
    {
        var result = await new Cli().With(("ChatGuard__Store__ConnectionString", $"Data Source={Path.Combine(folder, "missing", "test.db")}")).RunAsync("doctor", "--json");

        Assert.Equal(1, result.Exit);
        Assert.Contains(Wrong(result), each => each.Fix.Contains($"there is no folder {Path.Combine(folder, "missing")}", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Cli At() => new Cli().With(("ChatGuard__Store__ConnectionString", $"Data Source={Database}"));

    private static IEnumerable<string> Of(Cli.Result result, string part) =>
        result.Json["checks"]!.AsArray().OfType<JsonObject>().Where(each => (string?)each["part"] == part).Select(each => $"{each["health"]}: {each["what"]}");

    private static List<(string What, string Fix)> Wrong(Cli.Result result) =>
        [.. result.Json["checks"]!.AsArray().OfType<JsonObject>().Where(each => (string?)each["health"] == "wrong").Select(each => ((string)each["what"]!, (string)each["fix"]!))];
}
