using ChatGuard.Commands;
using ChatGuard.Core.Answers;
using ChatGuard.Core.Proposals;
using ChatGuard.Tests.Chat.Slack.Fake;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

/// <summary>Who may propose: the rule names Rita; Ned is a full member whom none names.</summary>
public sealed class SlackProposingTests(SlackScene scene) : IClassFixture<SlackScene>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ChatGuard.Store.Store Store => scene.App.Service<ChatGuard.Store.Store>();

    [Fact]
    public async Task ADigestsButtonProposesForWhomTheRuleOfFixNamesAndRefusesOthersKindly()
    {
        var trail = scene.App.Sandbox.Organization.Find(Tests.App.Legacy)!.CloudTrail.Trails.Single(each => each.Name == "legacy-trail");
        var offer = OfferDesk.New("cloudtrail-logging-on", new Target(Tests.App.Legacy, trail.HomeRegion, trail.Arn), scene.Clock.GetUtcNow());
        await Store.AddOffersAsync([offer], Stop);
        var posted = await scene.App.Service<IEnumerable<IChatSurface>>().Single(surface => surface.Name == "slack").PostAsync(
            new ChannelRef("slack", SlackScene.Channel), null, new Answer("Digest", Tone.Bad, [new Block.Buttons([new Button("Propose the fix", Verb.Open, offer.Id, offer.Nonce, "the trail")])]), "digest/1", Stop);
        var digest = scene.Slack.Workspace.Message(posted.Channel, posted.Id)!;
        var (neds, ritas) = (scene.Seen(SlackScene.Ned), scene.Seen(SlackScene.Rita));

        await scene.PressAsync(SlackScene.Ned, digest, "Propose the fix");
        var refused = await scene.NewAsync(SlackScene.Ned, neds, "You may not propose changes here, so nothing was proposed");
        Assert.Equal(SlackScene.Ned, refused.EphemeralFor);
        Assert.Contains($"slack:{Fake.SlackWorkspace.Team}/{SlackScene.Ned}", SlackScene.Text(refused), StringComparison.Ordinal);
        Assert.Contains("ChatGuard:Asking:Rules", SlackScene.Text(refused), StringComparison.Ordinal);
        Assert.Empty(await Store.OpenProposalsAsync(Stop));

        await scene.PressAsync(SlackScene.Rita, digest, "Propose the fix");
        await scene.NewAsync(SlackScene.Rita, ritas, "To be approved by one person");
        var proposal = Assert.Single(await Store.OpenProposalsAsync(Stop));

        var approver = new Actor($"slack:{Fake.SlackWorkspace.Team}/{SlackScene.Anna}", "Anna Berg") { Groups = [$"slack:{Fake.SlackWorkspace.Team}/usergroup:{SlackScene.Group}"] };
        await scene.App.Service<Desk>().ClickAsync(new Click(approver, Verb.Approve, proposal.Id, proposal.Nonce, null, "slack", SlackScene.Channel), Stop);
        var done = await SlackScene.UntilAsync("the plan is done", () => scene.Seen(SlackScene.Anna).FirstOrDefault(each => SlackScene.Text(each).Contains("Done and verified", StringComparison.Ordinal)));
        var (before, annas) = (scene.Seen(SlackScene.Ned), scene.Seen(SlackScene.Anna));
        await scene.PressAsync(SlackScene.Ned, done, "Undo");
        await scene.NewAsync(SlackScene.Ned, before, "You may not propose changes here");
        await scene.PressAsync(SlackScene.Anna, done, "Undo");
        await scene.NewAsync(SlackScene.Anna, annas, "To be approved by one person: Undo");
    }

    [Fact]
    public async Task WhomNoRuleNamesIsRefusedTheCommandAndNotShownItInTheHelp()
    {
        var before = scene.Seen(SlackScene.Ned);
        await scene.As(SlackScene.Ned).CommandAsync(SlackScene.Channel, "/aws", "fix s3-block-public-access");
        var refused = await scene.NewAsync(SlackScene.Ned, before, "You may not ask fix here");
        Assert.Contains("fix proposes changes, so it is answered only to whom a rule names.", SlackScene.Text(refused), StringComparison.Ordinal);

        Assert.DoesNotContain("fix ID", await HelpAsync(SlackScene.Ned), StringComparison.Ordinal);
        Assert.Contains("fix ID", await HelpAsync(SlackScene.Rita), StringComparison.Ordinal);
    }

    private async Task<string> HelpAsync(string user)
    {
        var before = scene.Seen(user);
        await scene.As(user).CommandAsync(SlackScene.Channel, "/aws", "help");
        return SlackScene.Text(await scene.NewAsync(user, before, "What you can ask"));
    }
}
