using ChatGuard.Core.Proposals;
using ChatGuard.Store;
using Microsoft.AspNetCore.DataProtection;
using Xunit;
using People = ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Tests.Store;

/// <summary>What the database shows of an account: nothing.</summary>
public abstract partial class StoreTests
{
    private const string Was = "the-value-before-4711";
    private const string Becomes = "the-value-after-4712";
    private const string Drifted = "what-somebody-made-of-it-4713";

    [Fact]
    public async Task ACopyOfTheDatabaseShowsNothingOfTheStateBefore()
    {
        await Store.AddProposalAsync(Telling("drifted000", "arn:one"), Token);
        await Store.AddProposalAsync(Telling("stopped000", "arn:two"), Token);
        foreach (var id in new[] { "drifted000", "stopped000" })
        {
            await Store.DecideAsync(id, new ProposalEvent.Approve(People.Anna, People.Nonce, null), People.Policy, "n2", Token);
        }

        await Store.DecideAsync("drifted000", new ProposalEvent.Begin(new LiveState(new Dictionary<string, string> { ["policy"] = Drifted })), People.Policy, "n3", Token);
        await Store.DecideAsync("stopped000", new ProposalEvent.Begin(Telling("stopped000", "").Plan.Before), People.Policy, "n3", Token);
        await Store.DecideAsync("stopped000", new ProposalEvent.StepChanged(0, new StepProgress(StepState.Begun)), People.Policy, "n4", Token);

        var (drifted, stopped) = ((await Store.ProposalAsync("drifted000", Token))!, (await Database.Replica().ProposalAsync("stopped000", Token))!);
        Assert.Contains($"policy: {Was} → {Drifted}", drifted.Outcome, StringComparison.Ordinal);
        Assert.Equal((ProposalState.Executing, Was, Was), (stopped.State, stopped.Plan.Before["policy"], stopped.Left["policy"]));
        var dump = await Database.DumpAsync(Token);
        Assert.Contains("stopped000", dump, StringComparison.Ordinal);
        Assert.All([Was, Becomes, Drifted], value => Assert.DoesNotContain(value, dump, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithOtherKeysAProposalIsRefusedAndSaysWhichFolderIsMissing()
    {
        await Store.AddProposalAsync(Open(), Token);
        var stranger = Database.Replica(() => new EphemeralDataProtectionProvider());

        var refused = await Assert.ThrowsAsync<UnreadableProposalException>(() => DecideAsync(stranger, Open(), People.Anna));

        Assert.Contains("ChatGuard:KeyFolder", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["proposed"], (await Store.AuditRecordsAsync(0, 10, Token)).Select(record => record.Kind));
        await Assert.ThrowsAsync<UnreadableProposalException>(() => Database.Replica(() => throw new IOException("no such folder")).ProposalAsync("abcdefghij", Token));
    }

    [Fact]
    public async Task WhatWasKeptBeforeThereWereKeysIsReadAndThenEncrypted()
    {
        var proposal = Open();
        await Store.AddProposalAsync(proposal, Token);
        var (plan, body) = (PlanJson.Write(proposal.Plan).Replace("'", "''", StringComparison.Ordinal), ProposalBody.Write(proposal).Replace("'", "''", StringComparison.Ordinal));
        await Database.ExecuteAsync($"UPDATE proposals SET plan = '{plan}', body = '{body}'", Token);

        Assert.IsType<Decision.Accepted>(await DecideAsync(Store, proposal, People.Anna));

        Assert.Equal(ProposalState.Approved, (await Store.ProposalAsync(proposal.Id, Token))!.State);
        Assert.Equal(PlanJson.Write(proposal.Plan), PlanJson.Write((await Store.ProposalAsync(proposal.Id, Token))!.Plan));
    }

    [Fact]
    public async Task WhatBelongsToAnotherProposalDoesNotOpen()
    {
        await Store.AddProposalAsync(Telling("aaaaaaaaaa", "arn:one"), Token);
        await Store.AddProposalAsync(Telling("bbbbbbbbbb", "arn:two"), Token);
        await DecideAsync(Store, Open() with { Id = "bbbbbbbbbb" }, People.Anna);
        await Database.ExecuteAsync("UPDATE proposals SET body = (SELECT body FROM proposals other WHERE other.id = 'bbbbbbbbbb') WHERE id = 'aaaaaaaaaa'", Token);

        await Assert.ThrowsAsync<UnreadableProposalException>(() => Store.ProposalAsync("aaaaaaaaaa", Token));
    }

    private static Proposal Telling(string id, string resource)
    {
        var plan = Open().Plan;
        var step = plan.Steps[0] with { Changes = [new FieldChange("policy", Was, Becomes)], Undo = plan.Steps[0].Undo! with { Changes = [new FieldChange("policy", Becomes, Was)] } };
        plan = plan with { Target = plan.Target with { Resource = resource }, Before = new LiveState(new Dictionary<string, string> { ["policy"] = Was }), Steps = [step] };
        return Open() with { Id = id, Plan = plan, PlanHash = PlanJson.Hash(PlanJson.Write(plan)) };
    }
}
