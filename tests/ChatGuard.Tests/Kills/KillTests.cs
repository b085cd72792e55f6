using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChatGuard.Store;
using ChatGuard.Tests.Chat;
using ChatGuard.Tests.Chat.Web;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.Kills;

/// <summary>Real processes that are killed at every step boundary: before and after each commit and each call to AWS that changes something.</summary>
public sealed partial class KillTests(PostgresServer postgres)
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CHATGUARD_LONG") == "1";

    private static int Lanes => IsLong ? 15 : 3;

    /// <summary>30 seeds, or 1,000 with CHATGUARD_LONG=1, in lanes that each have a database, a sandbox and two replicas of their own.</summary>
    [Fact]
    public async Task WhateverMomentAReplicaDiesAtEachApprovedStepIsDoneOnceAndNothingIsLost()
    {
        var runs = IsLong ? 1_000 : 30;
        var watch = Stopwatch.StartNew();

        var lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunAsync([.. Enumerable.Range(1, runs).Where(seed => seed % Lanes == lane)])));

        var killed = lanes.SelectMany(lane => lane.Killed).ToList();
        var moments = killed.CountBy(moment => moment.ToString()).OrderBy(each => each.Key, StringComparer.Ordinal).ToList();
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{runs} runs in {watch.Elapsed.TotalSeconds:0} s: {killed.Count} replicas killed that had taken {lanes.Sum(lane => lane.Processor.TotalSeconds) / killed.Count:0.0} s of processor each, {lanes.Sum(lane => lane.Unharmed)} runs without a kill, {lanes.Sum(lane => lane.Writes)} calls that changed something"));
        moments.ForEach(each => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {each.Value,4} {each.Key}")));
        Assert.True(killed.Count >= runs * 8 / 10, "too few replicas were killed for the runs to show anything");
        Assert.Contains(killed, moment => moment.What.StartsWith("the call", StringComparison.Ordinal));
        Assert.Contains(killed, moment => moment.What == "the commit of a transition");
    }

    /// <summary>Ten approvers who signed in at an issuer, each with a browser at both replicas, all at once and again and again.</summary>
    [Fact]
    public async Task OfFiftyClicksAtOnceOnTwoReplicasOneWinsAndTheOthersLearnWhoDecided()
    {
        const int People = 10;
        await using var issuer = await TestIssuer.StartAsync();
        List<(string, string)> settings = [("ChatGuard__Web__Login__Authority", issuer.Address), ("ChatGuard__Web__Login__ClientId", TestIssuer.ClientId)];
        settings.AddRange(Enumerable.Range(0, People).Select(n => (string.Create(CultureInfo.InvariantCulture, $"ChatGuard__Approvals__Rules__0__Approvers__{n}"), string.Create(CultureInfo.InvariantCulture, $"web:{issuer.Address}/approver{n}"))));
        await using var lane = await KillLane.StartAsync(postgres, [.. settings]);
        using var rita = await ChatPerson.SignedInAsync(issuer, lane.Addresses[0], "rita", "Rita Requester");
        await rita.AskAsync($"fix cloudtrail-logging-on --account {App.Legacy}");
        var (id, nonce) = ChatPerson.ButtonOf(await rita.CardAsync("To be approved", "cloudtrail:StartLogging"));
        var approvers = new List<ChatPerson>();
        foreach (var (n, at) in Enumerable.Range(0, People).SelectMany(n => new[] { (n, 0), (n, 1) }))
        {
            approvers.Add(await ChatPerson.SignedInAsync(issuer, lane.Addresses[at], string.Create(CultureInfo.InvariantCulture, $"approver{n}"), string.Create(CultureInfo.InvariantCulture, $"Approver {n}")));
        }

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(() => approvers[n % approvers.Count].ClickAsync(id, "approve", nonce, null))));

        Assert.Single(replies, reply => reply.StartsWith("You approved", StringComparison.Ordinal));
        Assert.Equal(49, replies.Count(reply => LateAndPolite().IsMatch(reply)));
        await rita.CardAsync("Done and verified");
        Assert.Single(lane.Sandbox.Calls, call => call.IsWrite && call.Operation == "StartLogging");
        Assert.Null((await AuditChain.VerifyAsync(lane.Store, null, TestContext.Current.CancellationToken)).Problem);
        var clicks = (await lane.Store.AuditRecordsAsync(0, 1_000, TestContext.Current.CancellationToken)).Where(record => record.Detail.Contains("\"Approve\"", StringComparison.Ordinal)).ToList();
        Assert.Equal((1, 49), (clicks.Count(record => record.Kind == "accepted"), clicks.Count(record => record.Kind == "refused")));
        approvers.ForEach(approver => approver.Dispose());
    }

    [GeneratedRegex("^Too late: Approver [0-9] \\(.* UTC\\) approved it", RegexOptions.None, 1000)]
    private static partial Regex LateAndPolite();

    private async Task<KillLane> RunAsync(IReadOnlyList<int> seeds)
    {
        var lane = await KillLane.StartAsync(postgres);
        await using (lane)
        {
            foreach (var seed in seeds)
            {
                await lane.RunAsync(seed);
            }
        }

        return lane;
    }
}
