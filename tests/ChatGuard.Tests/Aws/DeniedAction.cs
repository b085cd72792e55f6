namespace ChatGuard.Tests.Aws;

/// <summary>What each action that ChatGuard reads with is for: its section of the snapshot, and the checks that cannot be judged in the well kept account without it.</summary>
/// <param name="Fault">The sandbox's operation.</param>
/// <param name="Section">The section that must be listed as unreadable.</param>
/// <param name="Action">The IAM action that must be named, where it is not called like the operation.</param>
/// <param name="Checks">The checks that must be unknown.</param>
/// <param name="Worse">Checks that fail instead, by what is left.</param>
internal sealed record DeniedAction(string Fault, string Section, string Checks, string? Action = null, string Worse = "")
{
    private const string Keys = "access-key-age access-key-at-creation access-key-documented access-key-inactive-old access-key-two-active access-key-unused ";
    private const string Report = Keys + "iam-federation-used iam-group-admins iam-other-credentials mfa-enforcement-policy root-usage-recent user-console-unused user-inactive user-initial-password-reset "
        + "user-mfa-enabled user-mfa-tested user-mixed-console-and-keys user-naming user-password-age user-tagged";

    private const string GuardDutyFindings = "access-key-exposed guardduty-open-critical guardduty-open-high guardduty-open-medium";
    private const string GuardDuty = GuardDutyFindings + " guardduty-enabled-all-regions guardduty-features guardduty-publish-frequency guardduty-suppression-review";
    private const string Buckets = "cloudtrail-bucket-exists cloudtrail-bucket-logging cloudtrail-bucket-not-public cloudtrail-bucket-object-lock cloudtrail-bucket-versioning";
    private const string Trails = Buckets + " cloudtrail-cloudwatch-logs cloudtrail-data-events-read cloudtrail-data-events-write cloudtrail-delivery-healthy cloudtrail-insights cloudtrail-kms "
        + "cloudtrail-log-validation cloudtrail-logging-on cloudtrail-management-events cloudtrail-multi-region cloudtrail-sns";

    private const string Policy = "password-policy-exists password-policy-lowercase password-policy-max-age password-policy-min-length password-policy-no-hard-expiry password-policy-number "
        + "password-policy-reuse password-policy-self-service password-policy-symbol password-policy-uppercase";

    private const string Authorization = "access-key-documented access-key-exposed iam-admin-count iam-admin-path-exists iam-cloudshell-full iam-federation-used iam-group-admins iam-group-auditor "
        + "iam-group-developer iam-no-full-admin-policies iam-permissions-boundary iam-role-external-trust iam-support-role iam-users-via-groups mfa-enforcement-policy user-in-group user-mixed-console-and-keys user-tagged";

    public static IReadOnlyList<DeniedAction> All { get; } =
    [
        // One good trail in the region that was read is enough for the rest of CloudTrail's checks.
        new("ec2:DescribeRegions", "regions", GuardDuty + " ec2-instance-profile unused-access " + Buckets + " cloudtrail-cloudwatch-logs cloudtrail-delivery-healthy cloudtrail-kms cloudtrail-log-validation "
            + "cloudtrail-logging-on cloudtrail-management-events cloudtrail-sns"),
        new("iam:GetAccountSummary", "account-summary", "iam-users-exist root-mfa-enabled root-no-access-keys root-signing-certificates"),
        new("iam:GenerateCredentialReport", "credential-report", Report),
        new("iam:GetCredentialReport", "credential-report", Report),
        new("iam:GetAccountAuthorizationDetails", "authorization", Authorization),
        new("iam:GetAccountPasswordPolicy", "password-policy", Policy),
        new("iam:ListVirtualMFADevices", "mfa-devices", "user-mfa-orphan-device"),
        new("iam:ListSAMLProviders", "federation-providers", "iam-federation-used"),
        new("iam:ListOpenIDConnectProviders", "federation-providers", "iam-federation-used"),
        new("iam:ListServerCertificates", "server-certificates", "iam-expired-certificates"),
        new("iam:ListServiceSpecificCredentials", "service-specific-credentials", "iam-other-credentials"),
        new("iam:ListSSHPublicKeys", "ssh-public-keys", "iam-other-credentials"),
        new("organizations:DescribeOrganization", "organization", "guardduty-delegated-admin root-centralised-access root-email-domain-owned root-email-obvious-name root-scp-deny"),
        new("organizations:ListAccounts", "organization-accounts", "root-email-domain-owned root-email-obvious-name"),
        new("organizations:ListPolicies", "service-control-policies", "root-scp-deny"),
        new("organizations:DescribePolicy", "service-control-policies", "root-scp-deny"),
        new("organizations:ListTargetsForPolicy", "service-control-policies", "root-scp-deny"),
        new("iam:ListOrganizationsFeatures", "root-access", "root-centralised-access"),
        // Without CloudTrail's word an inactive key counts as off since its last use (catalogue: the report's dates).
        new("cloudtrail:LookupEvents", "root-events", "root-login-failures root-login-without-mfa root-password-reset-after-use user-mfa-tested", Worse: "access-key-inactive-old"),
        new("guardduty:ListOrganizationAdminAccounts", "guardduty-administrators", "guardduty-delegated-admin"),
        new("cloudtrail:DescribeTrails", "trails", Trails),
        new("cloudtrail:GetTrailStatus", "trails", "cloudtrail-cloudwatch-logs cloudtrail-delivery-healthy cloudtrail-logging-on cloudtrail-multi-region cloudtrail-sns"),
        new("cloudtrail:GetEventSelectors", "trails", "cloudtrail-data-events-read cloudtrail-data-events-write cloudtrail-management-events cloudtrail-multi-region"),
        new("cloudtrail:GetInsightSelectors", "trails", "cloudtrail-insights"),
        new("kms:DescribeKey", "trails", "cloudtrail-kms"),
        new("s3:HeadBucket", "trail-buckets", Buckets, "s3:ListBucket"),
        new("s3:GetBucketLogging", "trail-buckets", "cloudtrail-bucket-logging"),
        new("s3:GetBucketVersioning", "trail-buckets", "cloudtrail-bucket-versioning"),
        new("s3:GetObjectLockConfiguration", "trail-buckets", "cloudtrail-bucket-object-lock", "s3:GetBucketObjectLockConfiguration"),
        // The account's public access block makes the bucket's own policy and ACL harmless, and the other way round: either is enough to know.
        new("s3:GetBucketPolicyStatus", "trail-buckets", ""),
        new("s3:GetBucketAcl", "trail-buckets", ""),
        new("s3:GetPublicAccessBlock", "trail-buckets", "", "s3:GetBucketPublicAccessBlock"),
        new("s3:*", "trail-buckets", Buckets, "s3:ListBucket"),
        new("guardduty:ListDetectors", "guardduty", GuardDuty),
        new("guardduty:GetDetector", "guardduty", GuardDuty),
        new("guardduty:ListFindings", "guardduty", GuardDutyFindings),
        new("guardduty:GetFindings", "guardduty", GuardDutyFindings),
        new("guardduty:ListFilters", "guardduty", "guardduty-suppression-review"),
        new("guardduty:GetFilter", "guardduty", "guardduty-suppression-review"),
        new("guardduty:DescribeOrganizationConfiguration", "guardduty", ""),
        new("ec2:DescribeInstances", "instances", "ec2-instance-profile"),
        new("access-analyzer:ListAnalyzers", "unused-access", "unused-access"),
        new("access-analyzer:ListFindingsV2", "unused-access", "unused-access", "access-analyzer:ListFindings"),
    ];
}
