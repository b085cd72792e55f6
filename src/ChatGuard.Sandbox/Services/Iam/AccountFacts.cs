using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Facts about the account as a whole: summary, aliases, identity providers, organization features.</summary>
internal static class AccountFacts
{
    public const int RolesQuota = 1000;

    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["GetAccountSummary"] = Summary,
        ["ListAccountAliases"] = Aliases,
        ["ListSAMLProviders"] = (call, _) => [IamXml.List("SAMLProviderList", call.Account.Iam.SamlProviders.Select(p => (XElement[])[new("Arn", p.Arn), new("CreateDate", IamXml.Iso(p.Created))]))],
        ["ListOpenIDConnectProviders"] = (call, _) => [IamXml.List("OpenIDConnectProviderList", call.Account.Iam.OpenIdProviders.Select(arn => (XElement[])[new("Arn", arn)]))],
        ["ListOrganizationsFeatures"] = (call, _) => Features(call),
        ["EnableOrganizationsRootCredentialsManagement"] = (call, _) => Switch(call, "RootCredentialsManagement", on: true),
        ["EnableOrganizationsRootSessions"] = (call, _) => Switch(call, "RootSessions", on: true),
        ["DisableOrganizationsRootCredentialsManagement"] = (call, _) => Switch(call, "RootCredentialsManagement", on: false),
        ["DisableOrganizationsRootSessions"] = (call, _) => Switch(call, "RootSessions", on: false),
    };

    private static IEnumerable<XElement> Aliases(Call call, QueryParameters input)
    {
        var page = Paging.Of(input, call.Account.Iam.Aliases, alias => alias);
        return page.Answer(IamXml.Names("AccountAliases", page.Items));
    }

    private static IEnumerable<XElement> Summary(Call call, QueryParameters input) =>
    [
        new("SummaryMap", Counts(call.Account.Iam).Concat(Quotas).Select(entry =>
            new XElement("entry", new XElement("key", entry.Key), new XElement("value", entry.Value)))),
    ];

    private static IEnumerable<(string Key, int Value)> Counts(IamState iam)
    {
        var root = iam.Root;
        var devices = iam.Users.Values.Sum(user => user.Mfa.Count);
        return
        [
            ("Users", iam.Users.Count),
            ("Groups", iam.Groups.Count),
            ("Roles", iam.Roles.Count),
            ("Policies", iam.Policies.Count),
            ("PolicyVersionsInUse", iam.Policies.Count),
            ("InstanceProfiles", iam.Roles.Values.Count(role => role.HasInstanceProfile)),
            ("Providers", iam.SamlProviders.Count + iam.OpenIdProviders.Count),
            ("ServerCertificates", iam.ServerCertificates.Count),
            ("MFADevices", devices + iam.UnassignedMfa.Count),
            ("MFADevicesInUse", devices),
            ("AccountMFAEnabled", root.Mfa.IsEmpty ? 0 : 1),
            ("AccountAccessKeysPresent", root.Keys.IsEmpty ? 0 : 1),
            ("AccountPasswordPresent", root.Password is null ? 0 : 1),
            ("AccountSigningCertificatesPresent", root.Certificates.IsEmpty ? 0 : 1),
        ];
    }

    private static readonly (string Key, int Value)[] Quotas =
    [
        ("UsersQuota", 5000),
        ("GroupsQuota", 300),
        ("RolesQuota", RolesQuota),
        ("PoliciesQuota", 1500),
        ("InstanceProfilesQuota", 1000),
        ("ServerCertificatesQuota", 20),
        ("PolicyVersionsInUseQuota", 10000),
        ("VersionsPerPolicyQuota", 5),
        ("PolicySizeQuota", 6144),
        ("UserPolicySizeQuota", 2048),
        ("GroupPolicySizeQuota", 5120),
        ("RolePolicySizeQuota", 10240),
        ("AssumeRolePolicySizeQuota", 2048),
        ("GroupsPerUserQuota", 10),
        ("AccessKeysPerUserQuota", 2),
        ("SigningCertificatesPerUserQuota", 2),
        ("AttachedPoliciesPerUserQuota", 10),
        ("AttachedPoliciesPerGroupQuota", 10),
        ("AttachedPoliciesPerRoleQuota", 10),
        ("GlobalEndpointTokenVersion", 1),
    ];

    private static IEnumerable<XElement> Features(Call call)
    {
        var iam = call.Account.Iam;
        return iam.ManagedOrganizationId is { } organization
            ? [new("OrganizationId", organization), IamXml.Names("EnabledFeatures", iam.OrganizationFeatures)]
            : throw new AwsError("AccountNotManagementOrDelegatedAdministratorException", "The request was rejected because the account making the request is not the management account or delegated administrator account for centralized root access.");
    }

    private static IEnumerable<XElement> Switch(Call call, string feature, bool on)
    {
        var iam = call.Account.Iam;
        if (iam.ManagedOrganizationId is null)
        {
            throw new AwsError("CallerIsNotManagementAccountException", "The request was rejected because the account making the request is not the management account for the organization.");
        }

        iam.OrganizationFeatures = on ? iam.OrganizationFeatures.Add(feature) : iam.OrganizationFeatures.Remove(feature);
        return Features(call);
    }
}
