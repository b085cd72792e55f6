using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services.Iam;
using ChatGuard.Sandbox.Services.Sts;
using ChatGuard.Sandbox.Signing;

namespace ChatGuard.Sandbox.Services;

/// <summary>A service as the dispatcher knows it.</summary>
/// <param name="Name">The name that recorded calls and faults use.</param>
/// <param name="IsGlobal">Whether it answers whatever the caller's regions are.</param>
internal sealed record AwsService(string Name, Protocol Protocol, bool IsGlobal = false);

/// <summary>Every service the sandbox has, by signing name: one line a service.</summary>
internal static class ServiceCatalog
{
    private static readonly AwsService Iam = new("iam", new QueryProtocol("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", IamOperations.All), IsGlobal: true);
    private static readonly AwsService Sts = new("sts", new QueryProtocol("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/", StsOperations.All));
    private static readonly AwsService CloudTrailService = new("cloudtrail", new JsonProtocol("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", CloudTrail.Operations));
    private static readonly AwsService KmsService = new("kms", new JsonProtocol("TrentService", Kms.Operations));
    private static readonly AwsService OrganizationsService = new("organizations", new JsonProtocol("AWSOrganizationsV20161128", Organizations.Operations), IsGlobal: true);
    private static readonly AwsService Ec2Service = new("ec2", new Ec2Protocol("2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/", Ec2.Operations));
    private static readonly AwsService GuardDutyService = new("guardduty", new RestJsonProtocol(GuardDuty.Routes));
    private static readonly AwsService AccessAnalyzerService = new("access-analyzer", new RestJsonProtocol(AccessAnalyzer.Routes));
    private static readonly AwsService S3Service = new("s3", new RestXmlProtocol("http://s3.amazonaws.com/doc/2006-03-01/", S3.Routes));
    private static readonly AwsService S3ControlService = new("s3control", new RestXmlProtocol("http://awss3control.amazonaws.com/doc/2018-08-20/", S3Control.Routes, bucketInHost: false));

    private static readonly AwsService UnknownJson = new("unknown", new JsonProtocol("", new Dictionary<string, JsonOperation>()));
    private static readonly AwsService UnknownQuery = new("unknown", new QueryProtocol("", "", new Dictionary<string, QueryOperation>()));
    private static readonly AwsService UnknownRest = new("unknown", new RestJsonProtocol([]));

    private static readonly Dictionary<string, AwsService> BySigningName = new(StringComparer.Ordinal)
    {
        ["iam"] = Iam,
        ["sts"] = Sts,
        ["cloudtrail"] = CloudTrailService,
        ["kms"] = KmsService,
        ["organizations"] = OrganizationsService,
        ["ec2"] = Ec2Service,
        ["guardduty"] = GuardDutyService,
        ["access-analyzer"] = AccessAnalyzerService,
        ["s3"] = S3Service,
        ["s3control"] = S3ControlService,
    };

    /// <summary>The names that faults and recorded calls use.</summary>
    public static IEnumerable<string> Names => BySigningName.Values.Select(service => service.Name);

    /// <summary>The service a request is signed for; S3 Control shares S3's signing name. An unsigned or unknown one gets the answer its protocol would give.</summary>
    public static AwsService Find(RawRequest request)
    {
        var name = Authorization.Parse(request.Header("authorization"))?.Service ?? "";
        if (name == "s3" && IsS3Control(request))
        {
            name = "s3control";
        }

        return BySigningName.GetValueOrDefault(name)
            ?? (request.Header("x-amz-target") is not null ? UnknownJson : request.IsForm || name.Length == 0 ? UnknownQuery : UnknownRest);
    }

    private static bool IsS3Control(RawRequest request) =>
        request.Path.StartsWith("/v20180820/", StringComparison.Ordinal) || request.Header("x-amz-account-id") is not null;
}
