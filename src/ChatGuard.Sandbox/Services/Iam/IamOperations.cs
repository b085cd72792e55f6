using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>All of IAM's operations, each subject's from its own file.</summary>
internal static class IamOperations
{
    public static IReadOnlyDictionary<string, QueryOperation> All { get; } = new IReadOnlyDictionary<string, QueryOperation>[]
    {
        AccountFacts.Operations,
        AccessKeys.Operations,
        AuthorizationDetails.Operations,
        Certificates.Operations,
        CredentialReport.Operations,
        Groups.Operations,
        LoginProfiles.Operations,
        ManagedPolicies.Operations,
        MfaDevices.Operations,
        OtherCredentials.Operations,
        PasswordPolicies.Operations,
        PolicySimulator.Operations,
        PrincipalPolicies.Operations,
        Roles.Operations,
        Users.Operations,
    }.SelectMany(part => part).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}
