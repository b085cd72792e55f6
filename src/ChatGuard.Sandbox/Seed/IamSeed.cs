using System.Collections.Immutable;
using ChatGuard.Sandbox.Services;
using ChatGuard.Sandbox.Services.Iam;

namespace ChatGuard.Sandbox.Seed;

/// <summary>Puts IAM entities into one account; every date is so many days before the clock's first reading.</summary>
internal sealed class IamSeed(SandboxAccount account, int seed, DateTimeOffset start)
{
    private const string Condition = """{"StringEquals":{"sts:ExternalId":"northwind-chatguard"}}""";

    public IamState Iam => account.Iam;

    public string AccountId => account.Id;

    public int Seed => seed;

    /// <summary>So many days ago, at an hour of the story's day; the clock starts at its eighth.</summary>
    public DateTimeOffset Ago(int days, int hour = 8) => start.AddDays(-days).AddHours(hour - 8);

    /// <summary>An id such as <c>AIDA…</c> that depends on the account and the name.</summary>
    public string Id(string prefix, string name) => prefix + Ids.Derive(seed, $"{AccountId}/{prefix}/{name}", 21 - prefix.Length);

    public string Arn(string resource) => $"arn:aws:iam::{AccountId}:{resource}";

    public void Root(int createdDaysAgo, LoginProfile? password = null, AccessKey? key = null, SigningCertificate? certificate = null, MfaDevice? mfa = null) => Iam.Root = new IamUser
    {
        Name = IamUser.RootName,
        Id = AccountId,
        Arn = Arn("root"),
        Created = Ago(createdDaysAgo),
        Password = password,
        Keys = key is null ? [] : [key],
        Certificates = certificate is null ? [] : [certificate],
        Mfa = mfa is null ? [] : [mfa],
    };

    public void Group(string name, params string[] policyArns) => Iam.Groups = Iam.Groups.Add(name, new IamGroup
    {
        Name = name,
        Id = Id("AGPA", name),
        Arn = Arn("group/" + name),
        Created = Iam.Root.Created.AddDays(2),
        Attached = Sorted(policyArns),
    });

    public void Change(string group, Func<IamGroup, IamGroup> change) => Iam.Groups = Iam.Groups.SetItem(group, change(Iam.Groups[group]));

    public void Change(string user, Func<IamUser, IamUser> change) => Iam.Users = Iam.Users.SetItem(user, change(Iam.Users[user]));

    /// <summary>A policy of the account's own; returns its ARN.</summary>
    public string Policy(string name, string document, string? description = null)
    {
        var arn = Arn("policy/" + name);
        Iam.Policies = Iam.Policies.Add(arn, new ManagedPolicy(name, "/", Id("ANPA", name), arn, document, Iam.Root.Created.AddDays(3), description));
        return arn;
    }

    public void Role(string name, string trust, string[] policyArns, string path = "/", int usedDaysAgo = 1, bool instanceProfile = false) => Add(new IamRole
    {
        Name = name,
        Path = path,
        Id = Id("AROA", name),
        Arn = Arn($"role{path}{name}"),
        Created = Iam.Root.Created.AddDays(5),
        Trust = trust,
        Attached = Sorted(policyArns),
        LastUsed = Ago(usedDaysAgo, 6),
        HasInstanceProfile = instanceProfile,
    });

    public void Add(IamRole role) => Iam.Roles = Iam.Roles.Add(role.Name, role);

    public void ServiceLinkedRole(string name, string service) =>
        Role(name, Trust.Service(service), [], $"/aws-service-role/{service}/");

    /// <summary>The two roles ChatGuard assumes: trusted are its host's principals here and in the first account, with the external id.</summary>
    public void ChatGuardRoles()
    {
        var hosts = new[] { Arn("role/ChatGuardHost"), $"arn:aws:iam::{SandboxSeed.LegacyId}:role/ChatGuardHost" }.Distinct();
        var trust = Trust.Principals(hosts, Condition);
        Role("ChatGuardRead", trust, [AwsManagedPolicies.Arn("SecurityAudit")], usedDaysAgo: 0);
        Role("ChatGuardRemediate", Trust.Principals(hosts, Condition, "sts:SetSourceIdentity", "sts:TagSession"), [], usedDaysAgo: 0);
        Inline("ChatGuardRead", "ChatGuardReads", "read-policy.json");
        Inline("ChatGuardRemediate", "ChatGuardFixes", "remediation-policy.json");
    }

    /// <summary>The policy that the manifests give to such a role, so that what they lack is missing here too.</summary>
    private void Inline(string role, string name, string manifest)
    {
        using var text = new StreamReader(typeof(IamSeed).Assembly.GetManifestResourceStream(manifest)!);
        Iam.Roles = Iam.Roles.SetItem(role, Iam.Roles[role] with { Inline = ImmutableSortedDictionary<string, string>.Empty.Add(name, text.ReadToEnd()) });
    }

    private static ImmutableSortedSet<string> Sorted(IEnumerable<string> arns) => arns.ToImmutableSortedSet(StringComparer.Ordinal);
}
