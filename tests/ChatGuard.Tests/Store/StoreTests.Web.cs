using ChatGuard.Core.Answers;
using ChatGuard.Store;
using Xunit;
using static ChatGuard.Tests.Store.Samples;

namespace ChatGuard.Tests.Store;

public abstract partial class StoreTests
{
    [Fact]
    public async Task AMessageBelowAnotherKeepsItsPlaceAndIsFoundByItsId()
    {
        var above = await Store.AddWebMessageAsync(new StoredWebMessage(0, "security", "ChatGuard", Monday, null, Message("a").Answer, "a"), Token);
        var below = await Store.AddWebMessageAsync(new StoredWebMessage(0, "security", "ChatGuard", Monday, null, Message("b").Answer, "b", Thread: above.Id), Token);

        Assert.Equal([null, above.Id], (await Store.WebMessagesAsync("security", 0, 10, Token)).Select(message => message.Thread));
        Assert.Equal("b", (await Store.WebMessageAsync("security", below.Id, Token))!.Key);
        Assert.Null(await Store.WebMessageAsync("general", below.Id, Token));
    }

    [Fact]
    public async Task AWebMessageIsThereForAnotherReplica()
    {
        var asked = await AddAsync("security", "anna", "/aws posture");
        var answered = await Store.AddWebMessageAsync(new(0, "security", "ChatGuard", Monday, null, new Answer("Fine", Tone.Good, []), "digest/1"), Token);
        await AddAsync("other", "bob", "hello");

        var messages = await Database.Replica().WebMessagesAsync("security", 0, 100, Token);

        Assert.Equal([asked.Id, answered.Id], messages.Select(message => message.Id));
        Assert.Equal(asked, messages[0]);
        Assert.Equal(("ChatGuard", Monday, null, "Fine", "digest/1"), (messages[1].Who, messages[1].At, messages[1].Text, messages[1].Answer?.Title, messages[1].Key));
        Assert.Equal([answered.Id], (await Store.WebMessagesAsync("security", asked.Revision, 100, Token)).Select(message => message.Id));
    }

    [Fact]
    public async Task AnEditedWebMessageIsToldAgainInItsPlace()
    {
        var card = await Store.AddWebMessageAsync(new(0, "security", "ChatGuard", Monday, null, new Answer("1 of 2 approved", Tone.Neutral, []), "proposal/1"), Token);
        var later = await AddAsync("security", "anna", "thanks");

        await Database.Replica().UpdateWebMessageAsync(card.Id, new Answer("Verified", Tone.Good, []), Token);
        var edited = Assert.Single(await Store.WebMessagesAsync("security", later.Revision, 100, Token));

        Assert.Equal((card.Id, card.At, "Verified"), (edited.Id, edited.At, edited.Answer?.Title));
        Assert.True(edited.Revision > later.Revision);
        Assert.Equal([card.Id, later.Id], (await Store.WebMessagesAsync("security", 0, 100, Token)).Select(message => message.Id));
    }

    [Fact]
    public async Task AnEditOfAWebMessageTooOldToBeShownIsNotTold()
    {
        var card = await Store.AddWebMessageAsync(new(0, "security", "ChatGuard", Monday, null, new Answer("Open", Tone.Neutral, []), "proposal/1"), Token);
        var later = await AddAsync("security", "anna", "thanks");

        await Store.UpdateWebMessageAsync(card.Id, new Answer("Verified", Tone.Good, []), Token);

        Assert.Empty(await Store.WebMessagesAsync("security", later.Revision, 1, Token));
    }

    [Fact]
    public async Task OfManyWebMessagesTheNewestAreToldOldestFirst()
    {
        foreach (var text in new[] { "1", "2", "3" })
        {
            await AddAsync("security", "anna", text);
        }

        Assert.Equal(["2", "3"], (await Store.WebMessagesAsync("security", 0, 2, Token)).Select(message => message.Text));
    }

    [Fact]
    public async Task AWebMessageWithAKeyIsAddedOnceWhoeverAddsIt()
    {
        var replicas = Enumerable.Range(0, 8).Select(_ => Database.Replica()).ToList();

        var added = await Task.WhenAll(replicas.Select((replica, number) => Task.Run(
            () => replica.AddWebMessageAsync(new(0, "security", "ChatGuard", Monday, $"text {number}", null, "digest/1"), Token), Token)));

        Assert.Single(added.Distinct());
        Assert.Single(await Store.WebMessagesAsync("security", 0, 100, Token));
    }

    [Fact]
    public async Task WebMessagesWithoutAKeyAreAllAdded()
    {
        await AddAsync("security", "anna", "same");
        await AddAsync("security", "anna", "same");

        Assert.Equal(2, (await Store.WebMessagesAsync("security", 0, 100, Token)).Count);
    }

    private Task<StoredWebMessage> AddAsync(string channel, string who, string text) => Store.AddWebMessageAsync(new(0, channel, who, Monday, text, null, null), Token);
}
