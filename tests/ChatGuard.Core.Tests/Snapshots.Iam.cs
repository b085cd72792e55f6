using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Tests;

/// <summary>The healthy account's identities: one administrator with MFA, one automation user with a young key, groups, and a role of Identity Center.</summary>
internal static partial class Snapshots
{
    public const string AnnaArn = "arn:aws:iam::444455556666:user/anna.berg";

    public const string BackupArn = "arn:aws:iam::444455556666:user/svc-backup";

    public const string RequireMfaDocument =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":["iam:ChangePassword","iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:ListMFADevices","sts:GetSessionToken"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}""";

    /// <summary>A password policy that passes every row.</summary>
    public static PasswordPolicy StrongPasswords => new()
    {
        MinimumPasswordLength = 14,
        RequireSymbols = true,
        RequireNumbers = true,
        RequireUppercaseCharacters = true,
        RequireLowercaseCharacters = true,
        AllowUsersToChangePassword = true,
        ExpirePasswords = true,
        MaxPasswordAge = 90,
        PasswordReusePrevention = 24,
        HardExpiry = false,
    };

    public static UserCredentials Root => new()
    {
        UserName = "root",
        Arn = "arn:aws:iam::444455556666:root",
        Created = DaysAgo(2000),
        PasswordEnabled = null,
        PasswordLastUsed = DaysAgo(60),
        MfaActive = true,
    };

    public static UserCredentials Anna => new()
    {
        UserName = "anna.berg",
        Arn = AnnaArn,
        Created = DaysAgo(300),
        PasswordEnabled = true,
        PasswordLastUsed = DaysAgo(2),
        PasswordLastChanged = DaysAgo(30),
        PasswordNextRotation = DaysAgo(-60),
        MfaActive = true,
    };

    public static UserCredentials Backup => new()
    {
        UserName = "svc-backup",
        Arn = BackupArn,
        Created = DaysAgo(400),
        PasswordEnabled = false,
        MfaActive = false,
        AccessKeys = [new AccessKey { Number = 1, KeyId = "AKIAIOSFODNN7EXAMPLE", Active = true, LastRotated = DaysAgo(30), LastUsed = DaysAgo(1), LastUsedService = "s3", LastUsedRegion = "eu-west-1" }],
    };

    /// <summary>The account summary, with entries replaced; a null value leaves the entry out.</summary>
    public static AccountSummary Summary(params IReadOnlyList<(string Key, int? Value)> changes)
    {
        var map = new Dictionary<string, int>
        {
            ["AccountMFAEnabled"] = 1,
            ["AccountAccessKeysPresent"] = 0,
            ["AccountPasswordPresent"] = 1,
            ["AccountSigningCertificatesPresent"] = 0,
            ["Users"] = 2,
            ["Groups"] = 4,
            ["Roles"] = 3,
            ["Providers"] = 1,
        };
        foreach (var (key, value) in changes)
        {
            map.Remove(key);
            if (value is { } known)
            {
                map[key] = known;
            }
        }

        return new AccountSummary(map);
    }

    public static CredentialReport Report(UserCredentials? root = null, IReadOnlyList<UserCredentials>? users = null) =>
        new(TakenAt, root ?? Root, users ?? [Anna, Backup]);

    public static AuthorizationDetails Identities() => new(
        Users:
        [
            new() { UserName = "anna.berg", Arn = AnnaArn, Created = DaysAgo(300), Groups = ["admins"], Tags = new Dictionary<string, string> { ["owner"] = "anna", ["department"] = "platform" } },
            new() { UserName = "svc-backup", Arn = BackupArn, Created = DaysAgo(400), Groups = ["automation"], Tags = new Dictionary<string, string> { ["owner"] = "platform", ["purpose"] = "backup", ["department"] = "platform" } },
        ],
        Groups:
        [
            Group("admins", Aws("AdministratorAccess"), RequireMfa),
            Group("developers", Aws("AmazonEC2FullAccess"), RequireMfa),
            Group("auditors", Aws("SecurityAudit"), RequireMfa),
            Group("automation", Aws("AmazonS3ReadOnlyAccess")),
        ],
        Roles:
        [
            new()
            {
                RoleName = "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
                Arn = "arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0123456789abcdef",
                Path = "/aws-reserved/sso.amazonaws.com/",
                AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::444455556666:saml-provider/AWSSSO_1234_DO_NOT_DELETE"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}]}""",
                AttachedPolicies = [Aws("AdministratorAccess")],
            },
            new()
            {
                RoleName = "app-server",
                Arn = "arn:aws:iam::444455556666:role/app-server",
                AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
            },
            new()
            {
                RoleName = "aws-support",
                Arn = "arn:aws:iam::444455556666:role/aws-support",
                AssumeRolePolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole"}]}""",
                AttachedPolicies = [Aws("AWSSupportAccess")],
            },
        ],
        Policies: [new("RequireMfa", RequireMfa.PolicyArn, 3, RequireMfaDocument)]);

    public static AttachedPolicy RequireMfa => new("RequireMfa", "arn:aws:iam::444455556666:policy/RequireMfa");

    /// <summary>An AWS managed policy as attached.</summary>
    public static AttachedPolicy Aws(string name) => new(name, $"arn:aws:iam::aws:policy/{name}");

    public static IamGroup Group(string name, params IReadOnlyList<AttachedPolicy> attached) =>
        new(name, $"arn:aws:iam::444455556666:group/{name}", attached, []);
}
