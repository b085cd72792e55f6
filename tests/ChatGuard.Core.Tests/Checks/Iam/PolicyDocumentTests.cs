using ChatGuard.Core.Checks.Iam;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class PolicyDocumentTests
{
    [Theory]
    [InlineData("*", "iam:CreateUser", true)]
    [InlineData("iam:*", "iam:CreateUser", true)]
    [InlineData("IAM:create*", "iam:CreateUser", true)]
    [InlineData("iam:Create?ser", "iam:CreateUser", true)]
    [InlineData("iam:*User", "iam:CreateUser", true)]
    [InlineData("iam:*e*e*", "iam:CreateUser", true)]
    [InlineData("iam:Create??", "iam:CreateUser", false)]
    [InlineData("iam:CreateUser?", "iam:CreateUser", false)]
    [InlineData("iam:Create", "iam:CreateUser", false)]
    [InlineData("s3:*", "iam:CreateUser", false)]
    [InlineData("", "iam:CreateUser", false)]
    public void APatternMatchesTheWholeAction(string pattern, string action, bool matches) => Assert.Equal(matches, Wildcard.Matches(pattern, action));

    [Fact]
    public void ManyStarsAgainstALongValueAreRefused() => Assert.False(Wildcard.Matches(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 5000)));

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":["s3:Get*","*:*"],"Resource":["arn:aws:s3:::a","*"]}]}""", true)]
    [InlineData("""{"statement":[{"effect":"Allow","action":"*","resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":true}}}]}""", true)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::a"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""", false)]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}""", false)]
    public void OnlyAllowingAllActionsOnAllResourcesIsEverything(string json, bool everything)
    {
        Assert.True(PolicyDocument.TryParse(json, out var document, out _));
        Assert.Equal(everything, document.AllowsEverything);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%7B%22Statement")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Statement":"Allow"}""")]
    [InlineData("""{"Statement":[{"Effect":"Permit","Action":"*"}]}""")]
    [InlineData("""{"Statement":[{"Action":"*"}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":{"a":1}}]}""")]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*","Condition":["x"]}]}""")]
    public void AMalformedDocumentSaysWhyInsteadOfThrowing(string? json)
    {
        Assert.False(PolicyDocument.TryParse(json, out var document, out var problem));
        Assert.Null(document);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void AStatementIsReadInFull()
    {
        Assert.True(PolicyDocument.TryParse(
            """{"Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"],"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x","aws:PrincipalOrgID":["o-1"]}}}]}""",
            out var document,
            out _));
        var statement = Assert.Single(document.Statements);
        Assert.Equal(["111122223333", "444455556666", null], statement.Principals.Select(principal => principal.AccountId));
        Assert.Equal(["sts:ExternalId", "aws:PrincipalOrgID"], statement.Conditions.Select(condition => condition.Key));
        Assert.True(statement.Covers("sts:AssumeRole"));
        Assert.False(statement.Covers("sts:TagSession"));
    }

    [Fact]
    public void ADeletedPrincipalHasNoAccount() => Assert.Null(new PolicyPrincipal("AWS", "AIDACKCEVSQ6C2EXAMPLE").AccountId);
}
