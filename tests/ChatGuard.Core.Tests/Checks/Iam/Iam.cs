using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Core.Tests.Checks.Iam;

/// <summary>Users, groups and roles for the tests of IAM checks, laid over the healthy account.</summary>
internal static class Iam
{
    public const string AllowAll = """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    public const string Malformed = """{"Statement":[{"Effect":"All""";

    public static CheckResult Run<TCheck>(this AccountSnapshot snapshot, PosturePolicy? policy = null)
        where TCheck : Check, new() => new TCheck().Run(snapshot, policy ?? new PosturePolicy());

    public static AccountSnapshot WithRows(params IReadOnlyList<UserCredentials> rows) =>
        Snapshots.Healthy with { Credentials = Snapshots.Known(Snapshots.Report(users: rows)) };

    public static AccountSnapshot With(this AccountSnapshot snapshot, IReadOnlyList<IamUser>? users = null, IReadOnlyList<IamGroup>? groups = null, IReadOnlyList<IamRole>? roles = null, IReadOnlyList<ManagedPolicy>? policies = null) =>
        snapshot with { Authorization = Snapshots.Known(new AuthorizationDetails(users ?? [], groups ?? [], roles ?? [], policies ?? [])) };

    public static string Arn(string name) => $"arn:aws:iam::{Snapshots.AccountId}:user/{name}";

    public static UserCredentials Person(string name, params IReadOnlyList<AccessKey> keys) => new()
    {
        UserName = name,
        Arn = Arn(name),
        Created = Snapshots.DaysAgo(400),
        PasswordEnabled = true,
        PasswordLastUsed = Snapshots.DaysAgo(1),
        PasswordLastChanged = Snapshots.DaysAgo(30),
        MfaActive = true,
        AccessKeys = keys,
    };

    public static UserCredentials Program(string name, params IReadOnlyList<AccessKey> keys) =>
        Person(name, keys) with { PasswordEnabled = false, PasswordLastUsed = null, PasswordLastChanged = null, MfaActive = false };

    public static AccessKey Key(double age, double? used = 0, int number = 1, bool active = true) => new()
    {
        Number = number,
        KeyId = $"AKIA{number}PPDCTREBEXAMPLE",
        Active = active,
        LastRotated = Snapshots.DaysAgo(age),
        LastUsed = used is { } days ? Snapshots.DaysAgo(days) : null,
        LastUsedService = used is null ? null : "s3",
    };

    public static IamUser User(string name, params IReadOnlyList<string> groups) => new() { UserName = name, Arn = Arn(name), Created = Snapshots.DaysAgo(400), Groups = groups };

    public static IamUser Tagged(this IamUser user, params IReadOnlyList<(string Key, string Value)> tags) =>
        user with { Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) };

    public static IamRole Role(string name, string trust, params IReadOnlyList<AttachedPolicy> attached) => new()
    {
        RoleName = name,
        Arn = $"arn:aws:iam::{Snapshots.AccountId}:role/{name}",
        AssumeRolePolicyDocument = trust,
        AttachedPolicies = attached,
    };

    public static ManagedPolicy Policy(string name, string document, int attached = 1) => new(name, Own(name).PolicyArn, attached, document);

    public static AttachedPolicy Own(string name) => new(name, $"arn:aws:iam::{Snapshots.AccountId}:policy/{name}");

    public static Finding For(this CheckResult result, string name) => Assert.Single(result.Findings, finding => finding.ResourceId.EndsWith("/" + name, StringComparison.Ordinal));
}
