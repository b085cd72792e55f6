using ChatGuard.Core.Checks;
using ChatGuard.Core.Checks.Iam;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

/// <summary>The checks on credentials over all users of a neglected account, each with its own story.</summary>
public class NorthwindTests
{
    private static readonly AccountSnapshot Legacy = Iam.WithRows(
    [
        Console("admin", 900, 7, mfa: false),
        Console("alice.keller", 40, 1),
        Iam.Program("backup-svc", Iam.Key(120, 89)),
        Console("bob.tanaka", 410, 3, mfa: false, Iam.Key(412, 2)),
        Console("carla.mendes", 80, 2, mfa: true, Iam.Key(91, 1)),
        Iam.Program("ci-deploy", Iam.Key(800)),
        Console("dmitri.volkov", 60, 1, mfa: true, Iam.Key(90)),
        Console("eve.lindqvist", 300, 200, mfa: false),
        Console("hiro.sato", 85, 1, mfa: true, Iam.Key(200), Iam.Key(20, 9, 2)),
        Console("ivan.petrov", 88, 12, mfa: true, Iam.Key(400, 205, active: false)),
        Console("jana.novak", 60, null, mfa: false) with { Created = Snapshots.DaysAgo(60) },
        Console("kofi.mensah", 30, 0, mfa: true, Iam.Key(300, 90), Iam.Key(5, 0, 2)),
        Console("marco.rossi", 75, 20, mfa: true, Iam.Key(80, 45)),
        Console("nadia.khan", 75, 20, mfa: true, Iam.Key(80, 44)),
        Console("olga.smirnova", 500, 400, mfa: false, Iam.Key(380, null)),
        Console("sam.okafor", 25, 2, mfa: true, Iam.Key(25, null)) with { Created = Snapshots.DaysAgo(25) },
        Console("tina.bauer", 55, 1, mfa: true, Iam.Key(150, 40, active: false)),
        Iam.Program("victor.test"),
    ]);

    [Theory]
    [InlineData("access-key-age", "backup-svc bob.tanaka carla.mendes ci-deploy hiro.sato kofi.mensah olga.smirnova")]
    [InlineData("access-key-unused", "backup-svc kofi.mensah marco.rossi olga.smirnova sam.okafor")]
    [InlineData("access-key-inactive-old", "ivan.petrov")]
    [InlineData("access-key-two-active", "hiro.sato")]
    [InlineData("access-key-at-creation", "sam.okafor")]
    [InlineData("user-mfa-enabled", "admin bob.tanaka eve.lindqvist jana.novak olga.smirnova")]
    [InlineData("user-console-unused", "eve.lindqvist jana.novak olga.smirnova")]
    [InlineData("user-inactive", "eve.lindqvist olga.smirnova")]
    [InlineData("user-password-age", "admin bob.tanaka eve.lindqvist olga.smirnova")]
    [InlineData("user-naming", "admin")]
    public void EachCheckFailsTheUsersItIsMeantFor(string id, string users) => Assert.Equal(
        users,
        string.Join(' ', Check.Find(id)!.Run(Legacy, new PosturePolicy()).Findings.Where(finding => finding.Status == CheckStatus.Fail).Select(finding => finding.ResourceId.Split('/')[1]).Order(StringComparer.Ordinal)));

    private static UserCredentials Console(string name, int changed, int? lastSignIn, bool mfa = true, params IReadOnlyList<AccessKey> keys) => Iam.Person(name, keys) with
    {
        Created = Snapshots.DaysAgo(1000),
        PasswordLastChanged = Snapshots.DaysAgo(changed),
        PasswordLastUsed = lastSignIn is { } days ? Snapshots.DaysAgo(days) : null,
        MfaActive = mfa,
    };
}
