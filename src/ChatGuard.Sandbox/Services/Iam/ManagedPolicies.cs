using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Managed policies: the account's own and the AWS ones that the sandbox knows.</summary>
internal static class ManagedPolicies
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["CreatePolicy"] = Create,
        ["GetPolicy"] = (call, input) => Get(call, input) is var policy ? [new("Policy", Shape(call.Account.Iam, policy, withTags: true))] : [],
        ["GetPolicyVersion"] = GetVersion,
        ["ListPolicyVersions"] = (call, input) => [IamXml.List("Versions", [Version(Get(call, input), withDocument: false)]), new("IsTruncated", false)],
        ["ListPolicies"] = List,
        ["ListEntitiesForPolicy"] = ListEntities,
        ["DeletePolicy"] = Delete,
    };

    public static ManagedPolicy? Find(IamState iam, string arn) => iam.Policies.GetValueOrDefault(arn) ?? AwsManagedPolicies.All.GetValueOrDefault(arn);

    public static int Attachments(IamState iam, string arn) => Holders(iam).Count(entity => entity.Attached.Contains(arn));

    public static IEnumerable<XElement> Shape(IamState iam, ManagedPolicy policy, bool withTags = false) =>
    [
        new("PolicyName", policy.Name),
        new("PolicyId", policy.Id),
        new("Arn", policy.Arn),
        new("Path", policy.Path),
        new("DefaultVersionId", "v1"),
        new("AttachmentCount", Attachments(iam, policy.Arn)),
        new("PermissionsBoundaryUsageCount", Holders(iam).Count(entity => entity.Boundary == policy.Arn)),
        new("IsAttachable", true),
        .. withTags && policy.Description is not null ? [new XElement("Description", policy.Description)] : Array.Empty<XElement>(),
        new("CreateDate", IamXml.Iso(policy.Created)),
        new("UpdateDate", IamXml.Iso(policy.Created)),
    ];

    public static IEnumerable<XElement> Version(ManagedPolicy policy, bool withDocument) =>
    [
        .. withDocument ? [new XElement("Document", Uri.EscapeDataString(policy.Document))] : Array.Empty<XElement>(),
        new("VersionId", "v1"),
        new("IsDefaultVersion", true),
        new("CreateDate", IamXml.Iso(policy.Created)),
    ];

    private static IEnumerable<IamEntity> Holders(IamState iam) => [.. iam.Users.Values, .. iam.Groups.Values, .. iam.Roles.Values];

    private static ManagedPolicy Get(Call call, QueryParameters input)
    {
        var arn = input.Required("PolicyArn");
        return Find(call.Account.Iam, arn) ?? throw new AwsError("NoSuchEntity", $"Policy {arn} was not found.", 404);
    }

    private static IEnumerable<XElement> GetVersion(Call call, QueryParameters input)
    {
        var policy = Get(call, input);
        return input.Required("VersionId") == "v1"
            ? [new("PolicyVersion", Version(policy, withDocument: true))]
            : throw new AwsError("NoSuchEntity", $"Policy {policy.Arn} version {input["VersionId"]} does not exist or is not attachable.", 404);
    }

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var (name, path) = (input.Required("PolicyName"), input["Path"] ?? "/");
        var arn = $"arn:aws:iam::{call.Account.Id}:policy{path}{name}";
        if (call.Account.Iam.Policies.ContainsKey(arn))
        {
            throw new AwsError("EntityAlreadyExists", $"A policy called {name} already exists. Duplicate names are not allowed.", 409);
        }

        var policy = new ManagedPolicy(name, path, call.NewId("ANPA"), arn, IamXml.Document(input.Required("PolicyDocument")), call.Now, input["Description"]);
        call.Account.Iam.Policies = call.Account.Iam.Policies.Add(arn, policy);
        return [new("Policy", Shape(call.Account.Iam, policy))];
    }

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var iam = call.Account.Iam;
        var scope = input["Scope"] ?? "All";
        var prefix = input["PathPrefix"] ?? "/";
        var boundaries = input["PolicyUsageFilter"] == "PermissionsBoundary";
        var policies = (scope == "AWS" ? [] : iam.Policies.Values)
            .Concat(scope == "Local" ? [] : AwsManagedPolicies.All.Values)
            .Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Where(policy => input.Bool("OnlyAttached") != true
                || (boundaries ? Holders(iam).Any(entity => entity.Boundary == policy.Arn) : Attachments(iam, policy.Arn) > 0))
            .OrderBy(policy => policy.Arn, StringComparer.Ordinal);
        return Paging.Of(input, policies, policy => policy.Arn).Answer("Policies", policy => Shape(iam, policy));
    }

    private static IEnumerable<XElement> ListEntities(Call call, QueryParameters input)
    {
        var arn = Get(call, input).Arn;
        var boundary = input["PolicyUsageFilter"] == "PermissionsBoundary";
        var filter = input["EntityFilter"];
        var held = Holders(call.Account.Iam)
            .Where(entity => boundary ? entity.Boundary == arn : entity.Attached.Contains(arn))
            .Where(entity => filter is null || filter == KindOf(entity))
            .OrderBy(entity => entity.Arn, StringComparer.Ordinal);
        var page = Paging.Of(input, held, entity => entity.Arn);
        return page.Answer(
            [.. ((string[])["Group", "User", "Role"]).Select(kind => IamXml.List($"Policy{kind}s", page.Items
                .Where(entity => KindOf(entity) == kind)
                .Select(entity => (XElement[])[new(kind + "Name", entity.Name), new(kind + "Id", entity.Id)])))]);
    }

    private static string KindOf(IamEntity entity) => entity switch { IamUser => "User", IamGroup => "Group", _ => "Role" };

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var iam = call.Account.Iam;
        var policy = Get(call, input);
        if (!iam.Policies.ContainsKey(policy.Arn))
        {
            throw new AwsError("AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: iam:DeletePolicy on resource: policy {policy.Arn}", 403);
        }

        if (Attachments(iam, policy.Arn) > 0)
        {
            throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
        }

        iam.Policies = iam.Policies.Remove(policy.Arn);
        return [];
    }
}
