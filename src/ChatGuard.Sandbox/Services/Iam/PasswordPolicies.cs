using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>The account's password policy; an update replaces all of it.</summary>
internal static class PasswordPolicies
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["GetAccountPasswordPolicy"] = (call, _) => [new("PasswordPolicy", Shape(Present(call)))],
        ["UpdateAccountPasswordPolicy"] = Update,
        ["DeleteAccountPasswordPolicy"] = Delete,
    };

    private static IEnumerable<XElement> Update(Call call, QueryParameters input)
    {
        call.Account.Iam.PasswordPolicy = new PasswordPolicy
        {
            MinimumLength = Within(input, "MinimumPasswordLength", 6, 128) ?? 6,
            Symbols = input.Bool("RequireSymbols") == true,
            Numbers = input.Bool("RequireNumbers") == true,
            Uppercase = input.Bool("RequireUppercaseCharacters") == true,
            Lowercase = input.Bool("RequireLowercaseCharacters") == true,
            SelfService = input.Bool("AllowUsersToChangePassword") == true,
            MaxAge = Within(input, "MaxPasswordAge", 1, 1095),
            ReusePrevention = Within(input, "PasswordReusePrevention", 1, 24),
            HardExpiry = input.Bool("HardExpiry"),
        };
        return [];
    }

    private static IEnumerable<XElement> Delete(Call call, QueryParameters input)
    {
        _ = Present(call);
        call.Account.Iam.PasswordPolicy = null;
        return [];
    }

    private static PasswordPolicy Present(Call call) =>
        call.Account.Iam.PasswordPolicy ?? throw new AwsError("NoSuchEntity", $"The Password Policy with domain name {call.Account.Id} cannot be found.", 404);

    private static int? Within(QueryParameters input, string name, int least, int most) => input.Int(name) switch
    {
        null => null,
        { } n when n >= least && n <= most => n,
        { } n => throw new AwsError("ValidationError", $"1 validation error detected: Value '{n}' at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: Member must have value between {least} and {most}"),
    };

    private static IEnumerable<XElement> Shape(PasswordPolicy policy) =>
    [
        new("MinimumPasswordLength", policy.MinimumLength),
        new("RequireSymbols", policy.Symbols),
        new("RequireNumbers", policy.Numbers),
        new("RequireUppercaseCharacters", policy.Uppercase),
        new("RequireLowercaseCharacters", policy.Lowercase),
        new("AllowUsersToChangePassword", policy.SelfService),
        new("ExpirePasswords", policy.MaxAge is not null),
        .. Optional("MaxPasswordAge", policy.MaxAge),
        .. Optional("PasswordReusePrevention", policy.ReusePrevention),
        .. Optional("HardExpiry", policy.HardExpiry),
    ];

    private static XElement[] Optional(string name, object? value) => value is null ? [] : [new XElement(name, value)];
}
