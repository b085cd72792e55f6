using Xunit;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Tests.Checks;

/// <summary>Runs one check by its id.</summary>
internal static class Judge
{
    public static CheckResult Run(string id, AccountSnapshot snapshot, PosturePolicy? policy = null) =>
        (Check.Find(id) ?? throw new ArgumentException($"There is no check {id}.", nameof(id))).Run(snapshot, policy ?? new PosturePolicy());

    public static CheckStatus Status(string id, AccountSnapshot snapshot, PosturePolicy? policy = null) => Run(id, snapshot, policy).Status;

    /// <summary>The detail of the only failing finding.</summary>
    public static string Failure(string id, AccountSnapshot snapshot, PosturePolicy? policy = null) =>
        Assert.Single(Run(id, snapshot, policy).Findings, finding => finding.Status == CheckStatus.Fail).Detail;
}
