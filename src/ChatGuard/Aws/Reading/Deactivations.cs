using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Reading;

/// <summary>
/// Tells since when keys are inactive and MFA devices unassigned: IAM keeps neither date, CloudTrail's history has the calls.
/// It is asked only where something is inactive or unassigned.
/// </summary>
internal sealed class Deactivations(CloudTrailReader cloudTrail, Section section)
{
    public async Task<Observed<CredentialReport>> OfKeysAsync(Observed<CredentialReport> report)
    {
        var inactive = report.Match((value, _) => value.Users.Any(user => user.AccessKeys.Any(key => !key.Active)), _ => false);
        if (!inactive)
        {
            return report;
        }

        var changes = await LookupAsync("UpdateAccessKey");
        return report.Select(value => Apply(value, changes.Match((events, _) => events, _ => [])));
    }

    public async Task<Observed<IReadOnlyList<VirtualMfaDevice>>> OfDevicesAsync(Observed<IReadOnlyList<VirtualMfaDevice>> devices)
    {
        var unassigned = devices.Match((value, _) => value.Any(device => device.UserArn is null), _ => false);
        if (!unassigned)
        {
            return devices;
        }

        var changes = (await LookupAsync("CreateVirtualMFADevice")).And(await LookupAsync("DeactivateMFADevice"));
        return changes.Match(
            (both, _) => devices.Select<IReadOnlyList<VirtualMfaDevice>>(value => [.. value.Select(device => Apply(device, [.. both.First, .. both.Second]))]),
            _ => devices);
    }

    private async Task<Observed<IReadOnlyList<CloudTrailEvent>>> LookupAsync(string name)
    {
        var events = await cloudTrail.ReadIamCallsAsync(name);
        foreach (var reason in events.Reasons)
        {
            section.Incomplete.Enqueue(reason);
        }

        return events;
    }

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
