using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>GetAccountAuthorizationDetails: users, groups, roles and policies in one paged list.</summary>
internal static class AuthorizationDetails
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["GetAccountAuthorizationDetails"] = Get,
    };

    private static IEnumerable<XElement> Get(Call call, QueryParameters input)
    {
        var iam = call.Account.Iam;
        var filter = input.List("Filter");
        var wanted = (string kind) => filter.Count == 0 || filter.Contains(kind);
        var page = Paging.Of(input, Entries(iam, wanted), entry => entry.Key);
        return page.Answer(
            Details(page, "UserDetailList", '1'),
            Details(page, "GroupDetailList", '2'),
            Details(page, "RoleDetailList", '3'),
            Details(page, "Policies", '4'));
    }

    // The digit in front keeps the order of the kinds; it is also how a page is taken apart again.
    private static IEnumerable<Entry> Entries(IamState iam, Func<string, bool> wanted) =>
    [
        .. wanted("User") ? iam.Users.Values.Select(user => new Entry("1/" + user.Name, () => User(user))) : [],
        .. wanted("Group") ? iam.Groups.Values.Select(group => new Entry("2/" + group.Name, () => Group(group))) : [],
        .. wanted("Role") ? iam.Roles.Values.Select(role => new Entry("3/" + role.Name, () => Role(role))) : [],
        .. iam.Policies.Values.Where(_ => wanted("LocalManagedPolicy"))
            .Concat(AwsManagedPolicies.All.Values.Where(policy => wanted("AWSManagedPolicy") && ManagedPolicies.Attachments(iam, policy.Arn) > 0))
            .OrderBy(policy => policy.Arn, StringComparer.Ordinal)
            .Select(policy => new Entry("4/" + policy.Arn, () => Policy(iam, policy))),
    ];

    private static XElement Details(Page<Entry> page, string name, char kind) =>
        IamXml.List(name, page.Items.Where(entry => entry.Key[0] == kind).Select(entry => entry.Shape()));

    private static IEnumerable<XElement> User(IamUser user) =>
    [
        .. IamXml.Head(user, "User"),
        .. Inline(user, "UserPolicyList"),
        IamXml.Names("GroupList", user.Groups),
        IamXml.Attached(user.Attached, "AttachedManagedPolicies"),
        .. IamXml.Boundary(user),
        .. IamXml.Tags(user),
    ];

    private static IEnumerable<XElement> Group(IamGroup group) =>
    [
        .. IamXml.Head(group, "Group"),
        .. Inline(group, "GroupPolicyList"),
        IamXml.Attached(group.Attached, "AttachedManagedPolicies"),
    ];

    private static IEnumerable<XElement> Role(IamRole role) =>
    [
        .. IamXml.Head(role, "Role"),
        new("AssumeRolePolicyDocument", Uri.EscapeDataString(role.Trust)),
        IamXml.List("InstanceProfileList", role.HasInstanceProfile ? [InstanceProfile(role)] : []),
        .. Inline(role, "RolePolicyList"),
        IamXml.Attached(role.Attached, "AttachedManagedPolicies"),
        .. IamXml.Boundary(role),
        .. IamXml.Tags(role),
        IamXml.LastUsed(role),
    ];

    private static XElement[] InstanceProfile(IamRole role) =>
    [
        new("Path", "/"),
        new("InstanceProfileName", role.Name),
        new("InstanceProfileId", "AIPA" + role.Id[4..]),
        new("Arn", role.Arn.Replace(":role/", ":instance-profile/", StringComparison.Ordinal)),
        new("CreateDate", IamXml.Iso(role.Created)),
        IamXml.List("Roles", [IamXml.Role(role)]),
    ];

    private static IEnumerable<XElement> Policy(IamState iam, ManagedPolicy policy) =>
    [
        .. ManagedPolicies.Shape(iam, policy),
        IamXml.List("PolicyVersionList", [ManagedPolicies.Version(policy, withDocument: true)]),
    ];

    private static XElement[] Inline(IamEntity entity, string name) => entity.Inline.IsEmpty
        ? []
        : [IamXml.List(name, entity.Inline.Select(policy => (XElement[])[new("PolicyName", policy.Key), new("PolicyDocument", Uri.EscapeDataString(policy.Value))]))];

    private sealed record Entry(string Key, Func<IEnumerable<XElement>> Shape);
}
