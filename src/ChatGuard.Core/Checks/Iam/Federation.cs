using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>How people come into an account without an IAM user.</summary>
public static class Federation
{
    /// <summary>Whether IAM Identity Center made the role for a permission set.</summary>
    public static bool IsIdentityCenter(IamRole role) => role.Path.StartsWith("/aws-reserved/sso.amazonaws.com/", StringComparison.Ordinal);

    /// <summary>
    /// Whether people can assume a role from outside: Identity Center's own roles, and those whose trust policy allows a SAML or OIDC provider.
    /// A trust policy that cannot be read counts as no.
    /// </summary>
    public static bool Reaches(IamRole role) => IsIdentityCenter(role)
        || (PolicyDocument.TryParse(role.AssumeRolePolicyDocument, out var trust, out _)
            && trust.Statements.Any(statement => statement.Allows && statement.Principals.Any(principal => principal.Kind == "Federated" && IsOfPeople(principal.Value))));

    /// <summary>Whether a SAML or OIDC provider is one of people; those of build systems and clusters are of machines.</summary>
    public static bool IsOfPeople(string provider) =>
        !provider.Contains("token.actions.githubusercontent.com", StringComparison.Ordinal)
        && !provider.Contains("oidc-provider/oidc.eks.", StringComparison.Ordinal);

    /// <summary>Whether an AWS service made the role for itself.</summary>
    public static bool IsServiceLinked(IamRole role) => role.Path.StartsWith("/aws-service-role/", StringComparison.Ordinal);

    /// <summary>Whether a role is AWS's own: linked to a service, or made by Identity Center. Nobody can edit these in IAM.</summary>
    public static bool IsOfAws(IamRole role) =>
        IsServiceLinked(role) || role.Path.StartsWith("/aws-reserved/", StringComparison.Ordinal);
}
