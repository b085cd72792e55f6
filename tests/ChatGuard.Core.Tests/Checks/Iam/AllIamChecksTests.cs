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

    [Fact]
    public void FiveThousandUsersAreEachJudged()
    {
        var names = Enumerable.Range(1, 5000).Select(number => $"user{number}").ToList();
        var snapshot = Iam.WithRows(names.Select(name => Iam.Person(name, Iam.Key(100, 50), Iam.Key(50, null, 2)) with { MfaActive = false }).ToList())
            .With(names.Select(name => Iam.User(name)).ToList());
        Assert.Equal(5000, snapshot.Run<UserMfaEnabled>().Findings.Count);
        Assert.Equal(10000, snapshot.Run<AccessKeyUnused>().Findings.Count);
        Assert.Equal(5000, snapshot.Run<MfaEnforcementPolicy>().Findings.Count);
        Assert.Equal(5000, snapshot.Run<UserInGroup>().Findings.Count);
    }
}
