namespace ChatGuard.Core.Snapshots;

/// <summary>
/// Everything ChatGuard read of one AWS account at one moment. Immutable; every section says by itself whether it was readable and how old it is.
/// Sections of a regional service hold one entry for each enabled region.
/// </summary>
public sealed record AccountSnapshot
{
    /// <summary>The account's twelve digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>The configured name, or the one AWS Organizations or the account alias gives, or the id.</summary>
    public required string AccountName { get; init; }

    /// <summary>The ARN partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>When the reading was finished; ages are computed against this moment.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The regions that were read, from DescribeRegions or configuration.</summary>
    public required Observed<IReadOnlyList<string>> Regions { get; init; }

    /// <summary>iam:GetAccountSummary.</summary>
    public required Observed<AccountSummary> Summary { get; init; }

    /// <summary>iam:GetCredentialReport, overlaid with live reads made after it was generated.</summary>
    public required Observed<CredentialReport> Credentials { get; init; }

    /// <summary>iam:GetAccountAuthorizationDetails.</summary>
    public required Observed<AuthorizationDetails> Authorization { get; init; }

    /// <summary>iam:GetAccountPasswordPolicy; a null value means that no custom policy exists.</summary>
    public required Observed<PasswordPolicy?> PasswordPolicy { get; init; }

    /// <summary>iam:ListVirtualMFADevices, assigned and unassigned.</summary>
    public required Observed<IReadOnlyList<VirtualMfaDevice>> VirtualMfaDevices { get; init; }

    /// <summary>iam:ListSAMLProviders and iam:ListOpenIDConnectProviders: the providers' ARNs.</summary>
    public required Observed<IReadOnlyList<string>> FederationProviders { get; init; }

    /// <summary>iam:ListServerCertificates.</summary>
    public required Observed<IReadOnlyList<ServerCertificate>> ServerCertificates { get; init; }

    /// <summary>iam:ListServiceSpecificCredentials for all users.</summary>
    public required Observed<IReadOnlyList<OtherCredential>> ServiceSpecificCredentials { get; init; }

    /// <summary>iam:ListSSHPublicKeys by user name, for the users that were asked about; AWS has no call for all of them.</summary>
    public required Observed<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>> SshPublicKeys { get; init; }

    /// <summary>iam:GetLoginProfile by user name, for console users who never signed in.</summary>
    public required Observed<IReadOnlyDictionary<string, LoginProfile>> LoginProfiles { get; init; }

    /// <summary>AWS Organizations as this account sees it; a null value means the account is in no organization.</summary>
    public required Observed<Organization?> Organization { get; init; }

    /// <summary>organizations:ListAccounts: only the management account and delegated administrators may see it.</summary>
    public required Observed<IReadOnlyList<OrganizationAccount>> OrganizationAccounts { get; init; }

    /// <summary>Service control policies that apply to member accounts, with their documents.</summary>
    public required Observed<IReadOnlyList<ServiceControlPolicy>> ServiceControlPolicies { get; init; }

    /// <summary>iam:ListOrganizationsFeatures: EnabledFeatures; a null value means trusted access for IAM is off.</summary>
    public required Observed<IReadOnlyList<string>?> RootAccessFeatures { get; init; }

    /// <summary>CloudTrail's events of the root user, 90 days, newest first, as LookupEvents lists them for Username root in us-east-1.</summary>
    public required Observed<IReadOnlyList<CloudTrailEvent>> RootEvents { get; init; }

    /// <summary>CloudTrail's ConsoleLogin events of IAM users, 90 days, newest first, by region.</summary>
    public required IReadOnlyList<InRegion<IReadOnlyList<CloudTrailEvent>>> SignIns { get; init; }

    /// <summary>cloudtrail:DescribeTrails by region with each trail's status, selectors, bucket and key; a trail appears once, in its home region where that was read.</summary>
    public required IReadOnlyList<InRegion<IReadOnlyList<Trail>>> Trails { get; init; }

    /// <summary>GuardDuty by region; a null value means that no detector exists there.</summary>
    public required IReadOnlyList<InRegion<Detector?>> GuardDuty { get; init; }

    /// <summary>guardduty:ListOrganizationAdminAccounts: the delegated administrators' ids.</summary>
    public required Observed<IReadOnlyList<string>> GuardDutyAdministrators { get; init; }

    /// <summary>ec2:DescribeInstances by region.</summary>
    public required IReadOnlyList<InRegion<IReadOnlyList<Instance>>> Instances { get; init; }

    /// <summary>access-analyzer's unused-access analyzers by region.</summary>
    public required IReadOnlyList<InRegion<IReadOnlyList<UnusedAccessAnalyzer>>> UnusedAccess { get; init; }

    /// <summary>Refusals of calls that would only have made a section newer or fuller: the sections themselves are known, from older data.</summary>
    public IReadOnlyList<Unreadable> Incomplete { get; init; } = [];

    /// <summary>The age of a moment in whole days, as the catalogue counts: floor of the UTC difference.</summary>
    public int AgeInDays(DateTimeOffset moment) => (int)Math.Floor((TakenAt - moment).TotalDays);

    /// <summary>The snapshot as seen from one region: regional sections keep that region only, global ones stay.</summary>
    public AccountSnapshot OnlyRegion(string region) => this with
    {
        Regions = Regions.Select<IReadOnlyList<string>>(all => [.. all.Where(each => each == region)]),
        Trails = Keep(Trails, region),
        SignIns = Keep(SignIns, region),
        GuardDuty = Keep(GuardDuty, region),
        Instances = Keep(Instances, region),
        UnusedAccess = Keep(UnusedAccess, region),
    };

    private static IReadOnlyList<InRegion<T>> Keep<T>(IReadOnlyList<InRegion<T>> parts, string region) => [.. parts.Where(part => part.Region == region || part.Region == "every region")];
}
