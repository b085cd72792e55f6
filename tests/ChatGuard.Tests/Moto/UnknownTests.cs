using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>What moto does not implement, or answers with an HTML page, is unknown for a reason that names the call; it never passes.</summary>
[Collection(nameof(MotoAccount))]
public sealed class UnknownTests(MotoAccount moto)
{
    [Theory]
    [InlineData("root-events", "cloudtrail:LookupEvents", "us-east-1", "HTTP 500")]
    [InlineData("sign-ins", "cloudtrail:LookupEvents", "us-east-1", "HTTP 500")]
    [InlineData("guardduty", "guardduty:ListFindings", "us-east-1", "HTTP 404")]
    [InlineData("guardduty", "guardduty:ListFilters", "us-east-1", "HTTP 500")]
    [InlineData("unused-access", "access-analyzer:ListAnalyzers", "us-east-1", "HTTP 500")]
    [InlineData("service-specific-credentials", "iam:ListServiceSpecificCredentials", null, "HTTP 500")]
    [InlineData("root-access", "iam:ListOrganizationsFeatures", null, "HTTP 500")]
    [InlineData("trail-buckets", "s3:GetBucketPolicyStatus", "us-east-1", "Malformed")]
    public async Task ACallThatMotoDoesNotAnswerIsListedAsUnreadable(string section, string action, string? region, string error)
    {
        var unreadable = (await moto.AskAsync("posture"))["unreadable"]!.AsArray();
        var found = unreadable.SingleOrDefault(each => (string?)each!["section"] == section && (string?)each["action"] == action);
        Assert.NotNull(found);
        Assert.Equal(region, (string?)found["region"]);
        Assert.Equal(error, (string?)found["error"]);
        Assert.Contains("AWS_ENDPOINT_URL", (string?)found["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root-usage-recent", "cloudtrail:LookupEvents")]
    [InlineData("root-login-without-mfa", "cloudtrail:LookupEvents")]
    [InlineData("root-login-failures", "cloudtrail:LookupEvents")]
    [InlineData("root-centralised-access", "iam:ListOrganizationsFeatures")]
    [InlineData("guardduty-open-critical", "guardduty:ListFindings")]
    [InlineData("guardduty-open-high", "guardduty:ListFindings")]
    [InlineData("guardduty-open-medium", "guardduty:ListFindings")]
    [InlineData("guardduty-suppression-review", "guardduty:ListFilters")]
    [InlineData("access-key-exposed", "guardduty:ListFindings")]
    [InlineData("unused-access", "access-analyzer:ListAnalyzers")]
    [InlineData("iam-other-credentials", "iam:ListServiceSpecificCredentials")]
    public async Task AJudgementThatNeedsSuchACallIsUnknownAndNamesIt(string check, string action)
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal("unknown", Judged.Status(posture, check));
        Assert.Contains(action, Judged.Reason(posture, check), StringComparison.Ordinal);
        Assert.Empty(Judged.Resources(posture, check, "pass"));
    }

    [Fact]
    public async Task ABucketWhosePolicyStatusIsEmptyIsNotCalledPrivate()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Contains("trail-open", Judged.Resources(posture, "cloudtrail-bucket-not-public", "unknown"));
    }

    [Fact]
    public async Task ASignInWithMfaThatCannotBeLookedUpIsUnknown() =>
        Assert.Equal(["alice"], Judged.Resources(await moto.AskAsync("posture"), "user-mfa-tested", "unknown"));

    // moto counts no MFA and no keys of root, and its credential report has no row for root.
    [Fact]
    public async Task RootWithoutAReportRowIsUnknown()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal("unknown", Judged.Status(posture, "root-mfa-enabled"));
        Assert.Contains("iam:GetAccountSummary", Judged.Reason(posture, "root-mfa-enabled"), StringComparison.Ordinal);
        Assert.Contains("the credential report has no row for root", Judged.Reason(posture, "root-usage-recent"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root-activity", "events")]
    [InlineData("findings", "findings")]
    public async Task AListThatCouldNotBeReadIsAbsentRatherThanEmpty(string question, string list)
    {
        var account = (await moto.AskAsync(question)).AsObject();
        Assert.True(account.ContainsKey(list));
        Assert.Null(account[list]);
    }
}
