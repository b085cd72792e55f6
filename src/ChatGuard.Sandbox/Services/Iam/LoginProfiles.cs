using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Console passwords.</summary>
internal static class LoginProfiles
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["GetLoginProfile"] = (call, input) => call.User(input) is var user ? Answer(user, Profile(user)) : [],
        ["CreateLoginProfile"] = Create,
        ["UpdateLoginProfile"] = Update,
        ["DeleteLoginProfile"] = Delete,
    };

    private static IEnumerable<XElement> Create(Call call, QueryParameters input)
    {
        var user = call.User(input);
        if (user.Password is not null)
        {
            throw new AwsError("EntityAlreadyExists", $"Login Profile for user {user.Name} already exists.", 409);
        }

        // A root session sends no password: it only reopens the recovery by e-mail.
        if (user.Name != IamUser.RootName)
        {
            CheckPassword(call, input.Required("Password"));
        }

        var profile = new LoginProfile(call.Now, call.Now, null, input.Bool("PasswordResetRequired") == true);
        call.Save(user with { Password = profile });
        return Answer(user, profile);
    }

    private static IEnumerable<XElement> Update(Call call, QueryParameters input)
    {
        var user = call.User(input.Required("UserName"));
        var profile = Profile(user);
        if (input["Password"] is { } password)
        {
            CheckPassword(call, password);
            profile = profile with { Changed = call.Now };
        }

        call.Save(user with { Password = profile with { ResetRequired = input.Bool("PasswordResetRequired") ?? profile.ResetRequired } });
        return [];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        var user = call.User(input);
        _ = Profile(user);
        call.Save(user with { Password = null });
        return [];
    }

    private static void CheckPassword(Call call, string password)
    {
        var policy = call.Account.Iam.PasswordPolicy ?? new PasswordPolicy { MinimumLength = 8 };
        var broken = (password, policy) switch
        {
            _ when password.Length < policy.MinimumLength => $"Password should have a minimum length of {policy.MinimumLength}",
            _ when policy.Uppercase && !password.Any(char.IsAsciiLetterUpper) => "Password should have at least one uppercase letter",
            _ when policy.Lowercase && !password.Any(char.IsAsciiLetterLower) => "Password should have at least one lowercase letter",
            _ when policy.Numbers && !password.Any(char.IsAsciiDigit) => "Password should have at least one number",
            _ when policy.Symbols && password.All(char.IsAsciiLetterOrDigit) => "Password should have at least one symbol",
            _ => null,
        };
        if (broken is not null)
        {
            throw new AwsError("PasswordPolicyViolation", broken);
        }
    }

    private static LoginProfile Profile(IamUser user) =>
        user.Password ?? throw new AwsError("NoSuchEntity", $"Login Profile for User {IamLookup.ShownName(user)} cannot be found.", 404);

    private static IEnumerable<XElement> Answer(IamUser user, LoginProfile profile) =>
    [
        new(
            "LoginProfile",
            new XElement("UserName", IamLookup.ShownName(user)),
            new XElement("CreateDate", IamXml.Iso(profile.Created)),
            new XElement("PasswordResetRequired", profile.ResetRequired)),
    ];
}
