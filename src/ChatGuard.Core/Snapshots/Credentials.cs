namespace ChatGuard.Core.Snapshots;

/// <summary>iam:GetAccountSummary's SummaryMap. The <c>Account…</c> entries are 0 or 1 and tell about the root user.</summary>
public sealed record AccountSummary(IReadOnlyDictionary<string, int> Map)
{
    /// <summary>An entry of the map; null where AWS did not send it, which is unknown, not zero.</summary>
    public int? this[string key] => Map.TryGetValue(key, out var value) ? value : null;
}

/// <summary>The credential report: root first, then one row a user.</summary>
/// <param name="GeneratedTime">When AWS made the report; it is renewed at most every four hours.</param>
/// <param name="Root">The row of the root user; null where the report has none.</param>
/// <param name="Users">IAM users. A user deleted since is left out; one created since is there, read live.</param>
public sealed record CredentialReport(DateTimeOffset GeneratedTime, UserCredentials? Root, IReadOnlyList<UserCredentials> Users);

/// <summary>One row of the credential report.</summary>
public sealed record UserCredentials
{
    /// <summary>The user name; <c>root</c> for the root user.</summary>
    public required string UserName { get; init; }

    public required string Arn { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether a console password exists; null where the report says <c>not_supported</c>.</summary>
    public bool? PasswordEnabled { get; init; }

    /// <summary>The last sign-in with the password; null where it was never used (<c>no_information</c>) or there is none.</summary>
    public DateTimeOffset? PasswordLastUsed { get; init; }

    /// <summary>When the password was last set; null where there is none or the report does not support it (older root rows).</summary>
    public DateTimeOffset? PasswordLastChanged { get; init; }

    /// <summary>When the password policy demands a new password; null without such a policy.</summary>
    public DateTimeOffset? PasswordNextRotation { get; init; }

    public required bool MfaActive { get; init; }

    /// <summary>Access keys 1 and 2 where present, active or not.</summary>
    public IReadOnlyList<AccessKey> AccessKeys { get; init; } = [];

    /// <summary>How many X.509 signing certificates are active.</summary>
    public int ActiveSigningCertificates { get; init; }

    /// <summary>When a live read replaced a part of this row, because the report was older; null for the report's own words.</summary>
    public DateTimeOffset? ReadLiveAt { get; init; }

    public bool IsRoot => string.Equals(UserName, "root", StringComparison.Ordinal) && Arn.EndsWith(":root", StringComparison.Ordinal);
}

/// <summary>One access key of a user.</summary>
public sealed record AccessKey
{
    /// <summary>1 or 2: its place in the report.</summary>
    public required int Number { get; init; }

    /// <summary>The access key id; null where only the report was read, which carries none.</summary>
    public string? KeyId { get; init; }

    public required bool Active { get; init; }

    /// <summary>The report's last_rotated: creation, or the last change of status. CreateDate where it was read live.</summary>
    public DateTimeOffset? LastRotated { get; init; }

    /// <summary>When an inactive key was switched off: CloudTrail's last UpdateAccessKey of it; null where no event within 90 days tells.</summary>
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>Null where the key was never used since tracking began.</summary>
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>The service last called, such as <c>s3</c>.</summary>
    public string? LastUsedService { get; init; }

    /// <summary>The region last called; null for services without one.</summary>
    public string? LastUsedRegion { get; init; }
}

/// <summary>iam:GetAccountPasswordPolicy.</summary>
public sealed record PasswordPolicy
{
    public int MinimumPasswordLength { get; init; }

    public bool RequireSymbols { get; init; }

    public bool RequireNumbers { get; init; }

    public bool RequireUppercaseCharacters { get; init; }

    public bool RequireLowercaseCharacters { get; init; }

    public bool AllowUsersToChangePassword { get; init; }

    public bool ExpirePasswords { get; init; }

    /// <summary>Days; 0 where passwords do not expire.</summary>
    public int MaxPasswordAge { get; init; }

    /// <summary>How many former passwords are refused; 0 for none.</summary>
    public int PasswordReusePrevention { get; init; }

    public bool HardExpiry { get; init; }
}

/// <summary>A virtual MFA device.</summary>
/// <param name="UserArn">Whom it is assigned to; null where unassigned. The root user's ends with <c>:root</c>.</param>
/// <param name="EnableDate">When it was last assigned; AWS gives no date of creation.</param>
/// <param name="FirstSeen">When ChatGuard first saw it unassigned; null where nobody remembered.</param>
public sealed record VirtualMfaDevice(string SerialNumber, string? UserArn, DateTimeOffset? EnableDate, DateTimeOffset? FirstSeen = null);

/// <summary>A server certificate in IAM.</summary>
public sealed record ServerCertificate(string Name, string Arn, DateTimeOffset Expiration);

/// <summary>An SSH public key or a service-specific credential.</summary>
/// <param name="Kind"><c>SSH public key</c>, or the service's name such as <c>codecommit.amazonaws.com</c>.</param>
public sealed record OtherCredential(string UserName, string Id, string Kind, bool Active, DateTimeOffset Created);

/// <summary>iam:GetLoginProfile.</summary>
public sealed record LoginProfile(DateTimeOffset Created, bool PasswordResetRequired);
