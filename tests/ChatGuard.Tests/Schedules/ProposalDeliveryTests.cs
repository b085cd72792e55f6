using ChatGuard.Aws;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Proposals;
using ChatGuard.Policies;
using ChatGuard.Remediations;
using ChatGuard.Schedules;
using ChatGuard.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;
using People = ChatGuard.Core.Tests.Proposals.ProposalSamples;

namespace ChatGuard.Tests.Schedules;

/// <summary>The messages that show proposals, when surfaces fail.</summary>
public sealed class ProposalDeliveryTests : IAsyncLifetime
{
    private readonly TestDatabase database = TestDatabase.Sqlite();
    private readonly RecordingSurface surface = new();
    private readonly Accounts accounts;
    private readonly ServiceProvider services;
    private ChatGuard.Store.Store store = null!;

    public ProposalDeliveryTests()
    {
        accounts = new Accounts(Options.Create(new AwsOptions()), Options.Create(new Thresholds()), TimeProvider.System, NullLogger<Accounts>.Instance);
        services = new ServiceCollection().AddOptions().Configure<ApprovalOptions>(options => options.Rules = [new() { Approvers = ["web:anna"] }]).BuildServiceProvider();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await database.StartAsync(Stop);
        var now = database.Clock.GetUtcNow();
        await store.AddProposalAsync(People.New() with { CreatedAt = now, ExpiresAt = now.AddHours(4) }, Stop, [new("test", "bad"), new("test", "good")]);
    }

    public async ValueTask DisposeAsync()
    {
        await accounts.DisposeAsync();
        await services.DisposeAsync();
        database.Dispose();
    }

    [Fact]
    public async Task EachMessageIsPostedOnceAndThenEditedToTheLatestState()
    {
        Assert.Equal(2, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
        await ApproveAsync();

        await SweepAsync();

        Assert.Equal(["proposal/abcdefghij/test:bad", "proposal/abcdefghij/test:good"], surface.Posted.Select(post => post.Key).Order());
        Assert.Equal([("bad", "Approved, about to begin: Deactivate the keys of bob"), ("good", "Approved, about to begin: Deactivate the keys of bob")], surface.Edited.Order());
    }

    [Fact]
    public async Task AMessageThatFailsHoldsUpNoOtherAndCatchesUpLater()
    {
        surface.Before = (channel, _) => channel.Channel == "bad" ? throw new HttpRequestException("503") : Task.CompletedTask;
        await SweepAsync();
        await ApproveAsync();
        await SweepAsync();
        Assert.Equal(["good"], surface.Posted.Select(post => post.Channel));
        Assert.Equal(["good"], surface.Edited.Select(edit => edit.Channel));

        surface.Before = (_, _) => Task.CompletedTask;
        Assert.Equal(0, await SweepAsync());
        database.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await SweepAsync());

        Assert.Equal(["good", "bad"], surface.Posted.Select(post => post.Channel));
    }

    [Fact]
    public async Task AChannelThatIsGoneIsGivenUp()
    {
        surface.Before = (channel, _) => channel.Channel == "bad" ? throw new ChannelGoneException("is_archived") : Task.CompletedTask;
        await SweepAsync();
        await ApproveAsync();
        database.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await SweepAsync());
        Assert.Equal([new ChannelRef("test", "good")], await store.ChannelsAsync("abcdefghij", Stop));
    }

    [Fact]
    public async Task AMessageWhosePostWasNotRecordedIsFoundAgainAndNotPostedTwice()
    {
        surface.After = () => throw new OperationCanceledException("killed");
        await SweepAsync();
        surface.After = () => { };
        database.Clock.Advance(TimeSpan.FromMinutes(2));

        await SweepAsync();
        await ApproveAsync();
        await SweepAsync();

        Assert.Equal(2, surface.Posted.Count);
        Assert.Equal(2, surface.Edited.Count);
    }

    private async Task<int> SweepAsync()
    {
        using var delivery = new ProposalDelivery(
            database.Replica(), [surface], new Approvals(services.GetRequiredService<IOptionsMonitor<ApprovalOptions>>(), accounts, new Names()), accounts, new Wakeup(), database.Clock, NullLogger<ProposalDelivery>.Instance);
        return await delivery.SweepAsync(Stop);
    }

    private async Task ApproveAsync() => Assert.IsType<Core.Proposals.Decision.Accepted>(await store.DecideAsync("abcdefghij", new ProposalEvent.Approve(People.Anna, People.Nonce, null), People.Policy, "n2", Stop));
}
