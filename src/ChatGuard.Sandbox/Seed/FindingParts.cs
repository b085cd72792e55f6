using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Seed;

/// <summary>The parts that findings are put together from, each in GuardDuty's shape: what it is about and what happened.</summary>
internal static class FindingParts
{
    /// <summary>Credentials; <paramref name="userType"/> is IAMUser, AssumedRole or Root.</summary>
    public static JsonObject Key(string userName, string userType, string? accessKeyId, string principalId) => Wire.Object(
        ("resourceType", "AccessKey"),
        ("accessKeyDetails", Wire.Object(("accessKeyId", accessKeyId), ("principalId", principalId), ("userName", userName), ("userType", userType))));

    public static JsonObject Bucket(string name, string owner, string permission) => Wire.Object(
        ("resourceType", "S3Bucket"),
        ("s3BucketDetails", Wire.Array([Wire.Object(
            ("arn", $"arn:aws:s3:::{name}"),
            ("name", name),
            ("type", "Destination"),
            ("owner", Wire.Object(("id", Services.S3.CanonicalId(owner)))),
            ("publicAccess", Wire.Object(("effectivePermission", permission))))])));

    /// <summary>An instance of the story; the facts come from <see cref="ComputeSeed"/>.</summary>
    public static JsonObject Instance(SandboxAccount account, string id)
    {
        var facts = ComputeSeed.Instances.Single(instance => instance.Id == id);
        var network = Wire.Object(
            ("networkInterfaceId", $"eni-{Wire.Hex(id, 17)}"),
            ("privateIpAddress", facts.PrivateIp),
            ("publicIp", facts.PublicIp),
            ("securityGroups", Wire.Array([Wire.Object(("groupId", facts.GroupId), ("groupName", facts.GroupName))])));
        return Wire.Object(
            ("resourceType", "Instance"),
            ("instanceDetails", Wire.Object(
                ("instanceId", id),
                ("instanceType", "t3.medium"),
                ("imageId", $"ami-{Wire.Hex("ami" + id, 17)}"),
                ("iamInstanceProfile", facts.Profile is null ? null : Wire.Object(("arn", ComputeSeed.ProfileArn(account.Id, facts.Profile)))),
                ("networkInterfaces", Wire.Array([network])),
                ("tags", Wire.Array([Wire.Object(("key", "Name"), ("value", facts.Name))])))));
    }

    public static JsonObject ApiCall(string api, string service, string ip, string country, (string Type, string Name)? affected = null) => Wire.Object(
        ("actionType", "AWS_API_CALL"),
        ("awsApiCallAction", Wire.Object(
            ("api", api),
            ("serviceName", service),
            ("callerType", "Remote IP"),
            ("remoteIpDetails", Remote(ip, country)),
            ("affectedResources", affected is { } resource ? Wire.Object((resource.Type, resource.Name)) : new JsonObject()))));

    public static JsonObject DnsRequest(string domain) => Wire.Object(
        ("actionType", "DNS_REQUEST"),
        ("dnsRequestAction", Wire.Object(("domain", domain), ("protocol", "UDP"), ("blocked", false))));

    public static JsonObject Connection(string direction, int localPort, string portName, int remotePort, string ip, string country) => Wire.Object(
        ("actionType", "NETWORK_CONNECTION"),
        ("networkConnectionAction", Wire.Object(
            ("connectionDirection", direction),
            ("protocol", "TCP"),
            ("blocked", false),
            ("localPortDetails", Wire.Object(("port", localPort), ("portName", portName))),
            ("remotePortDetails", Wire.Object(("port", remotePort), ("portName", "Unknown"))),
            ("remoteIpDetails", Remote(ip, country)))));

    public static JsonObject PortProbe(int port, string portName, string ip, string country) => Wire.Object(
        ("actionType", "PORT_PROBE"),
        ("portProbeAction", Wire.Object(
            ("blocked", false),
            ("portProbeDetails", Wire.Array([Wire.Object(
                ("localPortDetails", Wire.Object(("port", port), ("portName", portName))),
                ("remoteIpDetails", Remote(ip, country)))])))));

    private static JsonObject Remote(string ip, string country)
    {
        var (name, city, lat, lon) = Places[country];
        return Wire.Object(
            ("ipAddressV4", ip),
            ("country", Wire.Object(("countryCode", country), ("countryName", name))),
            ("city", Wire.Object(("cityName", city))),
            ("geoLocation", Wire.Object(("lat", lat), ("lon", lon))),
            ("organization", Wire.Object(("asn", "64500"), ("asnOrg", "Example Transit"), ("isp", "Example Transit"), ("org", "Example Hosting"))));
    }

    private static readonly Dictionary<string, (string Name, string City, double Lat, double Lon)> Places = new(StringComparer.Ordinal)
    {
        ["BR"] = ("Brazil", "São Paulo", -23.55, -46.63),
        ["DE"] = ("Germany", "Hamburg", 53.55, 9.99),
        ["NL"] = ("Netherlands", "Amsterdam", 52.37, 4.9),
        ["SE"] = ("Sweden", "Stockholm", 59.33, 18.07),
        ["SG"] = ("Singapore", "Singapore", 1.35, 103.82),
        ["US"] = ("United States", "Ashburn", 39.04, -77.49),
        ["VN"] = ("Vietnam", "Hanoi", 21.03, 105.85),
    };
}
