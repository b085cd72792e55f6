using ChatGuard.Core.Checks;
using Xunit;

namespace ChatGuard.Tests.Commands;

/// <summary>Every check of the catalogue finds in the demo organisation what its story holds: one account that fails and one that is well kept.</summary>
public sealed class DemoMatrixTests(DemoOrganization demo)
{
    /// <summary>Checks whose story is not simply that the legacy account fails and the core account passes.</summary>
    private static readonly Dictionary<string, (string Fails, string Passes, string Well)> Exceptions = new(StringComparer.Ordinal)
    {
        // The one old key of the core account is accepted until a day.
        ["access-key-age"] = (App.Legacy, App.Core, "suppressed"),
        // The break-glass user is unused by design, and accepted.
        ["user-console-unused"] = (App.Legacy, App.Core, "suppressed"),
        ["user-inactive"] = (App.Legacy, App.Core, "suppressed"),
        // The core account has no root key whose age could be judged; only the legacy account has an exception.
        ["root-access-key-age"] = (App.Legacy, App.Core, "not-applicable"),
        // A new starter of the core account has no MFA yet; the lab has no IAM users.
        ["user-mfa-enabled"] = (App.Core, App.Lab, "not-applicable"),
        ["root-signing-certificates"] = (App.Attic, App.Core, "pass"),
        ["password-policy-no-hard-expiry"] = (App.Attic, App.Core, "pass"),
        // People come to the lab through federation, but nobody there may administer.
        ["iam-admin-path-exists"] = (App.Lab, App.Legacy, "pass"),
        ["iam-federation-used"] = (App.Core, App.Lab, "pass"),
        // The lab has federation; the attic has nobody at all.
        ["iam-users-exist"] = (App.Attic, App.Legacy, "pass"),
        ["iam-group-auditor"] = (App.Core, App.Legacy, "pass"),
    };

    public static TheoryData<string> Checks => [.. Check.All.Select(check => check.Id)];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task EveryCheckFailsWhereTheStoryHasTheFaultAndIsWellWhereItHasNot(string id)
    {
        var (fails, passes, well) = Exceptions.GetValueOrDefault(id, (App.Legacy, App.Core, "pass"));

        Assert.Equal("fail", (string?)(await demo.CheckAsync(fails, id))["status"]);
        Assert.Equal(well, (string?)(await demo.CheckAsync(passes, id))["status"]);
    }

    [Fact]
    public async Task NothingOfTheDemoOrganizationIsUnreadable()
    {
        var answer = await demo.App.JsonAsync("posture");

        Assert.All(answer["accounts"]!.AsArray(), account => Assert.Empty(account!["unreadable"]!.AsArray()));
    }

    [Theory]
    [InlineData(App.Legacy, "access-key-age", "backup-svc bob.tanaka carla.mendes ci-deploy hiro.sato kofi.mensah olga.smirnova")]
    [InlineData(App.Legacy, "access-key-unused", "backup-svc kofi.mensah marco.rossi olga.smirnova sam.okafor")]
    [InlineData(App.Legacy, "access-key-inactive-old", "ivan.petrov")]
    [InlineData(App.Legacy, "access-key-two-active", "hiro.sato")]
    [InlineData(App.Legacy, "access-key-exposed", "rosa.jimenez")]
    [InlineData(App.Legacy, "user-mfa-enabled", "admin bob.tanaka dev eve.lindqvist jana.novak olga.smirnova paul.dubois")]
    [InlineData(App.Core, "user-mfa-enabled", "kurt.stein")]
    [InlineData(App.Legacy, "user-mfa-tested", "jana.novak")]
    [InlineData(App.Legacy, "user-mfa-orphan-device", "old-phone")]
    [InlineData(App.Legacy, "user-in-group", "farid.haddad terraform victor.test")]
    [InlineData(App.Legacy, "iam-users-via-groups", "farid.haddad terraform")]
    [InlineData(App.Legacy, "user-console-unused", "eve.lindqvist jana.novak olga.smirnova")]
    [InlineData(App.Legacy, "user-naming", "admin dev")]
    [InlineData(App.Legacy, "user-initial-password-reset", "jana.novak")]
    [InlineData(App.Legacy, "access-key-at-creation", "sam.okafor")]
    [InlineData(App.Legacy, "iam-expired-certificates", "www-2024")]
    [InlineData(App.Legacy, "iam-role-external-trust", "partner-sync")]
    [InlineData(App.Legacy, "ec2-instance-profile", "i-0a1b2c3d4e5f60003")]
    [InlineData(App.Core, "access-key-age", "")]
    public async Task ExactlyTheResourcesOfTheStoryFail(string accountId, string id, string names)
    {
        var resources = (await demo.CheckAsync(accountId, id))["resources"]!.AsArray();

        var failing = resources.Where(resource => (string?)resource!["status"] == "fail").Select(resource => Name((string)resource!["id"]!)).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(names, string.Join(' ', failing));
    }

    [Theory]
    [InlineData("bob.tanaka", "412")]
    [InlineData("carla.mendes", "91")]
    [InlineData("ci-deploy", "800")]
    [InlineData("olga.smirnova", "380")]
    public async Task AnOldKeySaysItsAge(string user, string days)
    {
        var resources = (await demo.CheckAsync(App.Legacy, "access-key-age"))["resources"]!.AsArray();

        Assert.Contains(resources, resource => Name((string)resource!["id"]!) == user && ((string)resource!["detail"]!).Contains(days, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(App.Legacy, "admin bob.tanaka dev eve.lindqvist jana.novak olga.smirnova paul.dubois")]
    [InlineData(App.Core, "kurt.stein")]
    [InlineData(App.Attic, "")]
    [InlineData(App.Lab, "")]
    public async Task UsersWithoutMfaAreThoseOfTheStory(string accountId, string names)
    {
        var users = (await demo.AccountAsync("users-without-mfa", accountId))["users"]!.AsArray();

        Assert.Equal(names, string.Join(' ', users.Select(user => (string)user!["user"]!).Order(StringComparer.Ordinal)));
    }

    private static string Name(string id) => id[(id.LastIndexOfAny(['/', ':']) + 1)..].Split(' ', '#')[0];
}
