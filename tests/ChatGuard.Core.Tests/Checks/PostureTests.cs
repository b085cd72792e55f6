using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks;

public sealed class PostureTests
{
    [Fact]
    public void AHealthyAccountScoresHundred()
    {
        var posture = Posture.Of(Snapshots.Healthy, new PosturePolicy());

        Assert.Equal(100, posture.Score);
        Assert.Equal("A", posture.Grade);
        Assert.Equal(Check.All.Count, posture.Results.Count);
    }

    [Fact]
    public void AnUnreadableAccountHasNoScore()
    {
        var posture = Posture.Of(Snapshots.Unreadable, new PosturePolicy());

        Assert.Null(posture.Score);
        Assert.Equal("?", posture.Grade);
    }

    [Fact]
    public void EachSeverityHasItsWeight() =>
        Assert.Equal([40, 15, 5, 1, 0], new[] { Severity.Critical, Severity.High, Severity.Medium, Severity.Low, Severity.Info }.Select(Posture.Weight));

    [Fact]
    public void TheScoreIsRoundedDown()
    {
        // 15 / 41 = 36.58 %
        var posture = Posture.Of([Result(Severity.High, CheckStatus.Pass), .. Enumerable.Range(0, 5).Select(_ => Result(Severity.Medium, CheckStatus.Fail)), Result(Severity.Low, CheckStatus.Fail)]);

        Assert.Equal(36, posture.Score);
    }

    [Theory]
    [InlineData(CheckStatus.Unknown)]
    [InlineData(CheckStatus.NotApplicable)]
    [InlineData(CheckStatus.Suppressed)]
    public void WhatIsNotJudgedStaysOutOfTheSum(CheckStatus status) =>
        Assert.Equal(50, Posture.Of([Result(Severity.Low, CheckStatus.Pass), Result(Severity.Low, CheckStatus.Fail), Result(Severity.High, status)]).Score);

    [Fact]
    public void InformationWeighsNothing()
    {
        var posture = Posture.Of([Result(Severity.Info, CheckStatus.Fail), Result(Severity.Info, CheckStatus.Pass)]);

        Assert.Null(posture.Score);
        Assert.Equal("?", posture.Grade);
    }

    [Fact]
    public void AFailureWeighsWhatItsWorstResourceWeighs() =>
        Assert.Equal(25, Posture.Of([Result(Severity.Medium, CheckStatus.Pass), Result(Severity.Medium, CheckStatus.Fail) with { Severity = Severity.High }]).Score);

    [Theory]
    [InlineData(100, "A")]
    [InlineData(90, "A")]
    [InlineData(89, "B")]
    [InlineData(80, "B")]
    [InlineData(79, "C")]
    [InlineData(70, "C")]
    [InlineData(69, "D")]
    [InlineData(60, "D")]
    [InlineData(59, "F")]
    [InlineData(0, "F")]
    public void TheGradeFollowsTheScore(int score, string grade)
    {
        var posture = Posture.Of([.. Low(score, CheckStatus.Pass), .. Low(100 - score, CheckStatus.Fail)]);

        Assert.Equal(score, posture.Score);
        Assert.Equal(grade, posture.Grade);
    }

    [Theory]
    [InlineData(100, "B")]
    [InlineData(85, "B")]
    [InlineData(75, "C")]
    [InlineData(10, "F")]
    public void AnUnknownCriticalCheckCapsTheGradeAtB(int score, string grade) =>
        Assert.Equal(grade, Posture.Of([.. Low(score, CheckStatus.Pass), .. Low(100 - score, CheckStatus.Fail), Result(Severity.Critical, CheckStatus.Unknown)]).Grade);

    [Fact]
    public void AnUnknownHighCheckDoesNotCapTheGrade() =>
        Assert.Equal("A", Posture.Of([Result(Severity.Low, CheckStatus.Pass), Result(Severity.High, CheckStatus.Unknown)]).Grade);

    private static IEnumerable<CheckResult> Low(int count, CheckStatus status) => Enumerable.Range(0, count).Select(_ => Result(Severity.Low, status));

    private static CheckResult Result(Severity severity, CheckStatus status) => new(new Fixed(severity, status), status, severity, null, Snapshots.TakenAt, []);

    private sealed class Fixed(Severity severity, CheckStatus status) : Check("fixed", severity, "Fixed")
    {
        public override Guidance Guidance => new("It is fixed.", []);

        protected override IEnumerable<Finding> Evaluate(Evidence evidence) => [new Finding("fixed", status, "fixed")];
    }
}
