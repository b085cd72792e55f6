using ChatGuard.Commands;
using Xunit;

namespace ChatGuard.Tests.Commands;

public sealed class RequestTests
{
    [Theory]
    [InlineData("/aws posture", "posture", null)]
    [InlineData("  POSTURE  ", "posture", null)]
    [InlineData("/AWS check root-mfa-enabled", "check", "root-mfa-enabled")]
    [InlineData("/aws", "help", null)]
    [InlineData("", "help", null)]
    public void ALeadingSlashAwsIsOptional(string text, string command, string? argument)
    {
        var request = Request.Parse(new Question(text, "console"));

        Assert.Equal((command, argument), (request.Command, request.Argument));
    }

    [Theory]
    [InlineData("posture --account \"my account\" --region EU-west-1 --fresh", "my account", "eu-west-1", true)]
    [InlineData("posture --account=core --region=eu-west-1", "core", "eu-west-1", false)]
    [InlineData("posture --Account “core”", "core", null, false)]
    [InlineData("posture —account core –fresh", "core", null, true)]
    public void OptionsAreTakenWithOrWithoutAnEqualsSign(string text, string account, string? region, bool fresh)
    {
        var request = Request.Parse(new Question(text, "console"));

        Assert.Equal((account, region, fresh), (request.Account, request.Region, request.Fresh));
    }

    [Theory]
    [InlineData("posture --acount core", "--acount does not exist")]
    [InlineData("posture --account", "--account needs a value")]
    [InlineData("findings --severity bad", "low, medium, high, critical")]
    [InlineData("root-activity --days 0", "1 to 90")]
    [InlineData("root-activity --days 91", "1 to 90")]
    [InlineData("root-activity --days ten", "1 to 90")]
    [InlineData("posture --region europe", "write it like eu-west-1")]
    [InlineData("fix root-mfa-enabled root now please", "one word too many")]
    public void WhatMakesNoSenseIsRefusedWithTheRightForm(string text, string words) =>
        Assert.Contains(words, Assert.Throws<NotUnderstoodException>(() => Request.Parse(new Question(text, "console"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("postrue", "posture")]
    [InlineData("rotate-reprot", "rotate-report")]
    [InlineData("find", "findings")]
    [InlineData("user-without-mfa", "users-without-mfa")]
    public void AMisspeltCommandIsFound(string typed, string meant) =>
        Assert.Equal(meant, DidYouMean.Suggest(typed, ["posture", "rotate-report", "findings", "users-without-mfa", "root-activity"])[0]);

    [Fact]
    public void SomethingElseIsNotGuessedAt() =>
        Assert.Empty(DidYouMean.Suggest("weather", ["posture", "rotate-report", "findings", "users-without-mfa", "root-activity"]));
}
