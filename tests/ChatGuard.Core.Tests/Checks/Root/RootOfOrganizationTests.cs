using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Root;

/// <summary>root-email-obvious-name, root-email-domain-owned, root-centralised-access and root-scp-deny.</summary>
public sealed class RootOfOrganizationTests
{
    private const string Obvious = "root-email-obvious-name";
    private const string Domain = "root-email-domain-owned";
    private const string Central = "root-centralised-access";
    private const string Scp = "root-scp-deny";

    private static readonly PosturePolicy OwnDomain = new() { EmailDomains = ["northwind-core.example"] };

    public static TheoryData<string> Ids => [Obvious, Domain, Central, Scp];

    [Theory]
    [MemberData(nameof(Ids))]
    public void AManagedOrganizationPasses(string id) => Assert.Equal(CheckStatus.Pass, Judge.Status(id, Snapshots.Healthy, OwnDomain));

    [Theory]
    [MemberData(nameof(Ids))]
    public void WhatTheManagementAccountMayNotReadIsUnknown(string id) => Assert.Equal(CheckStatus.Unknown, Judge.Status(id, Refused(Snapshots.Healthy), OwnDomain));

    [Theory]
    [MemberData(nameof(Ids))]
    public void AMemberIsJudgedInTheManagementAccount(string id)
    {
        var result = Judge.Run(id, Refused(Member()), OwnDomain);

        Assert.Equal(CheckStatus.NotApplicable, result.Status);
        Assert.Equal("judged in the management account 111122223333", result.Reason);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AMemberThatWasThrottledIsUnknown(string id) => Assert.Equal(CheckStatus.Unknown, Judge.Status(id, Refused(Member(), "Throttled"), OwnDomain));

    [Theory]
    [MemberData(nameof(Ids))]
    public void AnUnknownOrganizationIsUnknown(string id) => Assert.Equal(
        CheckStatus.Unknown,
        Judge.Status(id, Snapshots.Healthy with { Organization = Snapshots.Denied<Organization?>("organizations:DescribeOrganization") }, OwnDomain));

    [Theory]
    [InlineData(Obvious, CheckStatus.Unknown)]
    [InlineData(Domain, CheckStatus.Unknown)]
    [InlineData(Central, CheckStatus.NotApplicable)]
    [InlineData(Scp, CheckStatus.NotApplicable)]
    public void AStandAloneAccountShowsNoAddressAndNeedsNoCentralManagement(string id, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(id, Refused(Snapshots.Healthy) with { Organization = Snapshots.Known<Organization?>(null) }, OwnDomain));

    [Theory]
    [InlineData("aws@northwind-core.example", CheckStatus.Fail)]
    [InlineData("Billing+prod@northwind-core.example", CheckStatus.Fail)]
    [InlineData("awsome@northwind-core.example", CheckStatus.Pass)]
    [InlineData("x7-aws@northwind-core.example", CheckStatus.Pass)]
    [InlineData("", CheckStatus.Unknown)]
    public void AnAddressEverybodyWouldTryFails(string address, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Obvious, WithAddress(address)));

    [Theory]
    [InlineData("x7@northwind-core.example", CheckStatus.Pass)]
    [InlineData("x7@Northwind-Core.example", CheckStatus.Pass)]
    [InlineData("x7@mail.northwind-core.example", CheckStatus.Fail)]
    [InlineData("northwind-core.example@freemail.example", CheckStatus.Fail)]
    [InlineData("nobody", CheckStatus.Unknown)]
    public void AnAddressInAForeignDomainFails(string address, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Domain, WithAddress(address), OwnDomain));

    [Fact]
    public void WithoutConfiguredDomainsNoAddressIsJudged() => Assert.Equal(CheckStatus.NotApplicable, Judge.Status(Domain, WithAddress("x7@freemail.example")));

    [Theory]
    [InlineData(Obvious)]
    [InlineData(Domain)]
    public void EachAccountIsAFindingAndNoAddressIsShownWhole(string id)
    {
        var findings = Judge.Run(id, WithAddress("admin@freemail.example"), OwnDomain).Findings;

        Assert.Equal([Snapshots.MemberId, Snapshots.AccountId], findings.Select(finding => finding.ResourceId));
        Assert.Contains("a***@freemail.example", findings[0].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("admin@", findings[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "RootCredentialsManagement", "RootSessions" }, CheckStatus.Pass)]
    [InlineData(new[] { "RootCredentialsManagement" }, CheckStatus.Fail)]
    [InlineData(new string[0], CheckStatus.Fail)]
    [InlineData(null, CheckStatus.Fail)]
    public void BothFeaturesAreNeeded(string[]? features, CheckStatus expected) =>
        Assert.Equal(expected, Judge.Status(Central, Snapshots.Healthy with { RootAccessFeatures = Snapshots.Known<IReadOnlyList<string>?>(features) }));

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:principalarn":["arn:aws:iam::*:root"]}}}}""", CheckStatus.Pass)]
    [InlineData("""{"Statement":[{"Effect":"Deny","NotAction":["sts:*"],"Resource":["*"],"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}""", CheckStatus.Pass)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""", CheckStatus.Fail)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}""", CheckStatus.Fail)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}""", CheckStatus.Fail)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::111122223333:root"}}}]}""", CheckStatus.Fail)]
    [InlineData("[]", CheckStatus.Fail)]
    [InlineData("{", CheckStatus.Unknown)]
    public void AnAttachedPolicyDeniesRoot(string document, CheckStatus expected) => Assert.Equal(expected, Judge.Status(Scp, WithPolicy(document, "ou-1")));

    [Fact]
    public void APolicyAttachedNowhereDeniesNobody() => Assert.Equal(CheckStatus.Fail, Judge.Status(Scp, WithPolicy(Snapshots.DenyRootDocument)));

    private static AccountSnapshot WithPolicy(string document, params string[] targets) =>
        Snapshots.Healthy with { ServiceControlPolicies = Snapshots.Known<IReadOnlyList<ServiceControlPolicy>>([new("p-1", "deny-root", document, targets)]) };

    private static AccountSnapshot WithAddress(string address) => Snapshots.Healthy with
    {
        OrganizationAccounts = Snapshots.Known<IReadOnlyList<OrganizationAccount>>(
            [new(Snapshots.MemberId, "northwind-lab", address), new(Snapshots.AccountId, "northwind-core", "x7@northwind-core.example")]),
    };

    private static AccountSnapshot Member() => Snapshots.Healthy with { Organization = Snapshots.Known<Organization?>(new Organization("o-core00001", "111122223333")) };

    private static AccountSnapshot Refused(AccountSnapshot snapshot, string error = "AccessDeniedException") => snapshot with
    {
        OrganizationAccounts = Snapshots.Denied<IReadOnlyList<OrganizationAccount>>("organizations:ListAccounts", error: error),
        ServiceControlPolicies = Snapshots.Denied<IReadOnlyList<ServiceControlPolicy>>("organizations:ListPolicies", error: error),
        RootAccessFeatures = Snapshots.Denied<IReadOnlyList<string>?>("iam:ListOrganizationsFeatures", error: error),
    };
}
