using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Users, MFA, policies and the password policy of an account in moto, as ChatGuard reads them.</summary>
[Collection(nameof(MotoAccount))]
public sealed class IamTests(MotoAccount moto)
{
    [Fact]
    public async Task TheAccountIsTheOneTheCredentialsBelongTo() => Assert.Equal(MotoAccount.Id, (string?)(await moto.AskAsync("posture"))["id"]);

    [Fact]
    public async Task ConsoleUsersWithoutMfaAreListedAndNobodyElse()
    {
        var users = (await moto.AskAsync("users-without-mfa"))["users"]!.AsArray();
        Assert.Equal(["bob", "dave"], users.Select(user => (string)user!["user"]!).Order(StringComparer.Ordinal));
        var dave = users.Single(user => (string?)user!["user"] == "dave")!;
        Assert.Equal($"arn:aws:iam::{MotoAccount.Id}:user/dave", (string?)dave["arn"]);
        Assert.True((bool)dave["admin"]!);
        Assert.Equal(200, (int)dave["passwordAgeDays"]!);
        Assert.Null(dave["lastSignIn"]);
    }

    [Fact]
    public async Task TheUserWithAnMfaDeviceDoesNotFail()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["bob", "dave"], Judged.Resources(posture, "user-mfa-enabled", "fail"));
        Assert.Equal("pass", Judged.Status(posture, "iam-group-admins"));
        Assert.Equal("pass", Judged.Status(posture, "user-mfa-orphan-device"));
    }

    [Fact]
    public async Task PoliciesThatAllowEverythingAreFoundWhereTheyAreManagedAndInline()
    {
        var check = (await moto.AskAsync("check iam-no-full-admin-policies"))["check"]!;
        Assert.Equal("fail", (string?)check["status"]);
        Assert.Equal(
            [$"arn:aws:iam::{MotoAccount.Id}:policy/full", $"arn:aws:iam::{MotoAccount.Id}:user/dave"],
            check["resources"]!.AsArray().Select(resource => (string)resource!["id"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PoliciesOfUsersThemselvesAreFound() =>
        Assert.Equal(["bob", "dave"], Judged.Resources(await moto.AskAsync("posture"), "iam-users-via-groups", "fail"));

    [Fact]
    public async Task AdministratorsAreCountedThroughGroupsAndInlinePolicies() =>
        Assert.Equal("2 of 5 users are administrators", Judged.Detail(await moto.AskAsync("posture"), "iam-admin-count", MotoAccount.Id));

    [Fact]
    public async Task UsersOutsideEveryGroupAreFound() =>
        Assert.Equal(["bob", "carol", "dave", "erin"], Judged.Resources(await moto.AskAsync("posture"), "user-in-group", "fail"));

    [Fact]
    public async Task ARoleThatTrustsAnOutsideAccountIsFoundAndOneOfTheAccountItselfIsNot()
    {
        var posture = await moto.AskAsync("posture");
        Assert.Equal(["partner"], Judged.Resources(posture, "iam-role-external-trust", "fail"));
        Assert.Contains(MotoSeed.OutsideAccount, Judged.Detail(posture, "iam-role-external-trust", "partner"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exists", "pass")]
    [InlineData("min-length", "pass")]
    [InlineData("symbol", "pass")]
    [InlineData("number", "pass")]
    [InlineData("uppercase", "pass")]
    [InlineData("no-hard-expiry", "pass")]
    [InlineData("lowercase", "fail")]
    [InlineData("reuse", "fail")]
    [InlineData("max-age", "fail")]
    [InlineData("self-service", "fail")]
    public async Task ThePasswordPolicyIsJudgedAsItWasSet(string rule, string status) =>
        Assert.Equal(status, Judged.Status(await moto.AskAsync("posture"), $"password-policy-{rule}"));
}
