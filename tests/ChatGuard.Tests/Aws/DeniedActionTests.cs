using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Aws;

/// <summary>Each action that ChatGuard reads with is refused once: what it was for is unknown with the reason, everything else is as it was, and nothing looks better.</summary>
public sealed class DeniedActionTests(DeniedActionTests.Readings readings, DemoOrganization healthy) : IClassFixture<DeniedActionTests.Readings>
{
    public static TheoryData<string> Faults => [.. DeniedAction.All.Select(action => action.Fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void TheSectionIsListedWithActionAndError(string fault)
    {
        var denied = DeniedAction.All.Single(action => action.Fault == fault);
        var reasons = readings.Of(fault, App.Core)["unreadable"]!.AsArray();

        var reason = Assert.Single(reasons.Where(each => (string?)each!["section"] == denied.Section && (string?)each["action"] == (denied.Action ?? denied.Fault)).DistinctBy(each => (string?)each!["error"]))!;
        Assert.Contains((string?)reason["error"], (string[])["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)reason["message"]));
        Assert.Equal(!fault.StartsWith("iam:", StringComparison.Ordinal) && !fault.StartsWith("organizations:", StringComparison.Ordinal), reason["region"] is not null);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task ExactlyTheChecksThatNeedItAreUnknown(string fault)
    {
        var denied = DeniedAction.All.Single(action => action.Fault == fault);
        var before = Statuses(await healthy.AccountAsync("posture", App.Core));
        var after = Statuses(readings.Of(fault, App.Core));

        Assert.Equal(denied.Checks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), after.Where(check => check.Value == "unknown").Select(check => check.Key).Order(StringComparer.Ordinal));
        Assert.All(after.Where(check => check.Value != "unknown" && !denied.Worse.Contains(check.Key, StringComparison.Ordinal)), check => Assert.Equal((check.Key, before[check.Key]), (check.Key, check.Value)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task NoFaultOfTheBadlyKeptAccountLooksBetter(string fault)
    {
        var before = Statuses(await healthy.AccountAsync("posture", App.Legacy));
        var after = Statuses(readings.Of(fault, App.Legacy));

        Assert.All(after, check => Assert.True(
            check.Value == before[check.Key] || check.Value is "unknown" or "fail",
            $"{check.Key} was {before[check.Key]} and is {check.Value} without {fault}"));
    }

    private static Dictionary<string, string> Statuses(JsonNode account) =>
        account["checks"]!.AsArray().ToDictionary(check => (string)check!["id"]!, check => (string)check!["status"]!, StringComparer.Ordinal);

    /// <summary>One reading of two accounts for each refused action, several at a time, each of a sandbox of its own.</summary>
    public sealed class Readings : IAsyncLifetime
    {
        private readonly ConcurrentDictionary<(string Fault, string Account), JsonNode> accounts = new();

        public JsonNode Of(string fault, string account) => accounts[(fault, account)];

        public async ValueTask InitializeAsync() => await Parallel.ForEachAsync(
            DeniedAction.All,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (denied, _) =>
            {
                await using var app = await App.StartAsync(new SandboxOptions { Faults = [denied.Fault + "=deny"] });
                string[] ids = [App.Core, App.Legacy];
                foreach (var (id, answer) in ids.Zip(await Task.WhenAll(ids.Select(id => app.JsonAsync($"posture --account {id}")))))
                {
                    accounts[(denied.Fault, id)] = answer["accounts"]![0]!;
                }
            });

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
