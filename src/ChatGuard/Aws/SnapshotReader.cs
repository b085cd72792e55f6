using ChatGuard.Aws.Reading;
using ChatGuard.Core.Checks;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws;

/// <summary>Reads one account into a snapshot, all sections at once. Nothing AWS or the network does makes it fail: what could not be read says so.</summary>
internal sealed class SnapshotReader(AwsOptions options, Thresholds thresholds, TimeProvider clock)
{
    /// <param name="account">The account's clients.</param>
    /// <param name="progress">Told how far it is, one short line each time.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public async Task<AccountSnapshot> ReadAsync(AwsAccount account, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ReadTimeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var label = account.Options.Name.Length > 0 ? account.Options.Name : account.Options.Id.Length > 0 ? account.Options.Id : "the account";
        var parts = 0;
        var section = new Section(clock, () => progress?.Report($"Reading {label}: {Interlocked.Increment(ref parts)} parts"), deadline.Token, cancellationToken);

        var identity = await section.ReadAsync("identity", account.Options.ReadRoleArn is null ? "sts:GetCallerIdentity" : "sts:AssumeRole", null, account.GetCallerIdentityAsync);
        return await identity.Match(
            (caller, _) => ReadAsync(account, caller.AccountId, caller.Arn, section),
            reasons => Task.FromResult(new NothingReadable(reasons).Snapshot(account.Options, clock.GetUtcNow())));
    }

    private async Task<AccountSnapshot> ReadAsync(AwsAccount account, string accountId, string callerArn, Section section)
    {
        if (account.Options.Id.Length > 0 && account.Options.Id != accountId)
        {
            var wrong = new Unreadable("identity", "sts:GetCallerIdentity", null, "WrongAccount", $"the credentials belong to account {accountId}, configured is {account.Options.Id}");
            return new NothingReadable([wrong]).Snapshot(account.Options, clock.GetUtcNow());
        }

        var regions = account.Options.Regions.Count > 0
            ? Observed<IReadOnlyList<string>>.Known(account.Options.Regions, section.Now)
            : await section.ReadAsync("regions", "ec2:DescribeRegions", account.Region, account.Ec2(account.Region).DescribeRegionsAsync);
        var readable = regions.Match((names, _) => names, _ => [account.Region]);

        var cloudTrail = new CloudTrailReader(account, accountId, section, options.EventPages);
        var iam = ReadIamAsync(account, section, new Deactivations(cloudTrail, section));
        var organization = new OrganizationReader(account, accountId, section).ReadIntoAsync(new NothingReadable([]).Snapshot(account.Options, section.Now));
        var regional = new RegionalReader(account, section);
        var rootEvents = cloudTrail.ReadRootEventsAsync();
        var signIns = cloudTrail.ReadSignInsAsync(readable);
        var trails = cloudTrail.ReadTrailsAsync(readable);
        var guardDuty = regional.ReadGuardDutyAsync(readable);
        var instances = regional.ReadInstancesAsync(readable);
        var unusedAccess = regional.ReadUnusedAccessAsync(readable);

        var organizationPart = await organization;
        return (await iam) with
        {
            AccountId = accountId,
            AccountName = await NameAsync(account, accountId, organizationPart.OrganizationAccounts, section),
            Partition = callerArn.Split(':') is { Length: > 1 } arn ? arn[1] : "aws",
            Regions = regions,
            Organization = organizationPart.Organization,
            OrganizationAccounts = organizationPart.OrganizationAccounts,
            ServiceControlPolicies = organizationPart.ServiceControlPolicies,
            RootAccessFeatures = organizationPart.RootAccessFeatures,
            GuardDutyAdministrators = organizationPart.GuardDutyAdministrators,
            RootEvents = await rootEvents,
            SignIns = Complete(await signIns, regions),
            Trails = Complete(await trails, regions),
            GuardDuty = Complete(await guardDuty, regions),
            Instances = Complete(await instances, regions),
            UnusedAccess = Complete(await unusedAccess, regions),
            Incomplete = [.. section.Incomplete],
            TakenAt = clock.GetUtcNow(),
        };
    }

    /// <summary>Where the regions are unknown, what was read of one region is not all there is: the others are unreadable, so that no check passes by them.</summary>
    private static IReadOnlyList<InRegion<T>> Complete<T>(IReadOnlyList<InRegion<T>> parts, Observed<IReadOnlyList<string>> regions) =>
        regions.Match((_, _) => parts, reasons => [.. parts, new InRegion<T>("every other region", Observed<T>.Unreadable(reasons))]);

    private async Task<AccountSnapshot> ReadIamAsync(AwsAccount account, Section section, Deactivations deactivations)
    {
        var iam = account.Iam;
        var reader = new IamReader(iam, section, thresholds);
        var report = reader.ReadReportAsync();
        var summary = section.ReadAsync("account-summary", "iam:GetAccountSummary", null, iam.GetAccountSummaryAsync);
        var authorization = section.ReadAsync("authorization", "iam:GetAccountAuthorizationDetails", null, iam.GetAccountAuthorizationDetailsAsync);
        var passwordPolicy = section.ReadAsync("password-policy", "iam:GetAccountPasswordPolicy", null, iam.GetAccountPasswordPolicyAsync);
        var devices = section.ReadAsync<IReadOnlyList<VirtualMfaDevice>>("mfa-devices", "iam:ListVirtualMFADevices", null, async ct => await iam.ListVirtualMFADevicesAsync(ct));
        var providers = reader.ReadProvidersAsync();
        var certificates = section.ReadAsync<IReadOnlyList<ServerCertificate>>("server-certificates", "iam:ListServerCertificates", null, async ct => await iam.ListServerCertificatesAsync(ct));
        var credentials = section.ReadAsync<IReadOnlyList<OtherCredential>>("service-specific-credentials", "iam:ListServiceSpecificCredentials", null, async ct => await iam.ListServiceSpecificCredentialsAsync(ct));

        var (reported, fresh) = await report;
        var details = await authorization;
        var overlaid = await reported.Match(
            (value, asOf) => details.Match(
                async (live, _) => Observed<CredentialReport>.Known(fresh ? value : await reader.OverlayAsync(value, live.Users, LiveBudget.For(value.Users.Count, options.LiveReads).Users), asOf),
                _ => Task.FromResult(reported)),
            _ => Task.FromResult(reported));
        var profiles = PerUserAsync(overlaid, users => reader.ReadLoginProfilesAsync(users, LiveBudget.For(users.Count, options.LiveReads).LoginProfiles));
        var dated = deactivations.OfKeysAsync(overlaid);
        var datedDevices = deactivations.OfDevicesAsync(await devices);
        var sshKeys = PerUserAsync(overlaid, users => reader.ReadSshKeysAsync(users, LiveBudget.For(users.Count, options.LiveReads).SshKeys));
        return new NothingReadable([]).Snapshot(account.Options, section.Now) with
        {
            Summary = await summary,
            Credentials = await dated,
            Authorization = details,
            PasswordPolicy = await passwordPolicy,
            VirtualMfaDevices = await datedDevices,
            FederationProviders = await providers,
            ServerCertificates = await certificates,
            ServiceSpecificCredentials = await credentials,
            LoginProfiles = await profiles,
            SshPublicKeys = await sshKeys,
        };
    }

    private static Task<Observed<IReadOnlyDictionary<string, T>>> PerUserAsync<T>(
        Observed<CredentialReport> report, Func<IReadOnlyList<UserCredentials>, Task<Observed<IReadOnlyDictionary<string, T>>>> read) => report.Match(
        (value, _) => read(value.Users),
        reasons => Task.FromResult(Observed<IReadOnlyDictionary<string, T>>.Unreadable(reasons)));

    private static async Task<string> NameAsync(AwsAccount account, string accountId, Observed<IReadOnlyList<OrganizationAccount>> accounts, Section section)
    {
        if (account.Options.Name.Length > 0)
        {
            return account.Options.Name;
        }

        var listed = accounts.Match((all, _) => all.FirstOrDefault(each => each.Id == accountId)?.Name, _ => null);
        if (!string.IsNullOrEmpty(listed))
        {
            return listed;
        }

        var aliases = await section.ReadAsync("account-alias", "iam:ListAccountAliases", null, account.Iam.ListAccountAliasesAsync);
        return aliases.Match((names, _) => names.Count > 0 ? names[0] : accountId, _ => accountId);
    }
}
