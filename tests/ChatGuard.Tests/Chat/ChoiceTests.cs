using ChatGuard.Commands;
using ChatGuard.Core.Proposals;
using Xunit;

namespace ChatGuard.Tests.Chat;

/// <summary>What is asked of one who named no resource, where several could be meant: a button for each, through the front door.</summary>
public sealed class ChoiceTests(WholeApp app) : IClassFixture<WholeApp>, IDisposable
{
    private readonly ChatPerson anna = new(app.Address, "web:anna.berg");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => anna.Dispose();

    [Fact]
    public async Task AFixWithoutAResourceHasAButtonForEachAndThatMakesThePlan()
    {
        var answer = await anna.AskAsync("fix access-key-age --account 111122223333");

        Assert.Contains("choose one", answer, StringComparison.Ordinal);
        var commands = ChatPerson.Commands(answer);
        Assert.Contains("fix access-key-age \"arn:aws:iam::111122223333:user/bob.tanaka\" --account 111122223333", commands);
        var next = await anna.AskAsync(commands[0]);
        Assert.Contains("To be approved by", next.Contains("choose one", StringComparison.Ordinal) ? await anna.AskAsync(ChatPerson.Commands(next)[0]) : next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOfferForSeveralResourcesBecomesAButtonForEach()
    {
        var answer = await OpenOfferAsync("access-key-exposed", "kofi.mensah");

        Assert.Contains("2 resources to choose among", answer, StringComparison.Ordinal);
        var (id, nonce) = ChatPerson.ButtonsOf(answer)[1];
        Assert.Contains("To be approved by", await anna.OpenAsync(id, nonce), StringComparison.Ordinal);
        await anna.CardAsync("To be approved: Deactivate access key", "kofi.mensah", "digest");
    }

    [Fact]
    public async Task MoreThanTenAreCountedAndOneOfTheRestIsNamed()
    {
        var iam = app.Sandbox.Organization.Find(App.Legacy)!.Iam;
        foreach (var n in Enumerable.Range(10, 11))
        {
            iam.Groups = iam.Groups.SetItem($"same-{n}", iam.Groups["admins"] with { Name = $"same-{n}", Arn = $"arn:aws:iam::{App.Legacy}:group/same-{n}" });
        }

        var answer = await OpenOfferAsync("iam-users-via-groups", "farid.haddad");

        Assert.Contains("12 resources to choose among", answer, StringComparison.Ordinal);
        Assert.Equal(10, ChatPerson.ButtonsOf(answer).Count);
        Assert.Contains("2 more: name one, such as fix iam-users-via-groups", answer, StringComparison.Ordinal);
        Assert.Contains("To be approved by", await anna.AskAsync($"fix iam-users-via-groups \"arn:aws:iam::{App.Legacy}:user/farid.haddad#same-20\" --account {App.Legacy}"), StringComparison.Ordinal);
    }

    /// <summary>Presses the button that a digest would have for a user's finding.</summary>
    private async Task<string> OpenOfferAsync(string check, string user)
    {
        var offer = OfferDesk.New(check, new Target(App.Legacy, null, $"arn:aws:iam::{App.Legacy}:user/{user}"), TimeProvider.System.GetUtcNow());
        await app.Service<ChatGuard.Store.Store>().AddOffersAsync([offer], Stop);
        return await anna.OpenAsync(offer.Id, offer.Nonce);
    }
}
