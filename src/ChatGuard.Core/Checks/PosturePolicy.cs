namespace ChatGuard.Core.Checks;

/// <summary>What the owners of an account decided: thresholds, exceptions, what they own and what they accept.</summary>
public sealed record PosturePolicy
{
    public Thresholds Thresholds { get; init; } = new();

    /// <summary>The root user may have an access key here; then its age is checked (root-access-key-age).</summary>
    public bool RootAccessKeyException { get; init; }

    /// <summary>The root password is thrown away after each use (root-password-reset-after-use).</summary>
    public bool ThrowawayRootPassword { get; init; }

    /// <summary>Mail domains the company owns (root-email-domain-owned); empty: the check does not apply.</summary>
    public IReadOnlyList<string> EmailDomains { get; init; } = [];

    /// <summary>Accounts outside the organization that roles may trust (iam-role-external-trust).</summary>
    public IReadOnlyList<string> TrustedAccounts { get; init; } = [];

    /// <summary>The group of developers (iam-group-developer).</summary>
    public string DeveloperGroup { get; init; } = "developers";

    /// <summary>The group of auditors (iam-group-auditor).</summary>
    public string AuditorGroup { get; init; } = "auditors";

    /// <summary>Regular expression a personal user name matches (user-naming); users without a console password are not judged.</summary>
    public string UserNamePattern { get; init; } = "^([a-z]+\\.[a-z]+|breakglass-[0-9]+)$";

    /// <summary>CloudTrail event ids of root use that somebody answered for.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements { get; init; } = [];

    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];
}

/// <summary>Somebody answered for a use of the root user.</summary>
public sealed record Acknowledgement(string EventId, string By, string Ticket);

/// <summary>A failing resource that is accepted until a day.</summary>
/// <param name="CheckId">The check.</param>
/// <param name="Resource">The resource's id, or the last part of its ARN; <c>*</c> for all.</param>
/// <param name="Until">From this moment on it fails again.</param>
public sealed record Suppression(string CheckId, string Resource, DateTimeOffset Until, string By, string Reason);

/// <summary>The catalogue's thresholds; configuration section <c>ChatGuard:Thresholds</c>. Days unless said otherwise.</summary>
public sealed record Thresholds
{
    /// <summary>A key older than this fails (CIS: 90 days or less passes).</summary>
    public int AccessKeyMaxAge { get; init; } = 90;

    /// <summary>A key this old is to be rotated soon.</summary>
    public int AccessKeyWarnAge { get; init; } = 75;

    /// <summary>A credential unused this long or longer fails (CIS: unused for 45 days or more).</summary>
    public int UnusedCredential { get; init; } = 45;

    /// <summary>A key or password never used fails this long after it was made.</summary>
    public int NeverUsedCredential { get; init; } = 14;

    /// <summary>An inactive key older than this is to be deleted.</summary>
    public int InactiveKeyMaxAge { get; init; } = 90;

    /// <summary>Two active keys may overlap this long.</summary>
    public int KeyRotationWindow { get; init; } = 14;

    /// <summary>A user without any activity this long or longer fails.</summary>
    public int InactiveUser { get; init; } = 90;

    /// <summary>A console password older than this fails.</summary>
    public int PasswordMaxAge { get; init; } = 90;

    public int MinimumPasswordLength { get; init; } = 14;

    /// <summary>How many former passwords must be refused.</summary>
    public int PasswordReusePrevention { get; init; } = 24;

    /// <summary>Root use within so many days fails unless acknowledged.</summary>
    public int RootUse { get; init; } = 30;

    /// <summary>Failed root sign-ins within 24 hours that fail.</summary>
    public int RootLoginFailures { get; init; } = 3;

    /// <summary>Unassigned MFA devices may exist this long.</summary>
    public int OrphanMfaDevice { get; init; } = 30;

    /// <summary>Administrators allowed by number.</summary>
    public int MaxAdministrators { get; init; } = 5;

    /// <summary>Administrators allowed in per cent of all users.</summary>
    public int MaxAdministratorsPercent { get; init; } = 20;

    /// <summary>Console users a federated account may keep, for break-glass.</summary>
    public int BreakGlassUsers { get; init; } = 2;

    /// <summary>A trail's last delivery may be this many hours old.</summary>
    public int TrailDeliveryHours { get; init; } = 24;

    /// <summary>A high GuardDuty finding may stay open this many hours.</summary>
    public int GuardDutyHighHours { get; init; } = 24;

    /// <summary>A medium GuardDuty finding may stay open this many days.</summary>
    public int GuardDutyMedium { get; init; } = 7;

    /// <summary>A GuardDuty suppression filter is reviewed at least this often.</summary>
    public int GuardDutyFilterReview { get; init; } = 180;
}
