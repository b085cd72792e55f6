using ChatGuard.Core.Snapshots;

namespace ChatGuard.Core.Checks.Iam;

/// <summary>Virtual MFA devices that belong to nobody are removed after 30 days. AWS does not say when one was made; first sight or its last assignment stands in.</summary>
public sealed class UserMfaOrphanDevice() : Check("user-mfa-orphan-device", Severity.Low, "No MFA device is left unassigned")
{
    public override Guidance Guidance => new(
        "A device that belongs to nobody is left over from a person who went, or was prepared by somebody who should not have.",
        [
            "Look in CloudTrail for CreateVirtualMFADevice or DeactivateMFADevice to see whose it was.",
            "Ask that person whether it is to be assigned.",
            "Delete it: aws iam delete-virtual-mfa-device with its serial number.",
        ]);

    protected override IEnumerable<Finding> Evaluate(Evidence evidence) => evidence.Open(evidence.Snapshot.VirtualMfaDevices, devices =>
        OrPass(devices.Where(device => device.UserArn is null).Select(device => Judge(evidence, device)), evidence, "every virtual MFA device is assigned"));

    private static Finding Judge(Evidence evidence, VirtualMfaDevice device)
    {
        if ((device.FirstSeen ?? device.EnableDate) is not { } since)
        {
            return Unknown(device.SerialNumber, "unassigned; AWS does not say since when");
        }

        var age = evidence.Age(since);
        var limit = evidence.Thresholds.OrphanMfaDevice;
        return age > limit
            ? Fail(device.SerialNumber, $"unassigned for {age} d (at most {limit})")
            : Pass(device.SerialNumber, $"unassigned for {age} d, at most {limit}");
    }
}
