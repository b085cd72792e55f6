using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Access keys made 200, 100 and 5 days ago, as ChatGuard reports them.</summary>
[Collection(nameof(MotoAccount))]
public sealed class KeyTests(MotoAccount moto)
{
    [Theory]
    [InlineData("carol, old", "carol", "active", 200, "unused")]
    [InlineData("carol, inactive", "carol", "inactive", 100, "delete")]
    [InlineData("bob, new", "bob", "active", 5, "ok")]
    public async Task AKeyIsReportedWithTheIdItWasMadeWith(string key, string user, string status, int ageDays, string verdict)
    {
        var keys = (await moto.AskAsync("rotate-report"))["keys"]!.AsArray();
        var found = keys.SingleOrDefault(each => (string?)each!["keyId"] == moto.Ids[key]);
        Assert.NotNull(found);
        Assert.Equal((user, status, ageDays, verdict), ((string)found["user"]!, (string)found["status"]!, (int)found["ageDays"]!, (string)found["verdict"]!));
        Assert.Null(found["lastUsed"]);
    }

    [Fact]
    public async Task NoOtherKeyIsReported() => Assert.Equal(3, (await moto.AskAsync("rotate-report"))["keys"]!.AsArray().Count);

    [Fact]
    public async Task OnlyTheActiveOldKeyIsTooOldAndUnused()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["carol"], Judged.Resources(posture, "access-key-age", "fail"));
        Assert.Equal(["carol"], Judged.Resources(posture, "access-key-unused", "fail"));
        Assert.Equal("pass", Judged.Status(posture, "access-key-two-active"));
    }
}
