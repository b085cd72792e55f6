using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>The snapshot of an account of which nothing could be read, all sections for the same reasons.</summary>
internal sealed class NothingReadable(IReadOnlyList<Unreadable> reasons)
{
    public AccountSnapshot Snapshot(AwsAccountOptions account, DateTimeOffset now) => new()
    {
        AccountId = account.Id.Length > 0 ? account.Id : "unknown",
        AccountName = account.Name.Length > 0 ? account.Name : account.Id.Length > 0 ? account.Id : "ambient account",
        TakenAt = now,
        Regions = Section<IReadOnlyList<string>>(),
        Summary = Section<AccountSummary>(),
        Credentials = Section<CredentialReport>(),
        Authorization = Section<AuthorizationDetails>(),
        PasswordPolicy = Section<PasswordPolicy?>(),
        VirtualMfaDevices = Section<IReadOnlyList<VirtualMfaDevice>>(),
        FederationProviders = Section<IReadOnlyList<string>>(),
        ServerCertificates = Section<IReadOnlyList<ServerCertificate>>(),
        ServiceSpecificCredentials = Section<IReadOnlyList<OtherCredential>>(),
        SshPublicKeys = Section<IReadOnlyDictionary<string, IReadOnlyList<OtherCredential>>>(),
        LoginProfiles = Section<IReadOnlyDictionary<string, LoginProfile>>(),
        Organization = Section<Organization?>(),
        OrganizationAccounts = Section<IReadOnlyList<OrganizationAccount>>(),
        ServiceControlPolicies = Section<IReadOnlyList<ServiceControlPolicy>>(),
        RootAccessFeatures = Section<IReadOnlyList<string>?>(),
        RootEvents = Section<IReadOnlyList<CloudTrailEvent>>(),
        GuardDutyAdministrators = Section<IReadOnlyList<string>>(),
        Trails = Everywhere<IReadOnlyList<Trail>>(),
        SignIns = Everywhere<IReadOnlyList<CloudTrailEvent>>(),
        GuardDuty = Everywhere<Detector?>(),
        Instances = Everywhere<IReadOnlyList<Instance>>(),
        UnusedAccess = Everywhere<IReadOnlyList<UnusedAccessAnalyzer>>(),
    };

    private Observed<T> Section<T>() => Observed<T>.Unreadable(reasons);

    private IReadOnlyList<InRegion<T>> Everywhere<T>() => [new InRegion<T>("every region", Section<T>())];
}
