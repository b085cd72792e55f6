using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Tests;

/// <summary>Snapshots for tests: a healthy account to change by <c>with</c>, and one of which nothing could be read.</summary>
internal static partial class Snapshots
{
    public const string AccountId = "444455556666";

    public const string MemberId = "777788889999";

    public static DateTimeOffset TakenAt { get; } = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<string> Regions { get; } = ["eu-west-1", "us-east-1"];

    /// <summary>The management account of an organization of two; every section is known and every check passes.</summary>
    public static AccountSnapshot Healthy { get; } = new()
    {
        AccountId = AccountId,
        AccountName = "northwind-core",
        TakenAt = TakenAt,
        Regions = Known(Regions),
        Summary = Known(Summary()),
        Credentials = Known(Report()),
        Authorization = Known(Identities()),
        PasswordPolicy = Known<PasswordPolicy?>(StrongPasswords),
        VirtualMfaDevices = Known<IReadOnlyList<VirtualMfaDevice>>([new("arn:aws:iam::444455556666:mfa/anna", AnnaArn, DaysAgo(300))]),
        FederationProviders = Known<IReadOnlyList<string>>(["arn:aws:iam::444455556666:saml-provider/AWSSSO_1234_DO_NOT_DELETE"]),
        ServerCertificates = Known<IReadOnlyList<ServerCertificate>>([]),
        ServiceSpecificCredentials = Known<IReadOnlyList<OtherCredential>>([]),
        SshPublicKeys = Known<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>(new Dictionary<string, IReadOnlyList<OtherCredential>> { ["anna.berg"] = [], ["svc-backup"] = [] }),
        LoginProfiles = Known<IReadOnlyDictionary<string, LoginProfile>>(new Dictionary<string, LoginProfile>()),
        Organization = Known<Organization?>(new Organization("o-core00001", AccountId)),
        OrganizationAccounts = Known<IReadOnlyList<OrganizationAccount>>(
        [
            new(AccountId, "northwind-core", "x7-cloud-kestrel@northwind-core.example"),
            new(MemberId, "northwind-lab", "x7-cloud-heron@northwind-core.example"),
        ]),
        ServiceControlPolicies = Known<IReadOnlyList<ServiceControlPolicy>>([new("p-denyroot", "deny-root", DenyRootDocument, ["ou-core-members"])]),
        RootAccessFeatures = Known<IReadOnlyList<string>?>(["RootCredentialsManagement", "RootSessions"]),
        RootEvents = Known<IReadOnlyList<CloudTrailEvent>>([RootSignIn(DaysAgo(60))]),
        SignIns = InEachRegion<IReadOnlyList<CloudTrailEvent>>([SignIn("anna.berg", DaysAgo(2))]),
        Trails = InHome([HealthyTrail]),
        GuardDuty = InEachRegion<Detector?>(HealthyDetector),
        GuardDutyAdministrators = Known<IReadOnlyList<string>>([AccountId]),
        Instances = InEachRegion<IReadOnlyList<Instance>>([]),
        UnusedAccess = InEachRegion<IReadOnlyList<UnusedAccessAnalyzer>>([]),
    };

