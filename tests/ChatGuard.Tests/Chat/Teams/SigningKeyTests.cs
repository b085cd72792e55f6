using System.Net;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

/// <summary>That the issuer's keys are found again when they change, and that strangers cannot make ChatGuard ask for them all the time.</summary>
public sealed class SigningKeyTests : IAsyncDisposable
{
    private readonly TeamsApp app = new();

    [Fact]
    public async Task WhateverKeysStrangersNameTheIssuerIsAskedOnceAnInterval()
    {
        await app.InitializeAsync();
        await RightAsync(HttpStatusCode.OK);
        var before = app.Teams.Issuer.KeyFetches;

        await NameUnknownKeysAsync();
        var once = app.Teams.Issuer.KeyFetches - before;
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        await NameUnknownKeysAsync();

        Assert.InRange(once, 0, 1);
        Assert.Equal(1, app.Teams.Issuer.KeyFetches - before - once);
        await RightAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ANewKeyIsBelievedOnceItIsPublishedAndAWithdrawnOneNoMore()
    {
        await app.InitializeAsync();
        await RightAsync(HttpStatusCode.OK);
        var withdrawn = app.Teams.Authorization();
        app.Teams.Issuer.Rotate(forget: true);
        app.Clock.Advance(TimeSpan.FromMinutes(61));

        await RightAsync(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(withdrawn)).Status);
    }

    [Fact]
    public async Task AKeyThatIsNotEndorsedForTeamsIsNotBelieved()
    {
        await app.InitializeAsync();
        foreach (var endorsements in new string[]?[] { ["webchat"], [], null })
        {
            app.Teams.Issuer.Publish(endorsements);
            app.Clock.Advance(TimeSpan.FromMinutes(61));
            await RightAsync(HttpStatusCode.Unauthorized);
        }

        app.Teams.Issuer.Publish(["msteams"]);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        await RightAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WhileTheIssuerIsDownTheLastKeysServe()
    {
        await app.InitializeAsync();
        await RightAsync(HttpStatusCode.OK);
        app.Teams.Issuer.IsDown = true;
        app.Clock.Advance(TimeSpan.FromHours(25));

        await RightAsync(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync($"Bearer {Unknown()}")).Status);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task NameUnknownKeysAsync()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SendAsync($"Bearer {Unknown()}")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
    }

    private string Unknown()
    {
        var header = app.Teams.Issuer.Header();
        header["kid"] = Guid.NewGuid().ToString();
        return Jwt.Rs256(header, app.Teams.Issuer.Claims(FakeTeams.AppId, app.Teams.ServiceUrl), app.Teams.Issuer.Current.Rsa);
    }

    private async Task RightAsync(HttpStatusCode expected) => Assert.Equal(expected, (await SendAsync(app.Teams.Authorization())).Status);

    private Task<InvokeAnswer> SendAsync(string authorization)
    {
        var message = new TeamsMessage(TeamsMessage.NewId(TimeProvider.System), app.Channel, null, app.Ana);
        return app.Teams.PostAsync(app.Teams.Written(message, "help"), authorization);
    }
}
