namespace ChatGuard.Aws.Wire;

/// <summary>How a service is addressed and spoken to; the facts of its public API model.</summary>
/// <param name="ServiceId">The model's service id; AWS_ENDPOINT_URL_<i>ID</i> overrides its endpoint.</param>
/// <param name="SigningName">The service in the SigV4 scope.</param>
/// <param name="EndpointPrefix">The host's first label.</param>
/// <param name="Protocol">What its requests and answers look like.</param>
/// <param name="Version">The API version (query, ec2) or the X-Amz-Target prefix (json); empty for rest-json.</param>
/// <param name="Global">Whether one endpoint a partition serves all regions.</param>
internal sealed record AwsService(string ServiceId, string SigningName, string EndpointPrefix, AwsProtocol Protocol, string Version, bool Global = false)
{
    public static readonly AwsService Iam = new("IAM", "iam", "iam", AwsProtocol.Query, "2010-05-08", Global: true);
    public static readonly AwsService CloudTrail = new("CloudTrail", "cloudtrail", "cloudtrail", AwsProtocol.Json, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");
    public static readonly AwsService GuardDuty = new("GuardDuty", "guardduty", "guardduty", AwsProtocol.RestJson, "");
    public static readonly AwsService Ec2 = new("EC2", "ec2", "ec2", AwsProtocol.Query, "2016-11-15");
    public static readonly AwsService Kms = new("KMS", "kms", "kms", AwsProtocol.Json, "TrentService");
    public static readonly AwsService Organizations = new("Organizations", "organizations", "organizations", AwsProtocol.Json, "AWSOrganizationsV20161128", Global: true);
    public static readonly AwsService AccessAnalyzer = new("AccessAnalyzer", "access-analyzer", "access-analyzer", AwsProtocol.RestJson, "");

    /// <summary>The public endpoint in a region, and the region to sign for.</summary>
    public (string Url, string SigningRegion) Endpoint(string region)
    {
        var (suffix, home) = region switch
        {
            _ when region.StartsWith("cn-", StringComparison.Ordinal) => ("amazonaws.com.cn", this == Organizations ? "cn-northwest-1" : "cn-north-1"),
            _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => ("amazonaws.com", "us-gov-west-1"),
            _ => ("amazonaws.com", "us-east-1"),
        };
        return (Global, this == Iam) switch
        {
            (true, true) when home == "us-east-1" => ($"https://iam.{suffix}", home),
            (true, true) when home == "us-gov-west-1" => ($"https://iam.us-gov.{suffix}", home),
            (true, _) => ($"https://{EndpointPrefix}.{home}.{suffix}", home),
            _ => ($"https://{EndpointPrefix}.{region}.{suffix}", region),
        };
    }
}

/// <summary>AWS's wire protocols as ChatGuard needs them; ec2 differs from query only in its answers.</summary>
internal enum AwsProtocol
{
    Query,
    Json,
    RestJson,
}