    /// <summary>An account of which every section was refused.</summary>
    public static AccountSnapshot Unreadable { get; } = new()
    {
        AccountId = AccountId,
        AccountName = "northwind-core",
        TakenAt = TakenAt,
        Regions = Denied<IReadOnlyList<string>>("ec2:DescribeRegions"),
        Summary = Denied<AccountSummary>("iam:GetAccountSummary"),
        Credentials = Denied<CredentialReport>("iam:GetCredentialReport"),
        Authorization = Denied<AuthorizationDetails>("iam:GetAccountAuthorizationDetails"),
        PasswordPolicy = Denied<PasswordPolicy?>("iam:GetAccountPasswordPolicy"),
        VirtualMfaDevices = Denied<IReadOnlyList<VirtualMfaDevice>>("iam:ListVirtualMFADevices"),
        FederationProviders = Denied<IReadOnlyList<string>>("iam:ListSAMLProviders"),
        ServerCertificates = Denied<IReadOnlyList<ServerCertificate>>("iam:ListServerCertificates"),
        ServiceSpecificCredentials = Denied<IReadOnlyList<OtherCredential>>("iam:ListServiceSpecificCredentials"),
        SshPublicKeys = Denied<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>("iam:ListSSHPublicKeys"),
        LoginProfiles = Denied<IReadOnlyDictionary<string, LoginProfile>>("iam:GetLoginProfile"),
        Organization = Denied<Organization?>("organizations:DescribeOrganization"),
        OrganizationAccounts = Denied<IReadOnlyList<OrganizationAccount>>("organizations:ListAccounts"),
        ServiceControlPolicies = Denied<IReadOnlyList<ServiceControlPolicy>>("organizations:ListPolicies"),
        RootAccessFeatures = Denied<IReadOnlyList<string>?>("iam:ListOrganizationsFeatures"),
        RootEvents = Denied<IReadOnlyList<CloudTrailEvent>>("cloudtrail:LookupEvents"),
        SignIns = DeniedEverywhere<IReadOnlyList<CloudTrailEvent>>("cloudtrail:LookupEvents"),
        Trails = [new InRegion<IReadOnlyList<Trail>>("eu-west-1", Denied<IReadOnlyList<Trail>>("cloudtrail:DescribeTrails"))],
        GuardDuty = DeniedEverywhere<Detector?>("guardduty:ListDetectors"),
        GuardDutyAdministrators = Denied<IReadOnlyList<string>>("guardduty:ListOrganizationAdminAccounts"),
        Instances = DeniedEverywhere<IReadOnlyList<Instance>>("ec2:DescribeInstances"),
        UnusedAccess = DeniedEverywhere<IReadOnlyList<UnusedAccessAnalyzer>>("access-analyzer:ListAnalyzers"),
    };

    public const string DenyRootDocument =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}""";

    public static Detector HealthyDetector => new()
    {
        DetectorId = "98fed76c543b2a109fed8c76b54321a0",
        Enabled = true,
        FindingPublishingFrequency = "FIFTEEN_MINUTES",
        Features = new Dictionary<string, string>
        {
            ["S3_DATA_EVENTS"] = "ENABLED",
            ["EKS_AUDIT_LOGS"] = "ENABLED",
            ["EBS_MALWARE_PROTECTION"] = "ENABLED",
            ["RDS_LOGIN_EVENTS"] = "ENABLED",
            ["LAMBDA_NETWORK_LOGS"] = "ENABLED",
            ["RUNTIME_MONITORING"] = "ENABLED",
        },
        Findings = Known<IReadOnlyList<GuardDutyFinding>>([]),
        Filters = Known<IReadOnlyList<GuardDutyFilter>>([]),
        OrganizationAutoEnable = Known<string?>("ALL"),
    };

    public static DateTimeOffset DaysAgo(double days) => TakenAt.AddDays(-days);

    public static DateTimeOffset HoursAgo(double hours) => TakenAt.AddHours(-hours);

    /// <summary>Trails as a snapshot holds them: all in one region.</summary>
    public static IReadOnlyList<InRegion<IReadOnlyList<Trail>>> InHome(IReadOnlyList<Trail> trails) => [new("eu-west-1", Known(trails))];

    public static Observed<T> Known<T>(T value) => Observed<T>.Known(value, TakenAt);

    public static Observed<T> Denied<T>(string action, string? region = null, string error = "AccessDenied") =>
        Observed<T>.Unreadable(new Unreadable("section", action, region, error, $"{action} was refused."));

    public static IReadOnlyList<InRegion<T>> InEachRegion<T>(T value) => [.. Regions.Select(region => new InRegion<T>(region, Known(value)))];

    public static IReadOnlyList<InRegion<T>> DeniedEverywhere<T>(string action) =>
        [.. Regions.Select(region => new InRegion<T>(region, Denied<T>(action, region)))];
}
