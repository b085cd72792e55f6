using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatGuard.Chat.Slack;
using Xunit;

namespace ChatGuard.Tests.Chat.Slack;

public sealed class SlackSignatureTests
{
    // The example of Slack's own documentation (Verifying requests from Slack).
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void SlacksOwnExampleHoldsForFiveMinutesEitherWay(int seconds, bool holds) =>
        Assert.Equal(holds, SlackSignature.Verify([Secret], Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Now.AddSeconds(seconds)));

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData("+1531420618", Signature)]
    [InlineData(" 1531420618", Signature)]
    [InlineData("1531420618.0", Signature)]
    [InlineData("999999999999999999999", Signature)]
    [InlineData("-9223372036854775808", Signature)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    [InlineData(Timestamp, "v0=")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData(Timestamp, "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData(Timestamp, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b50")]
    [InlineData(Timestamp, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504")]
    [InlineData(Timestamp, "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503000")]
    public void AnythingElseIsNone(string? timestamp, string? signature) => Assert.False(SlackSignature.Verify([Secret], timestamp, signature, Encoding.UTF8.GetBytes(Body), Now));

    [Fact]
    public void WithoutASecretNothingIsSigned()
    {
        var empty = "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes($"v0:{Timestamp}:{Body}")));

        Assert.False(SlackSignature.Verify([], Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Now));
        Assert.False(SlackSignature.Verify([""], Timestamp, empty, Encoding.UTF8.GetBytes(Body), Now));
    }

    [Fact]
    public void TwoSecretsHoldAtOnceWhileOneIsChanged() =>
        Assert.True(SlackSignature.Verify(["another secret of the app", Secret], Timestamp, Signature, Encoding.UTF8.GetBytes(Body), Now));

    [Fact]
    public void OneChangedBitOfTheBodyIsEnough()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        for (var n = 0; n < body.Length; n++)
        {
            body[n] ^= 1;
            Assert.False(SlackSignature.Verify([Secret], Timestamp, Signature, body, Now), n.ToString(CultureInfo.InvariantCulture));
            body[n] ^= 1;
        }
    }
}
