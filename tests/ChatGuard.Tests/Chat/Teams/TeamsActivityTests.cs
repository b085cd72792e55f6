using System.Text.Json;
using ChatGuard.Chat.Teams;
using Xunit;

namespace ChatGuard.Tests.Chat.Teams;

public class TeamsActivityTests
{
    [Theory]
    [InlineData("<at>ChatGuard</at> posture", "posture")]
    [InlineData("<at>ChatGuard</at>&nbsp;/aws posture --account northwind-legacy\n", "/aws posture --account northwind-legacy")]
    [InlineData("posture\u00A0 --fresh", "posture --fresh")]
    [InlineData("<p>how <b>root-mfa</b></p>", "how root-mfa")]
    [InlineData("check &quot;a &lt; b&quot;", "check \"a < b\"")]
    [InlineData("<at>Ben</at> <at>ChatGuard</at> help", "Ben help")]
    public void TheTextIsReadWithoutTheMentionOfChatGuardAndWithoutMarkup(string text, string words)
    {
        var activity = TeamsActivity.Read($$"""
            {"type":"message","text":{{JsonSerializer.Serialize(text)}},"recipient":{"id":"28:app"},
             "entities":[{"type":"mention","mentioned":{"id":"28:app","name":"ChatGuard"},"text":"<at>ChatGuard</at>"},{"type":"clientInfo","locale":"en-GB"},null]}
            """);

        Assert.Equal(words, activity.Words);
    }

    [Theory]
    [InlineData("""{"channelData":{"tenant":{"id":"t1"}},"conversation":{"id":"c","tenantId":"T1"}}""", "t1")]
    [InlineData("""{"conversation":{"id":"c","tenantId":"t2"}}""", "t2")]
    [InlineData("""{"channelData":{"tenant":{"id":"t1"}},"conversation":{"id":"c","tenantId":"t2"}}""", null)]
    [InlineData("""{"conversation":{"id":"c"}}""", null)]
    public void AnActivityOfTwoOrganisationsIsOfNone(string json, string? tenant) => Assert.Equal(tenant, TeamsActivity.Read(json).Tenant);

    [Fact]
    public void AThreadIsInItsChannel() =>
        Assert.Equal("19:a@thread.tacv2", TeamsActivity.Read("""{"conversation":{"id":"19:a@thread.tacv2;messageid=1700"}}""").Place);

    [Fact]
    public void WhatIsKeptReadsBackTheSame()
    {
        var activity = TeamsActivity.Read("""{"type":"invoke","name":"adaptiveCard/action","from":{"id":"29:1","aadObjectId":"o","name":"Anna"},"value":{"action":{"verb":"approve"}},"unknown":[1]}""");

        Assert.Equal(activity.Write(), TeamsActivity.Read(activity.Write()).Write());
        Assert.Equal("approve", TeamsActivity.Read(activity.Write()).Value!.Value.GetProperty("action").GetProperty("verb").GetString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":"a\u0000"}""")]
    [InlineData("""{"text":"\ud83d"}""")]
    [InlineData("""{"value":{"action":{"verb":"\ud83d"}}}""")]
    [InlineData("""{"value":{"\ude00":1}}""")]
    public void WhatCannotBeKeptIsNoActivity(string json) => Assert.ThrowsAny<JsonException>(() => TeamsActivity.Read(json));
}
