using System.Text.Json.Nodes;
using ChatGuard.Chat.Slack;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

public sealed class SlackDeliveryTests
{
    [Theory]
    [InlineData("""{"type":"event_callback","event_id":"Ev1","event":{"type":"app_mention","user":"U1","text":"<@U0> help"}}""", "slack:Ev1")]
    [InlineData("""{"type":"event_callback","event_id":"Ev2","event":{"type":"message","channel_type":"im","user":"U1","text":"help"}}""", "slack:Ev2")]
    [InlineData("""{"type":"event_callback","event_id":"Ev3","event":{"type":"app_home_opened","user":"U1","tab":"home"}}""", "slack:Ev3")]
    [InlineData("""{"type":"event_callback","event_id":"Ev4","event":{"type":"app_home_opened","user":"U1","tab":"messages"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev5","event":{"type":"message","channel_type":"im","bot_id":"B1","text":"help"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev6","event":{"type":"message","channel_type":"im","subtype":"message_changed"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev7","event":{"type":"message","channel_type":"channel","user":"U1","text":"help"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev8","event":{"type":"app_mention","subtype":"bot_message","text":"<@U0> help"}}""", null)]
    [InlineData("""{"type":"event_callback","event_id":"Ev9","event":{"type":"reaction_added"}}""", null)]
    [InlineData("""{"type":"event_callback"}""", null)]
    public void OfEventsOnlyWhatPeopleSayToChatGuardIsKept(string payload, string? key) => Assert.Equal(key, SlackDelivery.Take(SlackKind.Event, JsonNode.Parse(payload)!.AsObject())?.Key);

    [Fact]
    public void TheSameThingHasTheSameKeyAndAnotherAnother()
    {
        static string? Key(SlackKind kind, string payload) => SlackDelivery.Take(kind, JsonNode.Parse(payload)!.AsObject())?.Key;
        const string Click = """{"type":"block_actions","trigger_id":"1.2.c","actions":[{"action_id":"ask-0","action_ts":"1.1"}]}""";

        Assert.Equal("slack:1.2.a", Key(SlackKind.Command, """{"command":"/aws","trigger_id":"1.2.a","token":"x"}"""));
        Assert.Equal(Key(SlackKind.Interaction, Click), Key(SlackKind.Interaction, Click));
        Assert.NotEqual(Key(SlackKind.Interaction, Click), Key(SlackKind.Interaction, Click.Replace("1.2.c", "1.2.d", StringComparison.Ordinal)));
        Assert.NotEqual(Key(SlackKind.Command, """{"command":"/aws","text":"help"}"""), Key(SlackKind.Command, """{"command":"/aws","text":"posture"}"""));
    }

    [Fact]
    public void WhatIsKeptReadsBackWithoutSlacksToken()
    {
        var delivery = SlackDelivery.Take(SlackKind.Command, JsonNode.Parse("""{"command":"/aws","text":"help","token":"verification-token","trigger_id":"1"}""")!.AsObject())!;

        Assert.DoesNotContain("verification-token", delivery.Write(), StringComparison.Ordinal);
        Assert.Equal("help", SlackDelivery.Read(delivery.Write()).Payload.Text("text"));
        Assert.Equal("command", SlackDelivery.Read(delivery.Write()).Type);
    }
}
