using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

public class AllIamChecksTests
{
    public static TheoryData<string> Ids => new(Check.All.Where(check => check.GetType().Namespace == typeof(AccessKeyAge).Namespace).Select(check => check.Id));

    [Fact]
    public void TheSectionIsComplete() => Assert.Equal(36, Ids.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void NothingReadMeansUnknownWithTheRefusedAction(string id)
    {
        var result = Check.Find(id)!.Run(Snapshots.Unreadable, new PosturePolicy());
        Assert.Equal(CheckStatus.Unknown, result.Status);
        Assert.Contains("AccessDenied", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheHealthyAccountFailsNothing(string id) =>
        Assert.DoesNotContain(Check.Find(id)!.Run(Snapshots.Healthy, new PosturePolicy()).Findings, finding => finding.Status == CheckStatus.Fail);

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachHasGuidanceOfThreeToSixSteps(string id)
    {
        var guidance = Check.Find(id)!.Guidance;
        Assert.InRange(guidance.Steps.Count, 3, 6);
        Assert.EndsWith(".", guidance.Why, StringComparison.Ordinal);
    }
}
