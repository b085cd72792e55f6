using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Roles and their trust.</summary>
internal static class Roles
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListRoles"] = List,
        ["GetRole"] = (call, input) => [new("Role", IamXml.Role(call.Role(input)))],
        ["CreateRole"] = Create,
        ["CreateServiceLinkedRole"] = CreateServiceLinked,
        ["UpdateAssumeRolePolicy"] = UpdateTrust,
        ["DeleteRole"] = Delete,
        ["ListRoleTags"] = (call, input) => Paging.Of(input, call.Role(input).Tags, tag => tag.Key) is var page ? page.Answer(IamXml.TagList(page.Items)) : [],
    };

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var prefix = input["PathPrefix"] ?? "/";
        return Paging.Of(input, call.Account.Iam.Roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal)), role => role.Name)
            .Answer("Roles", role => IamXml.Role(role).Where(element => element.Name != "RoleLastUsed"));
    }

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var (name, path) = (input.Required("RoleName"), input["Path"] ?? "/");
        var role = Add(call, name, path, IamXml.Document(input.Required("AssumeRolePolicyDocument")), input["Description"] ?? "");
        role = role with
        {
            MaxSessionDuration = input.Int("MaxSessionDuration") ?? 3600,
            Boundary = input["PermissionsBoundary"],
            Tags = role.Tags.SetItems(input.Structures("Tags").Select(tag => KeyValuePair.Create(tag.Required("Key"), tag["Value"] ?? ""))),
        };
        call.Save(role);
        return [new("Role", IamXml.Role(role))];
    }

    private static IEnumerable<XElement> CreateServiceLinked(Call call, QueryParameters input)
    {
        var service = input.Required("AWSServiceName");
        var label = string.Concat(service.Split('.')[0].Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var name = "AWSServiceRoleFor" + (label == "Guardduty" ? "AmazonGuardDuty" : label);
        if (call.Account.Iam.Roles.ContainsKey(name))
        {
            throw new AwsError("InvalidInput", $"Service role name {name} has been taken in this account, please try a different suffix.");
        }

        return [new("Role", IamXml.Role(Add(call, name, $"/aws-service-role/{service}/", Trust.Service(service), input["Description"] ?? "")))];
    }

    private static IamRole Add(Call call, string name, string path, string trust, string description)
    {
        if (call.Account.Iam.Roles.ContainsKey(name))
        {
            throw IamXml.Exists("Role", name);
        }

        if (call.Account.Iam.Roles.Count >= AccountFacts.RolesQuota)
        {
            throw new AwsError("LimitExceeded", $"Cannot exceed quota for RolesPerAccount: {AccountFacts.RolesQuota}", 409);
        }

        var role = new IamRole
        {
            Name = name,
            Path = path,
            Id = call.NewId("AROA"),
            Arn = $"arn:aws:iam::{call.Account.Id}:role{path}{name}",
            Created = call.Now,
            Trust = trust,
            Description = description,
        };
        call.Save(role);
        return role;
    }

    private static IEnumerable<XElement> UpdateTrust(Call call, QueryParameters input)
    {
        call.Save(Modifiable(call.Role(input)) with { Trust = IamXml.Document(input.Required("PolicyDocument")) });
        return [];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var role = Modifiable(call.Role(input));
        if (!role.Attached.IsEmpty || !role.Inline.IsEmpty || role.HasInstanceProfile)
        {
            throw new AwsError("DeleteConflict", role.HasInstanceProfile ? "Cannot delete entity, must remove roles from instance profile first." : "Cannot delete entity, must detach all policies first.", 409);
        }

        call.Account.Iam.Roles = call.Account.Iam.Roles.Remove(role.Name);
        return [];
    }

    private static IamRole Modifiable(IamRole role) => role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal)
        ? throw new AwsError("UnmodifiableEntity", $"Cannot perform the operation on the protected role '{role.Name}' - this role is only modifiable by AWS")
        : role;
}
