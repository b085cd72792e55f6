namespace ChatGuard.Core.Snapshots;

/// <summary>Everything a snapshot could not read.</summary>
public static class UnreadableSections
{
    /// <summary>Each reason once, in the order of the snapshot's sections; what a member account never shows is left out.</summary>
    public static IReadOnlyList<Unreadable> Of(AccountSnapshot snapshot) =>
    [
        .. Whole(snapshot)
            .Concat(Regional(snapshot.Trails, TrailParts))
            .Concat(Regional(snapshot.SignIns, _ => []))
            .Concat(Regional(snapshot.GuardDuty, detector => detector is null ? [] : [.. detector.Findings.Reasons, .. detector.Filters.Reasons, .. detector.OrganizationAutoEnable.Reasons]))
            .Concat(Regional(snapshot.Instances, _ => []))
            .Concat(Regional(snapshot.UnusedAccess, analyzers => analyzers.SelectMany(analyzer => analyzer.ActiveFindings.Reasons)))
            .Concat(snapshot.Incomplete)
            .Where(reason => reason.Error != Unreadable.MemberAccount)
            .Distinct(),
    ];

    private static IEnumerable<Unreadable> Whole(AccountSnapshot s) =>
    [
        .. s.Regions.Reasons, .. s.Summary.Reasons, .. s.Credentials.Reasons, .. s.Authorization.Reasons, .. s.PasswordPolicy.Reasons,
        .. s.VirtualMfaDevices.Reasons, .. s.FederationProviders.Reasons, .. s.ServerCertificates.Reasons, .. s.ServiceSpecificCredentials.Reasons,
        .. s.SshPublicKeys.Reasons, .. s.LoginProfiles.Reasons, .. s.Organization.Reasons, .. s.OrganizationAccounts.Reasons,
        .. s.ServiceControlPolicies.Reasons, .. s.RootAccessFeatures.Reasons, .. s.RootEvents.Reasons, .. s.GuardDutyAdministrators.Reasons,
    ];

    private static IEnumerable<Unreadable> Regional<T>(IReadOnlyList<InRegion<T>> regions, Func<T, IEnumerable<Unreadable>> parts) =>
        regions.SelectMany(part => part.Section.Match((value, _) => parts(value), reasons => reasons));

    private static IEnumerable<Unreadable> TrailParts(IReadOnlyList<Trail> trails) => trails.SelectMany(trail => (IEnumerable<Unreadable>)
    [
        .. trail.Status.Reasons, .. trail.Selectors.Reasons, .. trail.InsightTypes.Reasons, .. trail.Key.Reasons, .. trail.Bucket.Presence.Reasons,
        .. trail.Bucket.Presence.Match(
            (presence, _) => presence == BucketPresence.Ours
                ? [.. trail.Bucket.PolicyIsPublic.Reasons, .. trail.Bucket.PublicGrants.Reasons, .. trail.Bucket.PublicAccessBlock.Reasons, .. trail.Bucket.LoggingTarget.Reasons, .. trail.Bucket.Versioning.Reasons, .. trail.Bucket.ObjectLock.Reasons]
                : Array.Empty<Unreadable>(),
            _ => []),
    ]);
}
