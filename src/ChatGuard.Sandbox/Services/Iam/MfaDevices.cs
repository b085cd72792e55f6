using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>MFA devices: virtual ones exist by themselves and may be assigned, others only on a user.</summary>
internal static class MfaDevices
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListMFADevices"] = List,
        ["ListVirtualMFADevices"] = ListVirtual,
        ["DeactivateMFADevice"] = Deactivate,
        ["DeleteVirtualMFADevice"] = DeleteVirtual,
    };

    private static IEnumerable<XElement> List(Call call, QueryParameters input)
    {
        var user = call.User(input);
        return Paging.Of(input, user.Mfa.OrderBy(device => device.Serial, StringComparer.Ordinal), device => device.Serial).Answer("MFADevices", device =>
        [
            new("UserName", IamLookup.ShownName(user)),
            new("SerialNumber", device.Serial),
            new("EnableDate", IamXml.Iso(device.Enabled)),
        ]);
    }

    private static IEnumerable<XElement> ListVirtual(Call call, QueryParameters input)
    {
        var iam = call.Account.Iam;
        var status = input["AssignmentStatus"] ?? "Any";
        var assigned = iam.Users.Values.Append(iam.Root)
            .SelectMany(user => user.Mfa, (user, device) => (device.Serial, User: (IamUser?)user, Device: (MfaDevice?)device))
            .Where(entry => entry.Device!.IsVirtual && status != "Unassigned");
        var unassigned = iam.UnassignedMfa
            .Select(serial => (Serial: serial, User: (IamUser?)null, Device: (MfaDevice?)null))
            .Where(_ => status != "Assigned");
        return Paging.Of(input, assigned.Concat(unassigned).OrderBy(entry => entry.Serial, StringComparer.Ordinal), entry => entry.Serial).Answer("VirtualMFADevices", entry =>
        [
            new("SerialNumber", entry.Serial),
            .. entry.User is null ? Array.Empty<XElement>() : [new XElement("User", IamXml.User(entry.User)), new XElement("EnableDate", IamXml.Iso(entry.Device!.Enabled))],
        ]);
    }

    private static IEnumerable<XElement> Deactivate(Call call, QueryParameters input)
    {
        var user = call.User(input);
        var serial = input.Required("SerialNumber");
        var device = user.Mfa.Find(d => d.Serial == serial)
            ?? throw new AwsError("NoSuchEntity", $"MFA device with serial number {serial} does not exist for user {IamLookup.ShownName(user)}.", 404);
        call.Save(user with { Mfa = user.Mfa.Remove(device) });
        if (device.IsVirtual)
        {
            call.Account.Iam.UnassignedMfa = call.Account.Iam.UnassignedMfa.Add(serial);
        }

        return [];
    }

    private static IEnumerable<XElement> DeleteVirtual(Call call, QueryParameters input)
    {
        var iam = call.Account.Iam;
        var serial = input.Required("SerialNumber");
        if (iam.Users.Values.Append(iam.Root).Any(user => user.Mfa.Exists(device => device.Serial == serial)))
        {
            throw new AwsError("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.", 409);
        }

        iam.UnassignedMfa = iam.UnassignedMfa.Contains(serial)
            ? iam.UnassignedMfa.Remove(serial)
            : throw new AwsError("NoSuchEntity", $"VirtualMFADevice with serial number {serial} doesn't exist.", 404);
        return [];
    }
}
