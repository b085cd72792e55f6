using System.Xml.Linq;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>One page of iam:GetAccountAuthorizationDetails. Documents arrive URL-encoded (RFC 3986) and leave as JSON.</summary>
internal sealed record AuthorizationPage(
    IReadOnlyList<IamUser> Users,
    IReadOnlyList<IamGroup> Groups,
    IReadOnlyList<IamRole> Roles,
    IReadOnlyList<ManagedPolicy> Policies)
{
    public static AuthorizationPage From(XElement result) => new(
        [.. result.List("UserDetailList").Select(User)],
        [.. result.List("GroupDetailList").Select(Group)],
        [.. result.List("RoleDetailList").Select(Role)],
        [.. result.List("Policies").Select(Policy)]);

    private static IamUser User(XElement user) => new()
    {
        UserName = user.Required("UserName"),
        Arn = user.Required("Arn"),
        Created = WireValues.Time(user.Required("CreateDate")),
        Groups = [.. user.List("GroupList").Select(group => group.Value)],
        AttachedPolicies = Attached(user),
        InlinePolicies = Inline(user, "UserPolicyList"),
        PermissionsBoundaryArn = user.Element("PermissionsBoundary")?.Text("PermissionsBoundaryArn"),
        Tags = user.List("Tags").ToDictionary(tag => tag.Required("Key"), tag => tag.Text("Value") ?? "", StringComparer.OrdinalIgnoreCase),
    };

    private static IamGroup Group(XElement group) => new(group.Required("GroupName"), group.Required("Arn"), Attached(group), Inline(group, "GroupPolicyList"));

    private static IamRole Role(XElement role) => new()
    {
        RoleName = role.Required("RoleName"),
        Arn = role.Required("Arn"),
        Path = role.Text("Path") ?? "/",
        AssumeRolePolicyDocument = Decode(role.Text("AssumeRolePolicyDocument")),
        AttachedPolicies = Attached(role),
        InlinePolicies = Inline(role, "RolePolicyList"),
        PermissionsBoundaryArn = role.Element("PermissionsBoundary")?.Text("PermissionsBoundaryArn"),
    };

    private static ManagedPolicy Policy(XElement policy)
    {
        var version = policy.List("PolicyVersionList").FirstOrDefault(each => each.Bool("IsDefaultVersion"))
            ?? policy.List("PolicyVersionList").FirstOrDefault(each => each.Text("VersionId") == policy.Text("DefaultVersionId"));
        var arn = policy.Required("Arn");
        return new ManagedPolicy(policy.Text("PolicyName") ?? arn[(arn.LastIndexOf('/') + 1)..], arn, policy.Int("AttachmentCount"), Decode(version?.Text("Document")));
    }

    private static IReadOnlyList<AttachedPolicy> Attached(XElement owner) =>
        [.. owner.List("AttachedManagedPolicies").Select(policy => new AttachedPolicy(policy.Required("PolicyName"), policy.Required("PolicyArn")))];

    private static IReadOnlyList<InlinePolicy> Inline(XElement owner, string list) =>
        [.. owner.List(list).Select(policy => new InlinePolicy(policy.Required("PolicyName"), Decode(policy.Text("PolicyDocument"))))];

    private static string Decode(string? document) => Uri.UnescapeDataString(document ?? "");
}
