using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>
/// Tells since when keys are inactive and MFA devices unassigned: IAM keeps neither date, CloudTrail's history has the calls.
/// It is asked only where something is inactive or unassigned.
/// </summary>
internal sealed class Deactivations(CloudTrailReader cloudTrail, Section section)
{
    public async Task<AccountSnapshot> ApplyAsync(AccountSnapshot snapshot)
    {
        var inactive = snapshot.Credentials.Match((report, _) => report.Users.Any(user => user.AccessKeys.Any(key => !key.Active)), _ => false);
        var unassigned = snapshot.VirtualMfaDevices.Match((devices, _) => devices.Any(device => device.UserArn is null), _ => false);
        var keys = inactive ? await cloudTrail.ReadIamCallsAsync("UpdateAccessKey") : Nothing;
        var made = unassigned ? await cloudTrail.ReadIamCallsAsync("CreateVirtualMFADevice") : Nothing;
        var freed = unassigned ? await cloudTrail.ReadIamCallsAsync("DeactivateMFADevice") : Nothing;
        return snapshot with
        {
            Credentials = snapshot.Credentials.Select(report => Apply(report, keys.Match((events, _) => events, _ => []))),
            VirtualMfaDevices = made.And(freed).Match(
                (both, _) => snapshot.VirtualMfaDevices.Select<IReadOnlyList<VirtualMfaDevice>>(devices => [.. devices.Select(device => Apply(device, [.. both.First, .. both.Second]))]),
                _ => snapshot.VirtualMfaDevices),
        };
    }

    private static Observed<IReadOnlyList<CloudTrailEvent>> Nothing { get; } = Observed<IReadOnlyList<CloudTrailEvent>>.Known([], default);

    private static CredentialReport Apply(CredentialReport report, IReadOnlyList<CloudTrailEvent> changes)
    {
        var deactivations = changes.Where(change => change is { TargetUser: not null, TargetStatus: "Inactive" }).ToLookup(change => change.TargetUser!, StringComparer.Ordinal);
        return deactivations.Count == 0 ? report : report with { Users = [.. report.Users.Select(user => Apply(user, [.. deactivations[user.UserName]]))] };
    }

    /// <summary>A key is matched by its id where that was read live; else the event counts for the only inactive key of its user.</summary>
    private static UserCredentials Apply(UserCredentials user, IReadOnlyList<CloudTrailEvent> events)
    {
        var alone = user.AccessKeys.Count(key => !key.Active) == 1;
        return events.Count == 0 ? user : user with { AccessKeys = [.. user.AccessKeys.Select(key => key.Active ? key : key with { DeactivatedAt = Latest(key) })] };

        DateTimeOffset? Latest(AccessKey key) => events
            .Where(change => key.KeyId is null ? alone : change.TargetKey == key.KeyId)
            .Select(change => (DateTimeOffset?)change.Time)
            .Max();
    }

    /// <summary>A device that no call of the whole history made or freed has been unassigned for at least as long as the history goes back.</summary>
    private VirtualMfaDevice Apply(VirtualMfaDevice device, IReadOnlyList<CloudTrailEvent> changes) => device.UserArn is not null ? device : device with
    {
        FirstSeen = changes.Where(change => change.TargetDevice == device.SerialNumber).Select(change => (DateTimeOffset?)change.Time).Max() ?? section.Now - CloudTrailReader.History,
    };
}
