using System.Net.Http.Json;
using ChatGuard.Core.Proposals;
using Xunit;

namespace ChatGuard.Tests.Chat.Scenarios;

/// <summary>People of the sandbox who decide in the web chat: there while the other platform is not.</summary>
internal static class WebApprover
{
    /// <summary>An approver of whom configuration says who they are in the other chat: somebody else than who asks there.</summary>
    public const string Id = "web:anna.berg";

    /// <summary>An approver of whom it does not.</summary>
    public const string Unknown = "web:ben.cole";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Approves the only proposal that waits for it, over the page's own requests.</summary>
    public static async Task<Proposal> ApproveAsync(WholeApp app)
    {
        var (proposal, reply) = await ClickAsync(app, Id);
        Assert.Contains("You approved", reply, StringComparison.Ordinal);
        return proposal;
    }

    /// <summary>Clicks Approve on the only proposal that waits; with what the page then shows that person.</summary>
    public static async Task<(Proposal Proposal, string Reply)> ClickAsync(WholeApp app, string who)
    {
        var open = await app.Service<ChatGuard.Store.Store>().OpenProposalsAsync(Stop);
        var proposal = Assert.Single(open, each => each.State == ProposalState.AwaitingApproval);
        using var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        using var chosen = await client.PostAsJsonAsync("/web/person", new { id = who }, Stop);
        chosen.EnsureSuccessStatusCode();
        using var clicked = await client.PostAsJsonAsync("/web/channels/security/clicks", new { proposal = proposal.Id, verb = "approve", nonce = proposal.Nonce, reason = "the chat is down" }, Stop);
        var reply = await clicked.Content.ReadAsStringAsync(Stop);
        Assert.True(clicked.IsSuccessStatusCode, reply);
        return (proposal, reply);
    }
}
