using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Finds and replaces entities of the caller's account.</summary>
internal static class IamLookup
{
    /// <summary>The user that UserName names; without it the caller, if that is a user or root.</summary>
    public static IamUser User(this Call call, QueryParameters input) =>
        input["UserName"] is { Length: > 0 } name ? call.User(name) : call.Self();

    public static IamUser User(this Call call, string name) =>
        call.Account.Iam.Users.GetValueOrDefault(name) ?? throw IamXml.NoSuch("user", name);

    public static IamGroup Group(this Call call, QueryParameters input) =>
        call.Account.Iam.Groups.GetValueOrDefault(input.Required("GroupName")) ?? throw new AwsError("NoSuchEntity", $"The group with name {input["GroupName"]} cannot be found.", 404);

    public static IamRole Role(this Call call, QueryParameters input) =>
        call.Account.Iam.Roles.GetValueOrDefault(input.Required("RoleName")) ?? throw IamXml.NoSuch("role", input["RoleName"]!);

    public static void Save(this Call call, IamUser user)
    {
        if (user.Name == IamUser.RootName)
        {
            call.Account.Iam.Root = user;
        }
        else
        {
            call.Account.Iam.Users = call.Account.Iam.Users.SetItem(user.Name, user);
        }
    }

    public static void Save(this Call call, IamGroup group) => call.Account.Iam.Groups = call.Account.Iam.Groups.SetItem(group.Name, group);

    public static void Save(this Call call, IamRole role) => call.Account.Iam.Roles = call.Account.Iam.Roles.SetItem(role.Name, role);

    /// <summary>A new id such as <c>AIDA…</c>; the same calls in the same order give the same ids.</summary>
    public static string NewId(this Call call, string prefix)
    {
        call.Account.Iam.Issued++;
        return prefix + Ids.Derive(call.Organization.Seed, $"{call.Account.Id}/issued/{call.Account.Iam.Issued}", 20 - prefix.Length);
    }

    /// <summary>What UserName shows in answers: root has none.</summary>
    public static string ShownName(IamUser user) => user.Name == IamUser.RootName ? "" : user.Name;

    private static IamUser Self(this Call call)
    {
        var arn = call.Caller.Arn;
        if (arn == $"arn:aws:iam::{call.Account.Id}:root")
        {
            return call.Account.Iam.Root;
        }

        return arn.Contains(":user/", StringComparison.Ordinal)
            ? call.User(arn[(arn.LastIndexOf('/') + 1)..])
            : throw new AwsError("ValidationError", "Must specify userName when calling with non-User credentials");
    }
}
