using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>EC2 2016-11-15: regions and instances.</summary>
internal static class Ec2
{
    /// <summary>Regions that need opting in to; an account sees those it did not choose as not-opted-in.</summary>
    private static readonly string[] OptInRegions = ["af-south-1", "ap-east-1", "eu-south-1", "me-central-1", "me-south-1"];

    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>(StringComparer.Ordinal)
    {
        ["DescribeRegions"] = DescribeRegions,
        ["DescribeInstances"] = DescribeInstances,
    };

    private static IEnumerable<XElement> DescribeRegions(Call call, QueryParameters input)
    {
        var named = input.List("RegionName");
        var all = input.Bool("AllRegions") ?? false;
        var regions = call.Account.Regions.Union(OptInRegions).Order(StringComparer.Ordinal).Select(name => (Name: name, Status: OptInStatus(call.Account, name))).ToList();
        if (named.FirstOrDefault(name => !regions.Exists(r => r.Name == name)) is { } unknown)
        {
            throw new AwsError("InvalidParameterValue", $"Invalid region: {unknown}");
        }

        var shown = regions
            .Where(region => named.Count > 0 ? named.Contains(region.Name) : all || region.Status != "not-opted-in")
            .Where(region => Filters(input).All(filter => filter.Name switch
            {
                "opt-in-status" => filter.Values.Contains(region.Status),
                "region-name" => filter.Values.Contains(region.Name),
                "endpoint" => filter.Values.Contains($"ec2.{region.Name}.amazonaws.com"),
                _ => throw UnknownFilter(filter.Name),
            }));
        return [new XElement("regionInfo", shown.Select(region => new XElement("item",
            new XElement("optInStatus", region.Status),
            new XElement("regionName", region.Name),
            new XElement("regionEndpoint", $"ec2.{region.Name}.amazonaws.com"))))];
    }

    private static string OptInStatus(SandboxAccount account, string region) => account.OptedIn.Contains(region)
        ? "opted-in"
        : account.Regions.Contains(region) ? "opt-in-not-required" : "not-opted-in";

    private static IEnumerable<XElement> DescribeInstances(Call call, QueryParameters input)
    {
        var ids = input.List("InstanceId");
        var here = call.Account.Ec2.Instances.FindAll(instance => instance.Region == call.Region);
        if (ids.FirstOrDefault(id => !here.Exists(instance => instance.Id == id)) is { } unknown)
        {
            throw new AwsError("InvalidInstanceID.NotFound", $"The instance ID '{unknown}' does not exist");
        }

        var size = input.Int("MaxResults") ?? 1000;
        if (size is < 5 or > 1000)
        {
            throw new AwsError("InvalidParameterValue", $"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.");
        }

        var found = here.FindAll(instance => (ids.Count == 0 || ids.Contains(instance.Id)) && Filters(input).All(filter => Passes(instance, filter.Name, filter.Values)));
        var page = Page.Of(found, size, input["NextToken"], "instances", "InvalidParameterValue");
        return
        [
            new XElement("reservationSet", page.Items.Select(instance => Reservation(call.Account.Id, instance))),
            .. page.NextToken is { } next ? [new XElement("nextToken", next)] : Array.Empty<XElement>(),
        ];
    }

    private static bool Passes(Instance instance, string filter, IReadOnlyList<string> values) => filter switch
    {
        "instance-state-name" => values.Contains(instance.State),
        "instance-id" => values.Contains(instance.Id),
        "metadata-options.http-tokens" => values.Contains(instance.HttpTokens),
        "iam-instance-profile.arn" => instance.ProfileArn is { } arn && values.Contains(arn),
        "instance.group-id" => instance.SecurityGroups.Any(group => values.Contains(group.Id)),
        "tag:Name" => values.Contains(instance.Name),
        ['t', 'a', 'g', ':', .. var key] => instance.Tags.TryGetValue(key, out var value) && values.Contains(value),
        _ => throw UnknownFilter(filter),
    };

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> Filters(QueryParameters input) =>
        input.Structures("Filter").Select(filter => (filter.Required("Name"), filter.List("Value")));

    private static AwsError UnknownFilter(string name) => new("InvalidParameterValue", $"The filter '{name}' is invalid");

    private static XElement Reservation(string account, Instance instance) => new("item",
        new XElement("reservationId", $"r-{Wire.Hex(instance.Id, 17)}"),
        new XElement("ownerId", account),
        new XElement("groupSet"),
        new XElement("instancesSet", Item(instance)));

    private static XElement Item(Instance instance) => new("item",
        new XElement("instanceId", instance.Id),
        new XElement("imageId", $"ami-{Wire.Hex("ami" + instance.Id, 17)}"),
        new XElement("instanceState", new XElement("code", Code(instance.State)), new XElement("name", instance.State)),
        new XElement("instanceType", "t3.medium"),
        new XElement("launchTime", Wire.Iso(instance.LaunchTime)),
        new XElement("placement", new XElement("availabilityZone", instance.Region + "a"), new XElement("tenancy", "default")),
        new XElement("subnetId", $"subnet-{Wire.Hex(instance.Region, 17)}"),
        new XElement("vpcId", $"vpc-{Wire.Hex("vpc" + instance.Region, 17)}"),
        new XElement("privateIpAddress", instance.PrivateIp),
        instance.PublicIp is { } ip ? new XElement("ipAddress", ip) : null,
        new XElement("groupSet", instance.SecurityGroups.Select(group => new XElement("item", new XElement("groupId", group.Id), new XElement("groupName", group.Name)))),
        new XElement("tagSet", instance.Tags.Prepend(new("Name", instance.Name)).Select(tag => new XElement("item", new XElement("key", tag.Key), new XElement("value", tag.Value)))),
        instance.ProfileArn is { } profile ? new XElement("iamInstanceProfile", new XElement("arn", profile), new XElement("id", "AIPA" + Wire.Hex(profile, 17).ToUpperInvariant())) : null,
        new XElement("metadataOptions",
            new XElement("state", "applied"),
            new XElement("httpTokens", instance.HttpTokens),
            new XElement("httpPutResponseHopLimit", 1),
            new XElement("httpEndpoint", "enabled"),
            new XElement("httpProtocolIpv6", "disabled"),
            new XElement("instanceMetadataTags", "disabled")));

    private static int Code(string state) => state switch { "pending" => 0, "running" => 16, "shutting-down" => 32, "terminated" => 48, "stopping" => 64, _ => 80 };
}
