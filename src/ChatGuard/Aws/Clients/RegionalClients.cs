using System.Xml.Linq;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>Amazon EC2 in one region.</summary>
internal sealed class Ec2Client(AwsClient wire)
{
    /// <summary>The regions that are enabled for the account.</summary>
    public async Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken)
    {
        var answer = await wire.QueryAsync("DescribeRegions", new Dictionary<string, string> { ["AllRegions"] = "false" }, cancellationToken);
        return [.. answer.List("regionInfo").Select(region => region.Required("regionName")).Order(StringComparer.Ordinal)];
    }

    public Task<List<Instance>> DescribeInstancesAsync(CancellationToken cancellationToken) => Paging.AllAsync<Instance>(async token =>
    {
        var parameters = new Dictionary<string, string> { ["MaxResults"] = "1000" };
        if (token is not null)
        {
            parameters["NextToken"] = token;
        }

        var answer = await wire.QueryAsync("DescribeInstances", parameters, cancellationToken);
        var instances = answer.List("reservationSet").SelectMany(reservation => reservation.List("instancesSet")).Select(Instance).ToList();
        return (instances, answer.Text("nextToken"));
    });

    private static Instance Instance(XElement instance) => new(
        instance.Required("instanceId"),
        instance.Element("instanceState")?.Text("name") ?? "unknown",
        instance.Element("iamInstanceProfile")?.Text("arn"),
        instance.List("tagSet").FirstOrDefault(tag => tag.Text("key") == "Name")?.Text("value"));
}

/// <summary>AWS Key Management Service in one region.</summary>
internal sealed class KmsClient(AwsClient wire)
{
    public async Task<KmsKey> DescribeKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        var key = (await wire.JsonAsync("DescribeKey", new { KeyId = keyId }, cancellationToken)).Member("KeyMetadata") ?? throw new InvalidDataException("KeyMetadata is missing");
        return new KmsKey(key.Required("KeyId"), key.Bool("Enabled"), key.Text("KeyManager") ?? "");
    }
}

/// <summary>IAM Access Analyzer in one region.</summary>
internal sealed class AccessAnalyzerClient(AwsClient wire)
{
    private static readonly string[] Active = ["ACTIVE"];

    /// <summary>ARN and name of the analyzers of a type, such as <c>ACCOUNT_UNUSED_ACCESS</c>.</summary>
    public Task<List<(string Arn, string Name)>> ListAnalyzersAsync(string type, CancellationToken cancellationToken) => Paging.AllAsync<(string, string)>(async token =>
    {
        var parameters = new Dictionary<string, string> { ["type"] = type };
        if (token is not null)
        {
            parameters["nextToken"] = token;
        }

        var answer = await wire.RestAsync(new AwsRequest("ListAnalyzers") { Method = "GET", Path = "/analyzer", Parameters = parameters }, cancellationToken);
        return (answer.List("analyzers").Select(each => (each.Required("arn"), each.Required("name"))).ToList(), answer.Text("nextToken"));
    });

    /// <summary>How many findings of an analyzer are ACTIVE.</summary>
    public async Task<int> CountActiveFindingsAsync(string analyzerArn, CancellationToken cancellationToken)
    {
        var ids = await Paging.AllAsync<string>(async token =>
        {
            var body = new Dictionary<string, object> { ["analyzerArn"] = analyzerArn, ["filter"] = new { status = new { eq = Active } }, ["maxResults"] = 100 };
            if (token is not null)
            {
                body["nextToken"] = token;
            }

            var answer = await wire.RestAsync(new AwsRequest("ListFindingsV2") { Path = "/findingv2", Body = body }, cancellationToken);
            return (answer.List("findings").Select(finding => finding.Required("id")).ToList(), answer.Text("nextToken"));
        });
        return ids.Count;
    }
}

/// <summary>AWS Organizations.</summary>
internal sealed class OrganizationsClient(AwsClient wire)
{
    /// <summary>The organization; null where the account is in none.</summary>
    public async Task<Organization?> DescribeOrganizationAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organization = (await wire.JsonAsync("DescribeOrganization", null, cancellationToken)).Member("Organization") ?? throw new InvalidDataException("Organization is missing");
            return new Organization(organization.Required("Id"), organization.Required("MasterAccountId"));
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "AWSOrganizationsNotInUseException")
        {
            return null;
        }
    }

    public Task<List<OrganizationAccount>> ListAccountsAsync(CancellationToken cancellationToken) => AllAsync(
        "ListAccounts",
        [],
        "Accounts",
        account => new OrganizationAccount(account.Required("Id"), account.Text("Name") ?? "", account.Text("Email") ?? ""),
        cancellationToken);

    /// <summary>Ids and names of the service control policies that are not AWS's own.</summary>
    public async Task<IReadOnlyList<(string Id, string Name)>> ListServiceControlPoliciesAsync(CancellationToken cancellationToken)
    {
        var policies = await AllAsync(
            "ListPolicies",
            new() { ["Filter"] = "SERVICE_CONTROL_POLICY" },
            "Policies",
            policy => (Id: policy.Required("Id"), Name: policy.Text("Name") ?? "", AwsManaged: policy.Bool("AwsManaged")),
            cancellationToken);
        return [.. policies.Where(policy => !policy.AwsManaged).Select(policy => (policy.Id, policy.Name))];
    }

    public async Task<string> DescribePolicyAsync(string policyId, CancellationToken cancellationToken) =>
        (await wire.JsonAsync("DescribePolicy", new { PolicyId = policyId }, cancellationToken)).Member("Policy")?.Text("Content") ?? throw new InvalidDataException("Content is missing");

    public Task<List<string>> ListTargetsForPolicyAsync(string policyId, CancellationToken cancellationToken) =>
        AllAsync("ListTargetsForPolicy", new() { ["PolicyId"] = policyId }, "Targets", target => target.Required("TargetId"), cancellationToken);

    private Task<List<T>> AllAsync<T>(string operation, Dictionary<string, object> body, string list, Func<System.Text.Json.JsonElement, T> item, CancellationToken cancellationToken) =>
        Paging.AllAsync<T>(async token =>
        {
            var page = new Dictionary<string, object>(body);
            if (token is not null)
            {
                page["NextToken"] = token;
            }

            var answer = await wire.JsonAsync(operation, page, cancellationToken);
            return (answer.List(list).Select(item).ToList(), answer.Text("NextToken"));
        });
}
