using System.Text.Json;
using ChatGuard.Store;
using ChatGuard.Tests.Chat;
using ChatGuard.Tests.Chat.Web;
using ChatGuard.Tests.Store;
using Xunit;

namespace ChatGuard.Tests.Kills;

/// <summary>The replica dies while it proposes or decides for somebody: they get no answer and ask again at the other one.</summary>
public sealed class KilledAnswerTests(PostgresServer postgres)
{
    private const string Fix = $"fix cloudtrail-logging-on --account {App.Legacy} --fresh";

    /// <summary>Killed as the plan, then the approval, is written down: right before, or right after.</summary>
    [Fact]
    public async Task WhoGotNoAnswerAsksAgainAndThePlanIsMadeApprovedAndDoneOnce()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var lane = await KillLane.StartAsync(
            postgres,
            ("ChatGuard__Web__Login__Authority", issuer.Address),
            ("ChatGuard__Web__Login__ClientId", TestIssuer.ClientId),
            ("ChatGuard__Approvals__Rules__0__Approvers__0", $"web:{issuer.Address}/anna"));
        foreach (var before in new[] { true, false })
        {
            lane.Sandbox.Organization.Find(App.Legacy)!.CloudTrail.Trails.Single(trail => trail.Name == "legacy-trail").IsLogging = false;
            using var rita = await ChatPerson.SignedInAsync(issuer, lane.Addresses[0], "rita", "Rita Requester");
            Assert.Single(await lane.KilledAsync("the commit of a proposal", before, () => WithoutAnswerAsync(() => rita.AskAsync(Fix))));
            using var again = await ChatPerson.SignedInAsync(issuer, lane.Addresses[1], "rita", "Rita Requester");
            await again.AskAsync(Fix);
            var (id, nonce) = ChatPerson.ButtonOf(await again.CardAsync("To be approved", "cloudtrail:StartLogging"));
            Assert.Equal(id, Assert.Single(await lane.Store.OpenProposalsAsync(TestContext.Current.CancellationToken)).Id);

            using var anna = await ChatPerson.SignedInAsync(issuer, lane.Addresses[0], "anna", "Anna Approver");
            Assert.Single(await lane.KilledAsync("the commit of a transition", before, () => WithoutAnswerAsync(() => anna.ClickAsync(id, "approve", nonce, null))));
            using var elsewhere = await ChatPerson.SignedInAsync(issuer, lane.Addresses[1], "anna", "Anna Approver");
            var reply = await elsewhere.ClickAsync(id, "approve", nonce, null);
            Assert.StartsWith(before ? "You approved" : "Too late: Anna Approver", reply, StringComparison.Ordinal);
            await elsewhere.CardAsync("Done and verified", id);
            await AssertOnceAsync(lane, id);
        }
    }

    private static async Task AssertOnceAsync(KillLane lane, string id)
    {
        var verdict = await AuditChain.VerifyAsync(lane.Store, null, TestContext.Current.CancellationToken);
        Assert.Null(verdict.Problem);
        var own = (await lane.Store.AuditRecordsAsync(0, 10_000, TestContext.Current.CancellationToken)).Where(record => record.Proposal == id && record.Kind == "accepted").ToList();
        Assert.Single(own, record => record.Detail.Contains("\"Approve\"", StringComparison.Ordinal));
        Assert.Single(lane.Sandbox.Calls, call => call.IsWrite && call.Operation == "StartLogging" && call.SessionName == $"chatguard-{id}");
    }

    /// <summary>Whoever asks a replica that dies gets a broken connection.</summary>
    private static async Task WithoutAnswerAsync(Func<Task> ask)
    {
        var broken = await Record.ExceptionAsync(ask);
        Assert.True(broken is HttpRequestException or IOException or JsonException or ArgumentOutOfRangeException, broken?.ToString() ?? "it was answered");
    }
}
